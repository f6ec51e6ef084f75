"""Models of dispersion: exact at one wavelength, close over a band, passive at every wavelength.

Claims: exact_at returns the given n + i k (to rounding, 1e-10); every library material but the
two perovskites is fitted to 0.01 in n and k over the emission band 480-560 nm by six poles;
Im eps >= 0 from 200 to 2000 nm. The bias of a fit is the sharpest feature of its table: CsPbBr3's
edge falls from k = 0.24 to 0.03 in 10 nm, which six passive poles follow to 0.03 only. A perovskite
with k set to zero breaks the Kramers-Kronig relations and no passive model can follow it.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geometry.materials.library import constant_material, load_library
from sim.optics.grid.dispersion import DispersionModel, Pole, PoleKind, exact_at, mean_of
from sim.optics.grid.dispersion_fit import describe, fit_dispersion

LIBRARY = load_library()
EDGES = {
    "CsPbBr3": 0.03,
    "CsPbBr3 NC film": 0.015,
    "MAPbBr3": 0.03,
    "FAPbBr3 NC film": 0.015,
    "CsPbBr2.3Cl0.7": 0.02,
}
"""Largest errors of n and k of the perovskites whose absorption edge lies in the band; their films
dilute the edge by half."""
WIDE_UM = np.linspace(0.2, 2.0, 1801)


@given(st.floats(0.03, 8.0), st.floats(0.0, 9.0, allow_subnormal=False), st.floats(0.38, 0.78))
def test_exact_at_one_wavelength_and_passive(n, k, wavelength_um):
    model = exact_at(complex(n, k), wavelength_um)
    found = complex(model.permittivity(wavelength_um))
    assert abs(found - complex(n, k) ** 2) < 1e-10 * (n * n + k * k)
    assert model.eps_inf >= 1.0
    assert all(pole.gamma_per_um >= 0 and pole.sigma >= 0 for pole in model.poles)
    assert np.all(model.permittivity(WIDE_UM).imag >= 0)


def test_metal_is_a_drude_pole_over_vacuum():
    model = exact_at(0.888 + 6.281j, 0.52)
    assert model.eps_inf == 1.0
    assert [pole.kind for pole in model.poles] == [PoleKind.DRUDE]


@pytest.mark.parametrize("dielectric", [1.72 + 0j, 1.52 + 0.006j])
def test_mean_of_dielectric_and_metal(dielectric):
    first, second = exact_at(dielectric, 0.52), exact_at(0.888 + 6.281j, 0.52)
    mean = mean_of(first, second, 0.52)
    expected = 0.5 * (dielectric**2 + (0.888 + 6.281j) ** 2)
    assert complex(mean.permittivity(0.52)) == pytest.approx(expected, rel=1e-12)
    assert np.all(mean.permittivity(WIDE_UM).imag >= 0)


@pytest.mark.parametrize("name", [n for n in LIBRARY.names if n != "perfect conductor"])
def test_fit_over_the_emission_band(name):
    """FDTD steps a perfect conductor by the engine's own metal, which has no dispersion."""
    report = fit_dispersion(LIBRARY.get(name), 480.0, 560.0)
    limit = EDGES.get(name, 0.01)
    assert report.max_dn <= limit
    assert report.max_dk <= limit
    assert report.model.eps_inf >= 1.0
    assert np.all(report.model.permittivity(WIDE_UM).imag >= 0)
    # poles that Meep's time step resolves: three times the band's highest frequency at most
    assert all(p.frequency_per_um <= 3.0 / 0.48 * (1 + 1e-9) for p in report.model.poles)


def test_reported_errors_are_those_of_the_model():
    material = LIBRARY.get("Al")
    report = fit_dispersion(material, 450.0, 650.0)
    wavelength_nm = np.linspace(450.0, 650.0, 333)
    error = report.model.index(wavelength_nm * 1e-3) - material.index(wavelength_nm)
    # another grid than the fit's: kinks of the linear table may fall between its samples
    assert np.max(np.abs(error.real)) == pytest.approx(report.max_dn, rel=0.1)
    assert np.max(np.abs(error.imag)) == pytest.approx(report.max_dk, rel=0.1)


def test_a_lorentz_medium_is_found_again():
    """A medium made of poles is fitted to the stopping error although its poles are unknown."""
    truth = DispersionModel(
        2.1, poles=(Pole(PoleKind.LORENTZ, 2.6, 0.3, 0.4), Pole(PoleKind.LORENTZ, 4.5, 0.1, 0.9))
    )
    wavelength_nm = np.linspace(400.0, 700.0, 601)
    index = truth.index(wavelength_nm * 1e-3)
    base = constant_material("poles", 1.0)
    made = type(base)("poles", wavelength_nm, index.real, index.imag, "made up")
    report = fit_dispersion(made, 400.0, 700.0)
    assert max(report.max_dn, report.max_dk) < 1e-3


def test_description_shows_the_fit_and_what_is_assumed():
    text = "\n".join(describe(LIBRARY.get("PTAA"), 480.0, 560.0))
    assert "largest error of n" in text
    assert "assumed materials.PTAA.n = 1.75 (1.7 to 1.8)" in text


def test_empty_bands_and_impossible_indices_are_refused():
    with pytest.raises(ValueError, match="low_nm < high_nm"):
        fit_dispersion(LIBRARY.get("Al"), 560.0, 480.0)
    with pytest.raises(ValueError, match="n > 0"):
        exact_at(-1.0 + 0j, 0.52)
    with pytest.raises(ValueError, match="one or the other"):
        DispersionModel(2.0, 0.1, (Pole(PoleKind.DRUDE, 1.0, 0.1, 1.0),))
