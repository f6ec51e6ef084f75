"""Current through a layer that pixels share.

    no conductance                    nothing in the neighbour
    any conductance                   currents of all LEDs add up to those of the transistors
    little of it, one bright pixel    neighbour's current = G (V - V_n) / 1, G = sigma d edge / gap
    endless conductance               all pixels alike
    share of the neighbour            falls with luminance, rises as 1 / pitch^2

Known bias: none; Newton's method ends at 1e-6 of the brightest current. Tolerance: 1e-5 of it, and
20 % of the last law, in which the neighbour takes voltage from the bridge as its current grows.
"""

from __future__ import annotations

import numpy as np
import pytest
from physics.panel_cases import diode

from sim.electrical.panel.gamut import Stripes, electrical_mixing, pitch_m
from sim.electrical.panel.shared_layer import bridge_s, grid_conductances, shared_currents

AREA = 4e-8
DRIVE = np.where(np.arange(25) == 12, 1.4e-6, 0.0)


def currents(conductance_s: float) -> tuple[np.ndarray, np.ndarray]:
    matrix = grid_conductances(5, 5, conductance_s, conductance_s)
    solved = shared_currents(matrix, diode(), AREA, DRIVE)
    assert solved.converged
    return AREA * solved.density_a_m2, solved.voltage_v


def test_nothing_without_conductance() -> None:
    current, _ = currents(0.0)
    assert current[12] == pytest.approx(1.4e-6, rel=1e-5)
    assert np.delete(current, 12).max() < 1e-5 * 1.4e-6


@pytest.mark.parametrize("conductance_s", [1e-9, 1e-7, 1e-5])
def test_currents_add_up(conductance_s: float) -> None:
    current, _ = currents(conductance_s)
    assert current.sum() == pytest.approx(1.4e-6, rel=1e-4)


def test_neighbour_of_a_bright_pixel() -> None:
    sheet = 0.1 * 40e-9
    bridge = bridge_s(sheet, 200e-6, 70e-6)
    assert bridge == pytest.approx(1.14e-8, rel=0.01)
    current, voltage = currents(bridge)
    beyond = 3.0 * bridge * (voltage[13] - voltage[[14, 8, 18]].mean())
    assert current[13] + beyond == pytest.approx(bridge * (voltage[12] - voltage[13]), rel=1e-3)


def test_all_alike() -> None:
    current, _ = currents(1.0)
    np.testing.assert_allclose(current, 1.4e-6 / 25, rtol=1e-2)


def test_share_against_luminance_and_density() -> None:
    def neighbour(ppi: float, light: float) -> float:
        stripes = Stripes(pitch_m(ppi), 0.7, np.zeros(3))
        mixed = electrical_mixing(stripes, 1e-11, diode(), light)
        return float(mixed[1, 0])

    assert neighbour(100, 10.0) > 3.0 * neighbour(100, 100.0) > 9.0 * neighbour(100, 1000.0)
    assert neighbour(200, 1000.0) == pytest.approx(4.0 * neighbour(100, 1000.0), rel=0.2)
    assert electrical_mixing(Stripes(1e-4, 0.7, np.zeros(3)), 0.0, diode(), 10.0) == pytest.approx(
        np.eye(3), abs=1e-9
    )
