"""The state at a voltage does not depend on how the ramp got there; a lost voltage is only lost.

Domain: PTAA / dots / TPBi. Claims: fine steps, one step of 3 V with step control, and one step of
3 V with Gummel's iteration alone as help give the same current; voltages that an impatient solver
cannot reach get a sentence and no number, and the sweep goes on behind them.
Known bias: none. Tolerance: 1e-6, Newton ends at steps of 1e-9 V (1e-9 / 0.026 in the density).
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from physics.electrical_cases import led_device, led_mesh

from sim.electrical.drift_diffusion.solver import BiasPoint, DriftDiffusionSolver, SolverSettings


def _ramp(voltages: list[float], settings: SolverSettings | None = None) -> list[BiasPoint]:
    device = led_device(led_mesh())
    return list(DriftDiffusionSolver(device, settings).ramp(np.array(voltages)))


def test_path_does_not_matter() -> None:
    fine = _ramp(list(np.linspace(0.0, 3.0, 31)))[-1]
    coarse = _ramp([0.0, 3.0])[-1]
    without_step_control = _ramp([0.0, 3.0], SolverSettings(smallest_step_v=10.0))[-1]
    assert coarse.current_density_a_m2 == pytest.approx(fine.current_density_a_m2, rel=1e-6)
    assert without_step_control.current_density_a_m2 == pytest.approx(
        fine.current_density_a_m2, rel=1e-6
    )


def test_failed_voltages_are_passed_over() -> None:
    impatient = SolverSettings(iterations=15, gummel_cycles=1, smallest_step_v=10.0)
    points = _ramp([*np.linspace(0.0, 1.0, 11), 5.0, 1.1], impatient)
    lost, behind = points[-2:]
    assert lost.profile is None
    assert "no convergence at 5.000 V" in lost.status
    assert math.isnan(lost.current_density_a_m2)
    assert behind.status == ""
    assert behind.current_density_a_m2 > points[-3].current_density_a_m2 > 0.0


def test_far_below_turn_on_is_said() -> None:
    below = [point for point in _ramp([0.0, 0.01, 0.1]) if point.status]
    assert all("floor" in point.status for point in below)
    assert below
