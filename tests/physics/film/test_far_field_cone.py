"""Claim: the light of a known angular distribution found in a cone is the integral over the cone.

For I(theta) = (eta/pi) cos(theta) [1 + a cos(2 theta)] the fraction inside the half angle alpha is

    2 pi int_0^alpha I sin(theta) dtheta = eta [s + a (s - s^2)],   s = sin(alpha)^2,

with eta in total (alpha = 90 deg) and I(0) = (1 + a) eta/pi; a = 0 is the Lambertian source, of
which sin(30 deg)^2 = 1/4 is inside 30 deg and whose intensity is halved at 60 deg. A lobe
proportional to sin(theta) cos(phi) has no azimuthal average and must not change any of it.

Known bias: bilinear interpolation of the radiance I / cos(theta) = 1 + a (1 - 2 u^2) (in units of
eta/pi) between directions h = 1/30 apart. Its second derivatives are 4 a, so the error is at most
h^2/8 (4 a + 4 a) = 1.1e-3 a, or 7e-4 of the smallest radiance 1 - a at a = 0.4; half-degree
trapezoids add below 1e-4. Tolerance: 1e-3.
"""

from __future__ import annotations

import numpy as np
import pytest

from postprocess.case.radiation import angular_profile
from sim.results.averages import lee
from tests.unit.fake_cases import optical

TOLERANCE = 1e-3


@pytest.mark.parametrize("pixel", [True, False], ids=["tilted lobe", "symmetric"])
@pytest.mark.parametrize("excess", [0.0, 0.3, -0.4])
def test_cone(pixel: bool, excess: float) -> None:
    result = optical(0.25, pixel=pixel, forward=1.0 + excess, size=61)
    profile = angular_profile(result)
    for angle_deg in (10.0, 30.0, 47.3, 60.0, 90.0):
        s = np.sin(np.radians(angle_deg)) ** 2
        expected = lee(result) * (s + excess * (s - s**2))
        assert profile.in_cone(angle_deg) == pytest.approx(expected, rel=TOLERANCE)
    assert profile.lambertian_ratio == pytest.approx(1.0 + excess, rel=TOLERANCE)


def test_lambertian_half_angle() -> None:
    profile = angular_profile(optical(forward=1.0))
    assert profile.half_intensity_angle_deg == pytest.approx(60.0, abs=0.1)


def test_cone_beyond_the_half_space_is_refused() -> None:
    with pytest.raises(ValueError, match="expected 0 to 90"):
        angular_profile(optical()).in_cone(91.0)
