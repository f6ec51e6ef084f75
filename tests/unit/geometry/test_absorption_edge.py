"""Fitting a table's absorption edge to an emission line, on synthetic spectra."""

from __future__ import annotations

import numpy as np
import pytest

from geometry.materials.absorption_edge import (
    BOLTZMANN_EV_K,
    Line,
    absorption_of_emission,
    emission_of_absorption,
    exciton_peak_nm,
    gaussian_line,
    kennard_stepanov,
    line_stokes_shift_ev,
    line_width_ev,
    photon_energy_ev,
    shifted_to_emission,
    thermal_emission_nm,
    thermal_stokes_shift_ev,
)
from geometry.materials.library import load_library
from geometry.materials.material import Material, constant_material

WAVELENGTH_NM = np.arange(450.0, 620.0, 0.5)
CENTRE_EV, SIGMA_EV = 2.40, 0.030


def synthetic() -> Material:
    """A Gaussian exciton on a step that ends in it."""
    energy = photon_energy_ev(WAVELENGTH_NM)
    exciton = 0.2 * np.exp(-0.5 * ((energy - CENTRE_EV) / SIGMA_EV) ** 2)
    step = 0.1 / (1.0 + np.exp(-(energy - CENTRE_EV - 0.06) / 0.01))
    n = 1.9 + 0.0005 * (560.0 - WAVELENGTH_NM)
    return Material("synthetic", WAVELENGTH_NM, n, exciton + step, "made up")


def test_the_relation_and_its_inverse() -> None:
    material = synthetic()
    emission = emission_of_absorption(material.wavelength_nm, material.n, material.k)
    back = absorption_of_emission(material.wavelength_nm, material.n, emission)
    assert back == pytest.approx(material.k / material.k.max(), rel=1e-12)


@pytest.mark.parametrize("temperature_k", [200.0, 300.0, 350.0])
def test_van_roosbroeck_shockley(temperature_k: float) -> None:
    """ln(S / (n^2 E^2 alpha)) falls by 1 / kT per energy."""
    material = synthetic()
    energy = photon_energy_ev(material.wavelength_nm)
    emission = emission_of_absorption(material.wavelength_nm, material.n, material.k, temperature_k)
    alpha = material.k * energy
    slope = np.polyfit(energy, np.log(emission / (material.n**2 * energy**2 * alpha)), 1)[0]
    assert slope == pytest.approx(-1.0 / (BOLTZMANN_EV_K * temperature_k), rel=1e-9)


def test_a_gaussian_exciton_has_a_gaussian_line_one_stokes_shift_below() -> None:
    """E_abs - E_em = sigma^2 / kT, up to what n^2 E^3 moves: 3 sigma^2 / E, below 1.5 meV."""
    energy = photon_energy_ev(WAVELENGTH_NM)
    k = 0.2 * np.exp(-0.5 * ((energy - CENTRE_EV) / SIGMA_EV) ** 2)
    material = Material("exciton", WAVELENGTH_NM, np.full(k.shape, 1.9), k, "made up")
    expected = SIGMA_EV**2 / (BOLTZMANN_EV_K * 300.0)
    assert thermal_stokes_shift_ev(material) == pytest.approx(expected, abs=1.5e-3)


def test_width_of_a_line() -> None:
    line = gaussian_line(WAVELENGTH_NM, 520.0, 20.0)
    half = WAVELENGTH_NM[line >= 0.5]
    assert half[-1] - half[0] == pytest.approx(20.0, abs=1.0)
    assert line_stokes_shift_ev(520.0, 20.0) == pytest.approx(
        line_width_ev(520.0, 20.0) ** 2 / 0.025852, rel=1e-4
    )


def test_moved_table() -> None:
    material = synthetic()
    moved = shifted_to_emission(material, 530.0, 0.032)
    expected = float(photon_energy_ev(530.0)) + 0.032
    assert float(photon_energy_ev(exciton_peak_nm(moved))) == pytest.approx(expected, abs=1e-3)
    old, new = exciton_peak_nm(material), exciton_peak_nm(moved)
    assert moved.index(new).imag == pytest.approx(material.index(old).imag, rel=1e-3)
    assert moved.name == material.name
    assert moved.wavelength_nm[0] >= material.wavelength_nm[0]
    assert moved.wavelength_nm[-1] <= material.wavelength_nm[-1]


def test_a_table_that_fits_stays() -> None:
    material = synthetic()
    stokes = 0.025
    peak = 1239.841984 / (float(photon_energy_ev(exciton_peak_nm(material))) - stokes)
    same = shifted_to_emission(material, peak, stokes)
    inside = np.arange(470.0, 600.0, 1.0)
    assert same.index(inside) == pytest.approx(material.index(inside), abs=1e-6)


def test_line_gives_k_below_the_exciton() -> None:
    """Where k comes from the line, its thermal emission is the line."""
    material = kennard_stepanov(synthetic(), Line(520.0, 20.0))
    red = (material.wavelength_nm > 512.0) & (material.wavelength_nm < 560.0)
    wavelength = material.wavelength_nm[red]
    emission = emission_of_absorption(wavelength, material.n[red], material.k[red])
    line = gaussian_line(wavelength, 520.0, 20.0)
    assert emission == pytest.approx(line / line.max(), rel=1e-6)


@pytest.mark.parametrize("temperature_k", [250.0, 300.0, 350.0])
def test_a_line_has_its_own_stokes_shift_at_every_temperature(temperature_k: float) -> None:
    """The colder, the farther the exciton lies above the line: sigma^2 / kT."""
    material = kennard_stepanov(synthetic(), Line(520.0, 20.0), temperature_k)
    shift = float(photon_energy_ev(exciton_peak_nm(material)) - photon_energy_ev(520.0))
    expected = line_stokes_shift_ev(520.0, 20.0, temperature_k)
    assert shift == pytest.approx(expected, abs=4e-3)


def test_line_joins_the_table_at_the_exciton() -> None:
    table = synthetic()
    material = kennard_stepanov(table, Line(520.0, 20.0))
    top = exciton_peak_nm(material)
    assert material.index(top).imag == pytest.approx(table.k.max(), rel=0.02)
    assert np.max(np.abs(np.diff(material.k))) < 0.05


def test_emission_of_the_crystal_lies_at_524_nm() -> None:
    """Exciton at 517 nm, own emission one thermal Stokes shift of 31 meV below."""
    crystal = load_library().get("CsPbBr3")
    assert exciton_peak_nm(crystal) == pytest.approx(517.0, abs=0.2)
    assert thermal_emission_nm(crystal) == pytest.approx(523.9, abs=0.5)
    assert thermal_stokes_shift_ev(crystal) == pytest.approx(0.0314, abs=0.002)


def test_negative_stokes_shifts_are_refused() -> None:
    with pytest.raises(ValueError, match="positive"):
        shifted_to_emission(synthetic(), 520.0, -0.01)


def test_a_constant_has_no_edge() -> None:
    with pytest.raises(ValueError, match="cannot be moved"):
        shifted_to_emission(constant_material("glassy", 1.9, 0.1), 520.0, 0.03)
