"""Quadrature over the emission zone."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.special import roots_legendre

from geometry.spec import EmissionSpec
from sim.optics.emission_zone import emission_heights


def emission(toward: str, decay: str) -> EmissionSpec:
    return EmissionSpec.model_validate({"zone": {"toward": toward, "decay": decay}})


@pytest.mark.parametrize("zone", [EmissionSpec(), emission("substrate", "5 nm")])
def test_one_node_is_the_mid_plane(zone: EmissionSpec) -> None:
    rule = emission_heights(zone, 0.030, 1)
    assert rule.height_um == pytest.approx([0.015])
    assert rule.weight == pytest.approx([1.0])


def test_uniform_zone_integrates_polynomials() -> None:
    rule = emission_heights(EmissionSpec(), 0.030, 3)
    assert rule.weight @ rule.height_um**5 == pytest.approx(0.030**5 / 6.0, rel=1e-12)


def test_mean_height_of_an_exponential_zone() -> None:
    decay, thickness = 0.010, 0.030
    rule = emission_heights(emission("substrate", "10 nm"), thickness, 12)
    tail = math.exp(-thickness / decay)
    mean = decay - thickness * tail / (1.0 - tail)
    assert rule.weight @ rule.height_um == pytest.approx(mean, rel=1e-9)


def test_zones_of_both_faces_mirror_each_other() -> None:
    low = emission_heights(emission("substrate", "4 nm"), 0.030, 6)
    high = emission_heights(emission("superstrate", "4 nm"), 0.030, 6)
    assert high.weight == pytest.approx(low.weight[::-1], rel=1e-12)
    assert low.weight[0] > low.weight[-1]


def test_a_very_short_zone_does_not_underflow() -> None:
    rule = emission_heights(emission("superstrate", "0.001 nm"), 0.030, 8)
    assert rule.weight.sum() == pytest.approx(1.0)
    assert 0.030 - rule.height_um.min() < 0.030e-3


def test_count_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one height"):
        emission_heights(EmissionSpec(), 0.030, 0)


@pytest.mark.parametrize("decay_nm", [0.001, 0.5, 3.0, 30.0, 3000.0])
@pytest.mark.parametrize("count", [2, 3, 7, 20])
def test_rule_of_the_density_itself(decay_nm: float, count: int) -> None:
    """Moments up to 2 N - 1 of exp(-x / a) on [0, 30 nm], by integration by parts."""
    a, thickness = 1e-3 * decay_nm, 0.030
    rule = emission_heights(emission("substrate", f"{decay_nm} nm"), thickness, count)
    assert (rule.height_um > 0.0).all()
    assert (rule.height_um < thickness).all()
    assert (rule.weight > 0.0).all()
    assert rule.weight.sum() == pytest.approx(1.0, rel=1e-12)
    node, weight = roots_legendre(400)
    length = min(thickness, 60.0 * a)
    x = 0.5 * length * (1.0 + node)
    density = weight * np.exp(-x / a)
    for degree in range(2 * count):
        moment = density @ x**degree / density.sum()
        assert rule.weight @ rule.height_um**degree == pytest.approx(moment, rel=1e-7)


def test_a_slow_decay_is_the_flat_rule() -> None:
    slow = emission_heights(emission("substrate", "1 m"), 0.030, 5)
    flat = emission_heights(EmissionSpec(), 0.030, 5)
    np.testing.assert_allclose(slow.height_um, flat.height_um, rtol=1e-6)
    np.testing.assert_allclose(slow.weight, flat.weight, rtol=1e-6)
