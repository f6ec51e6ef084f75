"""Directions that do not hold the light are said so, and figures of them share one total."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from unit.fake_cases import optical

from postprocess.case.radiation import angular_profile
from sim.coupling import normal_factor_1_sr
from sim.results.averages import Averager
from sim.results.far_field import far_field_warnings, light_by_direction, with_normal_errors
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


def test_error_of_the_normal_by_parts() -> None:
    """Of film and pixel with one pattern: the film's parts, the directions' and the grid's."""
    film = replace(with_pattern(0.0), normal_errors={"emission_zone": 0.02, "spectrum": 0.01})
    pixel = replace(optical(forward=1.1, size=61), error_parts={"grid": 0.004, "snapping": 0.0})
    known = with_normal_errors(pixel, film)
    light = float(Averager(pixel).mean(pixel.air))
    assert known.normal_errors["grid"] == pytest.approx(0.004 / light)
    assert known.normal_errors["emission_zone"] == 0.02
    directions = light_by_direction(pixel)
    assert directions is not None
    assert known.normal_errors["directions"] == pytest.approx(abs(directions - 1.0))
    assert 0.0 <= known.normal_errors["positions"] < 0.5
    assert known.normal_error == pytest.approx(sum(known.normal_errors.values()))
    assert with_normal_errors(film, None) is film
    stepped = with_normal_errors(replace(with_pattern(0.05)), film)
    assert stepped.normal_errors["grid"] == pytest.approx(0.05)
    # one that edge has found by leaving out distances stands for the positions
    by_edge = with_normal_errors(replace(pixel, normal_errors={"distances": 0.03}), film)
    assert by_edge.normal_errors["distances"] == 0.03
    assert "positions" not in by_edge.normal_errors
