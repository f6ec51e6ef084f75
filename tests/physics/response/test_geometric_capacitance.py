"""Far above every rate the device is the series of its layers' capacitances.

Formula: C = Im Y / omega -> 1 / sum(h / (eps0 eps_r)) over the mesh edges as omega grows. Domain:
the LED of two sheets at 0 and 3 V at 1e13 Hz, without traps and with them.
Known bias: what carriers still move at omega counts as (G / omega C)^2, below 1e-4 here.
Tolerance: 0.1 %.
"""

from __future__ import annotations

import numpy as np
import pytest
from physics.electrical_cases import led_mesh
from physics.response_cases import solver_at, trapping_mesh
from scipy.constants import epsilon_0

from sim.electrical.response.column import Column
from sim.electrical.response.small_signal import Linearised


@pytest.mark.parametrize("traps", [False, True])
@pytest.mark.parametrize("voltage", [0.0, 3.0])
def test_high_frequency(voltage: float, traps: bool) -> None:
    mesh = trapping_mesh() if traps else led_mesh(60)
    frequency = 1e13
    answer = Linearised(Column(solver_at(mesh, voltage).device)).response(np.array([frequency]))
    capacitance = answer.admittance_s_m2[0].imag / (2.0 * np.pi * frequency)
    series = 1.0 / np.sum(mesh.length_m / (epsilon_0 * mesh.relative_permittivity))
    assert capacitance == pytest.approx(series, rel=1e-3)
