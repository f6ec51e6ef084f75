"""A value at a current, between points and outside the sweep."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.results.curves import value_at_current
from tests.unit.fake_cases import electrical


def test_between_points_it_is_straight_in_the_logarithm() -> None:
    result = electrical()
    current = result.current_density_a_m2
    known = np.flatnonzero(current > 0.0)[:2]
    curve = np.zeros_like(current)
    curve[known[1]] = 1.0
    middle = float(np.sqrt(current[known[0]] * current[known[1]]))
    assert value_at_current(result, curve, middle) == pytest.approx(0.5)


def test_outside_the_sweep_there_is_none() -> None:
    result = electrical()
    assert math.isnan(value_at_current(result, result.eqe, 1e9))
    lost = np.full_like(result.eqe, math.nan)
    assert math.isnan(value_at_current(result, lost, 10.0))
