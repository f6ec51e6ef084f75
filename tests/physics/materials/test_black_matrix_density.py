"""Black matrix: one micrometre of optical density OD transmits 10^-OD at every wavelength.

T = exp(-4 pi k d / wavelength), the inner transmission without the faces' reflections. Bias: k
is proportional to the wavelength and interpolated linearly, so exact; tolerance is rounding.
"""

from __future__ import annotations

import numpy as np
import pytest

from geometry.materials.library import black_matrix_material, constant_material, load_library


@pytest.mark.parametrize("density", [0.5, 1.0, 3.0, 6.0])
@pytest.mark.parametrize("thickness_um", [0.3, 1.0])
def test_transmission_is_ten_to_the_minus_density(density, thickness_um):
    wavelength_nm = np.linspace(380.0, 780.0, 9)
    k = black_matrix_material(density).index(wavelength_nm).imag
    transmission = np.exp(-4.0 * np.pi * k * thickness_um / (wavelength_nm * 1e-3))
    assert transmission == pytest.approx(10.0 ** (-density * thickness_um), rel=1e-10)


def test_n_and_assumptions_are_the_resin_s():
    resin = load_library().get("black matrix resin")
    matrix = black_matrix_material(1.0, resin)
    assert complex(matrix.index(520.0)).real == 1.6
    assert matrix.assumptions == resin.assumptions
    other = black_matrix_material(1.0, constant_material("resist", 1.7))
    assert complex(other.index(520.0)).real == pytest.approx(1.7, rel=1e-15)


def test_a_density_that_is_not_positive_is_refused():
    with pytest.raises(ValueError, match="positive"):
        black_matrix_material(0.0)
