"""Quadrature over the emission spectrum: weights, moments, the single node."""

from __future__ import annotations

import math

import numpy as np
import pytest

from geometry.spec import EmissionSpec, SpectrumSpec
from geometry.spec.base import text_of_rows
from sim.optics.spectrum import band_nm, emission_spectrum

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


def measured(peak_nm: float, skewed: float = 0.0) -> EmissionSpec:
    wavelength = np.arange(430.0, 611.0)
    deviation = (wavelength - peak_nm) / (1e3 * DEVIATION_UM)
    photons = np.exp(-0.5 * deviation**2) * (1.0 + skewed * np.tanh(deviation))
    rows = np.stack([wavelength, photons], axis=1)
    return EmissionSpec(spectrum=SpectrumSpec(table=text_of_rows(rows), source="made here"))


def test_a_measured_gaussian_has_nearly_the_rule_of_the_gaussian() -> None:
    """Steps of 1 nm against a deviation of 8.5 nm: sums of a Gaussian converge exponentially."""
    for count in (2, 3, 5):
        exact, rule = emission_spectrum(EMISSION, count), emission_spectrum(measured(520.0), count)
        assert rule.wavelength_um == pytest.approx(exact.wavelength_um, abs=1e-6)
        assert rule.weight == pytest.approx(exact.weight, abs=1e-4)
    assert emission_spectrum(measured(520.0), 1).wavelength_um == pytest.approx([0.520], abs=1e-6)


def test_moments_of_a_measured_spectrum_are_exact_up_to_the_rule_s_degree() -> None:
    emission = measured(515.0, skewed=0.6)
    assert emission.spectrum is not None
    wavelength, photons = emission.spectrum.rows.T
    rule = emission_spectrum(emission, 4)
    for degree in range(8):
        expected = (photons * (wavelength - 515.0) ** degree).sum() / photons.sum()
        moment = rule.weight @ (1e3 * rule.wavelength_um - 515.0) ** degree
        # rounding of the largest term, and the trapezoidal rule's halved first and last row
        assert moment == pytest.approx(expected, rel=1e-6, abs=1e-6)


def test_a_case_needs_its_materials_at_the_nodes_of_a_measured_spectrum() -> None:
    low, high = band_nm(measured(520.0), 3)
    assert (low, high) == pytest.approx((520.0 - 14.71, 520.0 + 14.71), abs=0.01)
    assert band_nm(EMISSION, 3) == (490.0, 550.0)
