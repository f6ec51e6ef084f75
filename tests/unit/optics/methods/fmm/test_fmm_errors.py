"""The zone's error: changes that cancel in the mean count, and more is left of them from near."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from unit.fake_cases import optical

from sim.optics.methods.fmm.errors import Variants, left_of_change, with_errors
from sim.results.averages import lee
from sim.results.records import OpticalResult

SIGNS = np.array([1.0, -1.0, 1.0, -1.0])[:, None, None]
CHANGE = 0.02


def judged(fewer: OpticalResult, distance_um: float) -> OpticalResult:
    best = optical()
    others = Variants(best, fewer, best, best)
    return with_errors(best, others, optical(pixel=False), distance_um)


def test_less_is_left_from_afar() -> None:
    assert [left_of_change(d) for d in (1.6, 3.2, 6.4, 100.0)] == pytest.approx([2, 1, 0.5, 0.5])


def test_equal_results_have_no_such_error() -> None:
    assert judged(optical(), 3.2).error_parts["brillouin"] == 0.0


def test_changes_that_cancel_count() -> None:
    """Every second position has 2 % more light to air, the others 2 % less."""
    best = optical()
    fewer = replace(best, air=best.air * (1.0 + CHANGE * SIGNS))
    net = abs(lee(fewer) - lee(best))
    parts = judged(fewer, 3.2).error_parts
    assert net < 0.1 * CHANGE * lee(best)
    assert parts["brillouin"] == pytest.approx(CHANGE * lee(best), rel=0.01)
    assert judged(fewer, 20.0).error_parts["brillouin"] == pytest.approx(parts["brillouin"] / 2)
    assert judged(fewer, 3.2).recycling_errors["brillouin"] == 0.0, "lossy powers are the same"
