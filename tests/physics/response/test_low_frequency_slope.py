"""At low frequency the admittance is the slope of the steady current, Re Y(0) = dJ/dV.

Formula: Y of the linearised equations at 1e-3 Hz against central differences of the solver's J(V),
extrapolated to step 0 (Richardson, steps of 10 and 5 mV). Domain: the LED of two sheets of dots at
2.5, 3 and 4 V, without traps and with half a trap per dot whose both capture rates act.
Known bias: Im Y at 1e-3 Hz is 1e-7 of Re Y and turns nothing; the current of the steady solver is
good to some 1e-10.
Tolerance: 1e-6, above the error of the differences (fourth order in 0.4 kT/q).
"""

from __future__ import annotations

import numpy as np
import pytest
from physics.electrical_cases import led_mesh
from physics.response_cases import solver_at, trapping_mesh

from sim.electrical.drift_diffusion.solver import DriftDiffusionSolver
from sim.electrical.response.column import Column
from sim.electrical.response.small_signal import Linearised


def _difference(solver: DriftDiffusionSolver, voltage_v: float, step_v: float) -> float:
    up, down = (solver.point(voltage_v + s).current_density_a_m2 for s in (step_v, -step_v))
    return (up - down) / (2.0 * step_v)


@pytest.mark.parametrize("traps", [False, True])
@pytest.mark.parametrize("voltage", [2.5, 3.0, 4.0])
def test_slope(voltage: float, traps: bool) -> None:
    solver = solver_at(trapping_mesh() if traps else led_mesh(60), voltage)
    at_rest = Linearised(Column(solver.device)).response(np.array([1e-3]))
    coarse, fine = (_difference(solver, voltage, step) for step in (4e-3, 2e-3))
    slope = (4.0 * fine - coarse) / 3.0
    assert at_rest.admittance_s_m2[0].real == pytest.approx(slope, rel=1e-6)
    assert at_rest.spread[0] < 1e-3
