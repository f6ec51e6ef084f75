"""The charge of a pixel's LED: plates alone, and a table of what carriers store."""

from __future__ import annotations

import numpy as np
import pytest

from sim.electrical.panel.led_charge import LedCharge, stored_charge

VOLTAGE = np.array([-0.5, 0.0, 1.0, 2.0, 3.0])


def test_plates_alone() -> None:
    charge, slope = LedCharge.constant(2e-12).at(np.array([-1.0, 0.0, 3.0]))
    np.testing.assert_allclose(charge, [-2e-12, 0.0, 6e-12], rtol=1e-12)
    np.testing.assert_allclose(slope, 2e-12, rtol=1e-12)


def test_area_and_what_lies_beside() -> None:
    """Equal capacitance at all voltages is one capacitor; the resistance takes its share of V."""
    inner = VOLTAGE * 0.5
    law = stored_charge(VOLTAGE, inner, np.full(5, 4e-4), 1e-8, 1e-12)
    charge, slope = law.at(np.array([0.0, 2.0, 5.0]))
    np.testing.assert_allclose(charge, np.array([0.0, 2.0, 5.0]) * 3e-12, rtol=1e-9, atol=1e-24)
    np.testing.assert_allclose(slope, 3e-12, rtol=1e-9)
    assert law.at_rest_f == pytest.approx(law.largest_f)


def test_what_was_not_solved_and_what_is_negative() -> None:
    density = np.array([4e-4, 4e-4, np.nan, 4e-4, -1.0])
    law = stored_charge(VOLTAGE, VOLTAGE, density, 1e-8, 1e-12)
    charge, slope = law.at(np.array([2.0, 2.9]))
    assert charge[0] == pytest.approx(2.0 * (1e-12 + 4e-12))
    # The mean of 4e-4 and nothing over the last volt; never below what lies beside.
    assert slope[1] == pytest.approx(1e-12 + 2e-12)


def test_too_few_voltages() -> None:
    with pytest.raises(ValueError, match="known at 1 voltages"):
        stored_charge(VOLTAGE, VOLTAGE, np.array([1.0, 1.0, *3 * [np.nan]]), 1e-8, 1e-12)
