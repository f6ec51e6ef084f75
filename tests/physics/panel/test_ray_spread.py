"""Light at the far face of a plate.

    thin plate                      all of it over the own pixel
    any plate                       kernel of sum 1, symmetric
    within radius r of a point      sin^2 theta of the ray that arrives there (Lambertian)
    very thick against the pitch    even over many pixels

Known bias: 64 polar and 32 azimuthal rays, of equal power. Tolerance: 2 %.
"""

from __future__ import annotations

import numpy as np
import pytest

from sim.electrical.panel.gamut import Stripes, optical_mixing
from sim.electrical.panel.ray_spread import neighbour_kernel, offsets, seen, spread


def test_thin_plate() -> None:
    assert spread(1e-9, 1.5, 1.0, 0.7).max() == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize("thickness", [0.3, 1.0, 2.6])
def test_sum_and_symmetry(thickness: float) -> None:
    kernel = spread(thickness, 1.5, 1.0, 0.7)
    assert kernel.sum() == pytest.approx(1.0)
    np.testing.assert_allclose(kernel, kernel[::-1, :], atol=1e-12)
    np.testing.assert_allclose(kernel, kernel.T, atol=0.01)


def test_radius_of_rays() -> None:
    x, y = offsets(2.0, 1.5)
    radius = np.hypot(x, y)
    angle = np.arctan(0.5 / 2.0)  # inside, of a ray that arrives at 0.5
    expected = (1.5 * np.sin(angle)) ** 2
    assert np.mean(radius < 0.5) == pytest.approx(expected, abs=0.02)


def test_an_even_picture_stays_even() -> None:
    picture = np.ones((41, 41))
    for kernel in (spread(1.0, 1.5, 1.0, 0.7), neighbour_kernel(0.2)):
        assert seen(picture, kernel)[20, 20] == pytest.approx(1.0)


def test_filters_mix_fine_stripes_completely() -> None:
    stripes = Stripes(0.3e-6, 0.7, np.zeros(3))
    np.testing.assert_allclose(optical_mixing(stripes, 5e-6, 1.5), 1.0 / 3.0, atol=0.02)
    wide = Stripes(300e-6, 0.7, np.zeros(3))
    np.testing.assert_allclose(optical_mixing(wide, 1e-6, 1.5), np.eye(3), atol=1e-9)


def test_light_over_the_nearest_pixels() -> None:
    """A case's own crosstalk: 0.2 of one lit pixel lies on four, and all of it is kept."""
    picture = np.zeros((5, 5))
    picture[2, 2] = 1.0
    over = seen(picture, neighbour_kernel(0.2))
    assert over[2, 2] == pytest.approx(0.8)
    for place in ((1, 2), (3, 2), (2, 1), (2, 3)):
        assert over[place] == pytest.approx(0.05)
    assert over.sum() == pytest.approx(1.0)
