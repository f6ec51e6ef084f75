"""A dot holds two electrons and two holes at most, and at rest fills as Fermi and Dirac say.

Formula: f = 1 / (1 + exp((E_c - E_F) / kT)), E_c = -(psi + chi), two f electrons per dot.
Domain: sheets of dots between PTAA and TPBi; at rest with a cathode that fills them (2.0 eV) and
the usual one (2.9 eV), and driven to 8 V, where electrons wait at PTAA.
Known bias: none. Tolerance: 1e-9 at rest (exponents of up to 100 times the rounding of 5 V).
"""

from __future__ import annotations

import numpy as np
import pytest
from physics.electrical_cases import led_device, led_mesh

from sim.electrical.drift_diffusion.contacts import Contact, ContactPair
from sim.electrical.drift_diffusion.device import DriftDiffusionDevice
from sim.electrical.drift_diffusion.solver import DriftDiffusionSolver
from sim.electrical.thermal import thermal_voltage_v

VT = thermal_voltage_v(300.0)


@pytest.mark.parametrize("cathode_ev", [2.0, 2.9])
def test_fermi_filling_at_rest(cathode_ev: float) -> None:
    mesh = led_mesh()
    contacts = ContactPair(Contact(5.1), Contact(cathode_ev))
    device = DriftDiffusionDevice(mesh, contacts, 300.0, 1e3)
    (point,) = DriftDiffusionSolver(device).ramp(np.zeros(1))
    profile = point.profile
    assert profile is not None
    dots = mesh.nanocrystal_node
    density = 12.84e-9**-3
    psi = profile.potential_v[dots]
    electrons = 2.0 / (1.0 + np.exp(-(psi + 3.51) / VT))
    holes = 2.0 / (1.0 + np.exp((psi + 5.89) / VT))
    assert profile.electrons_1_m3[dots] / density == pytest.approx(electrons, rel=1e-9)
    assert profile.holes_1_m3[dots] / density == pytest.approx(holes, rel=1e-9)


def test_no_dot_is_overfilled() -> None:
    mesh = led_mesh()
    device = led_device(mesh)
    points = list(DriftDiffusionSolver(device).ramp(np.arange(0.0, 8.1, 0.5)))
    density = 12.84e-9**-3
    fullest = 0.0
    for point in points:
        assert point.profile is not None
        electrons = point.profile.electrons_1_m3[mesh.nanocrystal_node] / density
        assert np.all(electrons < 2.0)
        fullest = max(fullest, float(electrons.max()))
    assert fullest > 1.99
