"""In a steady state J_n + J_p is the same everywhere, and q times all recombination plus what the
minorities carry into the contacts is the terminal current.

Domain: PTAA / dots / TPBi, 2.2 to 6 V (turn-on at the built-in 2.2 V), currents 1e-3 to 1e3 A/m2.
Known bias: none, Scharfetter-Gummel fluxes are conservative. Tolerance: 1e-6 as asked of the solver
above turn-on (found: 1e-9); the balance has the same 1e-6.
"""

from __future__ import annotations

import numpy as np
import pytest
from physics.electrical_cases import led_device, led_mesh
from scipy.constants import elementary_charge

from sim.electrical.drift_diffusion.solver import DriftDiffusionSolver

VOLTAGES = np.arange(0.0, 6.01, 0.2)


def test_current_is_constant_and_balanced() -> None:
    mesh = led_mesh()
    device = led_device(mesh)
    points = list(DriftDiffusionSolver(device).ramp(VOLTAGES))
    assert [point.status for point in points if point.voltage_v > 2.1] == [""] * 20
    for point in points[11:]:
        profile = point.profile
        assert profile is not None
        assert point.current_spread < 1e-6
        recombined = elementary_charge * np.sum(profile.recombination_1_m3s * mesh.volume_m)
        leaked = profile.electron_current_a_m2[0] + profile.hole_current_a_m2[-1]
        assert recombined + leaked == pytest.approx(point.current_density_a_m2, rel=1e-6)


def test_current_rises_with_voltage() -> None:
    device = led_device(led_mesh())
    points = list(DriftDiffusionSolver(device).ramp(VOLTAGES))
    current = np.array([point.current_density_a_m2 for point in points[5:]])
    assert np.all(np.diff(current) > 0.0)
