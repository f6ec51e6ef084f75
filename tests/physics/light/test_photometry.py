"""Photons become candela: 683 lm/W at 555 nm, cd/A = EQE <E_photon>/q K / pi.

Domain: lines of 20 nm at 520 nm (472.8 lm/W, 3.588 cd/A per % EQE), 35 nm at 635 nm (164.4, 1.022)
and a narrow line at 555 nm (683, 4.857); 79.42 cd/A at 3 mA/cm2 is 2382.6 cd/m2.
Known bias: the 1 nm table, summed, is exact to 1e-5 for lines wider than 1 nm.
Tolerance: the digits quoted. The table is compared with colour-science's, digit by digit.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from physics.electrical_cases import device, optics

from geometry.spec import EmissionSpec, SpectrumSpec
from geometry.spec.base import text_of_rows
from sim.coupling import solve_electrical
from sim.electrical.photometry import (
    EmissionLine,
    candela_per_ampere,
    luminosity,
    luminosity_table,
)
from sim.electrical.spec import CompactSpec
from sim.results.far_field import normal_radiance_factor


@pytest.mark.parametrize(
    ("peak", "fwhm", "efficacy", "cd_a_per_percent"),
    [(520, 20, 472.8, 3.588), (555, 1, 683.0, 4.857), (635, 35, 164.4, 1.022)],
)
def test_lines(peak: float, fwhm: float, efficacy: float, cd_a_per_percent: float) -> None:
    line = EmissionLine(peak, fwhm)
    assert line.efficacy_lm_w == pytest.approx(efficacy, rel=3e-4)
    assert candela_per_ampere(line) / 100.0 == pytest.approx(cd_a_per_percent, abs=5e-4)


def test_a_measured_spectrum_counts_by_its_photons() -> None:
    """A Gaussian of power, written as photons per wavelength, has the Gaussian's efficacy."""
    wavelength = np.arange(440.0, 601.0)
    photons = EmissionLine(520.0, 20.0).power(wavelength) * wavelength
    table = text_of_rows(np.stack([wavelength, photons], axis=1))
    spectrum = SpectrumSpec(table=table, source="made here")
    line = EmissionLine.of(EmissionSpec(spectrum=spectrum))
    assert line.efficacy_lm_w == pytest.approx(472.8, rel=3e-4)
    assert candela_per_ampere(line) / 100.0 == pytest.approx(3.588, abs=5e-4)


def test_maximum_of_the_eye() -> None:
    assert float(luminosity(np.array(555.0))) == 1.0


def test_table_is_the_one_of_colour_science() -> None:
    colour = pytest.importorskip("colour")
    curve = colour.SDS_LEFS["CIE 1924 Photopic Standard Observer"]
    table = luminosity_table()
    assert table.v == pytest.approx([curve[w] for w in table.wavelength_nm], rel=1e-9)


def test_luminance_is_efficiency_times_current() -> None:
    result = solve_electrical(device(None), CompactSpec(), optics(outcoupling=(0.2, 0.2)))
    lit = result.luminance_cd_m2 > 0.0
    # cd/A times A/m2; with J in mA/cm2 the factor is 10: 79.42 * 3 * 10 = 2382.6.
    expected = result.current_efficiency_cd_a * result.current_density_a_m2
    assert result.luminance_cd_m2[lit] == pytest.approx(expected[lit], rel=1e-12)
    ratio = result.current_efficiency_cd_a[lit] / (100.0 * result.eqe[lit])
    assert ratio == pytest.approx(3.588, rel=3e-4)


def test_lambertian_on_request() -> None:
    """The EQE stays, cd/A is that of a Lambertian source of the same light."""
    given = optics(outcoupling=(0.2, 0.2))
    u = np.linspace(-1.0, 1.0, 21)
    forward = np.clip(1.0 - u[:, None] ** 2 - u[None, :] ** 2, 0.0, None) * 0.2 * 1.5 / math.pi
    beam = replace(
        given,
        direction_cosine=u,
        far_field=np.broadcast_to(forward, (*given.air.shape, u.size, u.size)),
    )
    by_field = solve_electrical(device(None), CompactSpec(), beam)
    asked = solve_electrical(device(None), CompactSpec(photometry="lambertian"), beam)
    assert (by_field.photometry, asked.photometry) == ("far_field", "lambertian")
    lit = asked.luminance_cd_m2 > 0.0
    ratio = by_field.luminance_cd_m2[lit] / asked.luminance_cd_m2[lit]
    assert ratio == pytest.approx(1.5, rel=1e-9)
    assert asked.eqe == pytest.approx(by_field.eqe)


def test_lambertian_far_field_gives_one_over_pi() -> None:
    u = np.linspace(-1.0, 1.0, 41)
    ux, uy = np.meshgrid(u, u, indexing="ij")
    cosine = np.sqrt(np.clip(1.0 - ux**2 - uy**2, 0.0, None))
    factor = normal_radiance_factor(0.3 / math.pi * cosine, 0.3)
    assert factor == pytest.approx(1.0 / math.pi, rel=1e-12)


def test_forward_beam_is_brighter_along_the_normal() -> None:
    """I = cos^2: I(0) / integral = 3 / (2 pi)."""
    u = np.linspace(-1.0, 1.0, 41)
    ux, uy = np.meshgrid(u, u, indexing="ij")
    squared = np.clip(1.0 - ux**2 - uy**2, 0.0, None)
    factor = normal_radiance_factor(squared, 2.0 * math.pi / 3.0)
    assert factor == pytest.approx(1.5 / math.pi, rel=1e-12)
