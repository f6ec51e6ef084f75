"""The voltage over an electrode that is fed at its rim.

Domain: R_sq = 15 ohm, 48 cells from the fed side.

    uniform J, one side       drop at the far side R_sq J w^2 / 2  = 0.09 V at 300 mA/cm2 and 2 mm
    uniform J, two sides      drop in the middle R_sq J w^2 / 8
    J = g V, one side         V(w) / V(0) = 1 / cosh(w / L),  L = 1 / sqrt(R_sq g) = 8.2 mm
    uniform J, square frame   drop in the middle 0.0737 R_sq J w^2 (Poisson's equation on a square,
                              Timoshenko and Goodier, torsion of a square bar)

Known bias: the last cell's centre lies half a cell from the side, (1 / 96)^2 of the drop.
Tolerance: 0.2 %, that of the cells' size (0.05 % for the closed forms at the cell's own place).
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from geometry.arrays import FloatArray
from sim.electrical.area.sheet_resistance import Feed, Sheet, sheet_voltage, transfer_length_m

R_SQ, J, WIDTH = 15.0, 3000.0, 2e-3


def uniform(voltage: FloatArray) -> tuple[FloatArray, FloatArray]:
    return np.full_like(voltage, J), np.zeros_like(voltage)


def test_stripe_fed_at_one_side() -> None:
    solved = sheet_voltage(Sheet(WIDTH, WIDTH, R_SQ, Feed.ONE_SIDE), 6.0, uniform)
    drop = 6.0 - float(solved.voltage_v.min())
    assert solved.converged
    assert pytest.approx(0.09) == R_SQ * J * WIDTH**2 / 2
    assert drop == pytest.approx(R_SQ * J * WIDTH**2 / 2, rel=2e-3)


def test_stripe_fed_at_two_sides() -> None:
    solved = sheet_voltage(Sheet(WIDTH, WIDTH, R_SQ, Feed.TWO_SIDES), 6.0, uniform)
    drop = 6.0 - float(solved.voltage_v.min())
    assert drop == pytest.approx(R_SQ * J * WIDTH**2 / 8, rel=2e-3)


def test_square_in_a_frame() -> None:
    solved = sheet_voltage(Sheet(WIDTH, WIDTH, R_SQ, Feed.FRAME), 6.0, uniform)
    drop = 6.0 - float(solved.voltage_v.min())
    assert drop == pytest.approx(0.0737 * R_SQ * J * WIDTH**2, rel=5e-3)


def test_transfer_length() -> None:
    slope, width = 1000.0, 20e-3

    def ohmic(voltage: FloatArray) -> tuple[FloatArray, FloatArray]:
        return slope * voltage, np.full_like(voltage, slope)

    length = transfer_length_m(R_SQ, slope)
    assert length == pytest.approx(8.165e-3, rel=1e-3)
    solved = sheet_voltage(Sheet(width, width, R_SQ, Feed.ONE_SIDE), 1.0, ohmic)
    place = (np.arange(48) + 0.5) / 48 * width
    exact = np.cosh((width - place) / length) / math.cosh(width / length)
    np.testing.assert_allclose(solved.voltage_v[:, 0], exact, rtol=5e-4)


def test_nothing_flows_without_slope() -> None:
    assert transfer_length_m(R_SQ, 0.0) == math.inf
