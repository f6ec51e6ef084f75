"""Directions that do not hold the light are said so, and figures of them share one total."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from unit.fake_cases import optical

from postprocess.case.radiation import angular_profile
from sim.coupling import normal_factor_1_sr
from sim.results.far_field import far_field_warnings, light_by_direction
from sim.results.records import OpticalResult, without_far_field


def with_pattern(change: float, size: int = 61) -> OpticalResult:
    """A pattern that holds 1 + change of the light."""
    result = optical(pixel=False, forward=1.1, size=size)
    return replace(result, far_field=(1.0 + change) * result.far_field)


@pytest.mark.parametrize("size", [61, 121])
def test_a_smooth_pattern_holds_all_light(size: int) -> None:
    assert light_by_direction(with_pattern(0.0, size)) == pytest.approx(1.0, abs=5e-3)
    assert far_field_warnings(with_pattern(0.0, size)) == ()


@pytest.mark.parametrize(("change", "word"), [(0.08, "8% more"), (-0.08, "8% less")])
def test_what_is_missing_is_said(change: float, word: str) -> None:
    (sentence,) = far_field_warnings(with_pattern(change))
    assert word in sentence
    assert "61 x 61" in sentence


def test_without_directions_or_light() -> None:
    assert light_by_direction(without_far_field(optical())) is None
    dark = optical()
    assert light_by_direction(replace(dark, air=np.zeros_like(dark.air))) is None


@pytest.mark.parametrize("change", [0.0, 0.08])
def test_forward_light_is_over_the_same_total_everywhere(change: float) -> None:
    """Luminance and the angular profile, also where the directions are not resolved."""
    result = with_pattern(change)
    factor = normal_factor_1_sr(result)
    assert factor is not None
    assert angular_profile(result).lambertian_ratio == pytest.approx(np.pi * factor, rel=1e-9)
