"""Quadrature over the emission spectrum: weights, moments, the single node."""

from __future__ import annotations

import math

import numpy as np
import pytest

from geometry.spec import EmissionSpec
from sim.optics.spectrum import emission_spectrum

EMISSION = EmissionSpec.model_validate({"peak": "520 nm", "fwhm": "20 nm"})
DEVIATION_UM = 0.020 / math.sqrt(8.0 * math.log(2.0))


def test_one_node_is_the_peak() -> None:
    rule = emission_spectrum(EMISSION, 1)
    assert rule.wavelength_um == pytest.approx([0.520])
    assert rule.weight == pytest.approx([1.0])


@pytest.mark.parametrize("count", [2, 3, 5, 9, 40, 101])
def test_moments_of_the_gaussian(count: int) -> None:
    rule = emission_spectrum(EMISSION, count)
    deviation = (rule.wavelength_um - 0.520) / DEVIATION_UM
    assert rule.weight.sum() == pytest.approx(1.0, abs=1e-14)
    assert rule.weight @ deviation == pytest.approx(0.0, abs=1e-12)
    # nodes below a millionth of the photons are dropped, which clips the wings
    assert rule.weight @ deviation**2 == pytest.approx(1.0, abs=1e-4)
    assert np.all(np.diff(rule.wavelength_um) > 0)


def test_half_maximum_is_where_the_width_says() -> None:
    """The average of a narrow-band function tends to the density at its place."""
    rule = emission_spectrum(EMISSION, 101)
    share = rule.weight[np.abs(rule.wavelength_um - 0.520) < 0.010].sum()
    inside = math.erf(math.sqrt(math.log(2.0)))
    assert share == pytest.approx(inside, abs=0.05)


def test_wings_stay_near_the_peak() -> None:
    rule = emission_spectrum(EMISSION, 101)
    assert np.abs(rule.wavelength_um - 0.520).max() < 6.0 * DEVIATION_UM


def test_count_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one wavelength"):
        emission_spectrum(EMISSION, 0)
