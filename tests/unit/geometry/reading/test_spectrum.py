"""Emission spectra as instruments export them: all are of one line, 465 nm with 24 nm FWHM."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from geometry.reading.spectrum import ReadSpectrum, read_spectrum
from geometry.reading.text_table import FileError
from geometry.spec import SpectrumSpec
from geometry.spec.base import text_of_rows

SPECTRA = Path(__file__).parent / "spectra"
PEAK_NM, FWHM_NM = 465.0, 24.0


def spec_of(read: ReadSpectrum) -> SpectrumSpec:
    rows = np.stack([read.wavelength_nm, read.photons], axis=1)
    return SpectrumSpec(table=text_of_rows(rows), source=read.source)


@pytest.mark.parametrize(
    ("file", "band_nm", "said"),
    [
        ("spectrometer_export.txt", (380.0, 780.0), "background of 80"),
        ("power_per_nm.csv", (380.0, 780.0), "numbers are power per wavelength"),
        ("counts_per_ev.dat", (380.0, 780.0), "numbers are photons per energy"),
        ("with_excitation.txt", (430.0, 600.0), "peak looked for within 430 to 600 nm"),
    ],
)
def test_the_line_is_what_was_emitted(file: str, band_nm: tuple[float, float], said: str) -> None:
    read = read_spectrum(SPECTRA / file, band_nm=band_nm)
    assert any(said in text for text in read.said), read.said
    spec = spec_of(read)
    # Files have steps of 1 to 2 nm, and noise of a thousandth: half a step.
    assert spec.peak_nm == pytest.approx(PEAK_NM, abs=0.5)
    assert spec.fwhm_nm == pytest.approx(FWHM_NM, abs=0.7)


def test_dead_pixels_and_missing_cells_are_counted() -> None:
    said = read_spectrum(SPECTRA / "spectrometer_export.txt").said
    assert "2 dead or hot points replaced" in said
    assert "1 rows without a number left out" in said


def test_nobody_s_word_for_photons_is_a_guess() -> None:
    assert read_spectrum(SPECTRA / "power_per_nm.csv").guesses == ()
    guesses = read_spectrum(SPECTRA / "with_excitation.txt", band_nm=(430.0, 600.0)).guesses
    assert "numbers are photons per wavelength" in guesses
    told = read_spectrum(SPECTRA / "with_excitation.txt", kind="power", band_nm=(430.0, 600.0))
    assert "numbers are power per wavelength" in told.said


@pytest.mark.parametrize(
    ("file", "band_nm", "message"),
    [
        ("bad_no_light.csv", (380.0, 780.0), "no peak above the background"),
        ("power_per_nm.csv", (600.0, 700.0), "fewer than 5 points within 600 to 700 nm"),
        ("absent.csv", (380.0, 780.0), "No such file"),
    ],
)
def test_what_holds_no_line_is_refused(
    file: str, band_nm: tuple[float, float], message: str
) -> None:
    with pytest.raises(FileError, match=message):
        read_spectrum(SPECTRA / file, band_nm=band_nm)
