"""The colour of an emission line: CIE 1931 and 1976 chromaticity, and how far from Rec. 2020.

Colour is that of the emitted line, a Gaussian of radiant power against wavelength as in photometry;
what the stack does to the spectrum is not in it. Chromaticities: CIE 1931 2 degree observer. Rec.
2020 (ITU-R BT.2020-2) has the single lines at 630, 532 and 467 nm as primaries.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from geometry.arrays import FloatArray
from postprocess.case.gamut import coverage
from sim.electrical.photometry import EmissionLine

PRIMARIES = ("red", "green", "blue")


@dataclass(frozen=True)
class Colour:
    """Chromaticity of a line.

    Attributes:
        cie_x, cie_y: CIE 1931.
        u_prime, v_prime: CIE 1976.
        dominant_wavelength_nm: against equal-energy white.
        rec2020_primary: the nearest one.
        rec2020_distance_uv: distance from it in u', v'; 0.004 is just visible.
        rec2020_coverage_xy, rec2020_coverage_uv: share of the gamut covered by this colour with
            the two other primaries ideal.
    """

    cie_x: float
    cie_y: float
    u_prime: float
    v_prime: float
    dominant_wavelength_nm: float
    rec2020_primary: str
    rec2020_distance_uv: float
    rec2020_coverage_xy: float
    rec2020_coverage_uv: float


@dataclass(frozen=True)
class _Observer:
    """Colour matching functions: (K,) and (K, 3)."""

    wavelength_nm: FloatArray
    functions: FloatArray


@cache
def _observer() -> _Observer:
    # Importing the library takes a second: only who asks for a colour waits for it.
    from colour import MSDS_CMFS

    table = MSDS_CMFS["CIE 1931 2 Degree Standard Observer"]
    return _Observer(np.asarray(table.wavelengths, float), np.asarray(table.values, float))


@cache
def rec2020_xy() -> FloatArray:
    """Chromaticities x, y of the red, green and blue primaries, shape (3, 2)."""
    from colour import RGB_COLOURSPACES

    return np.asarray(RGB_COLOURSPACES["ITU-R BT.2020"].primaries, float)


def chromaticity_xy(line: EmissionLine) -> FloatArray:
    """CIE 1931 x and y of a line, shape (2,)."""
    observer = _observer()
    tristimulus = line.power(observer.wavelength_nm) @ observer.functions
    return np.asarray(tristimulus[:2] / tristimulus.sum())


def chromaticity_of_power(wavelength_nm: FloatArray, power: FloatArray) -> FloatArray:
    """CIE 1931 x and y of a radiant power per wavelength, (W,) on rising wavelengths; shape (2,).

    Beyond the wavelengths given the power is 0.
    """
    observer = _observer()
    shown = np.interp(observer.wavelength_nm, wavelength_nm, power, left=0.0, right=0.0)
    tristimulus = shown @ observer.functions
    return np.asarray(tristimulus[:2] / tristimulus.sum())


def spectral_locus_xy() -> FloatArray:
    """Chromaticities of single lines from 400 to 700 nm, (K, 2)."""
    observer = _observer()
    seen = (observer.wavelength_nm >= 400.0) & (observer.wavelength_nm <= 700.0)
    rows = observer.functions[seen]
    return np.asarray(rows[:, :2] / rows.sum(axis=1, keepdims=True))


def tristimulus_per_photon(line: EmissionLine) -> FloatArray:
    """CIE 1931 X, Y, Z of a line over its photons, in one arbitrary unit, shape (3,)."""
    observer = _observer()
    power = line.power(observer.wavelength_nm)
    photons = power @ observer.wavelength_nm  # a photon's energy falls with its wavelength
    return np.asarray(power @ observer.functions / photons)


def uv_from_xy(xy: FloatArray) -> FloatArray:
    """CIE 1976 u' = 4x / (3 - 2x + 12y), v' = 9y / (3 - 2x + 12y), shape (..., 2)."""
    x, y = xy[..., 0], xy[..., 1]
    below = 3.0 - 2.0 * x + 12.0 * y
    return np.stack([4.0 * x / below, 9.0 * y / below], axis=-1)


def colour_of(line: EmissionLine) -> Colour:
    """Chromaticity of an emission line and its place in Rec. 2020.

    Cases of a study mostly share their line: that of a Gaussian is worked out once.
    """
    if line.spectrum is None:
        return _colour_of_gaussian(line.peak_nm, line.fwhm_nm)
    return _colour_of(line)


@lru_cache(maxsize=64)
def _colour_of_gaussian(peak_nm: float, fwhm_nm: float) -> Colour:
    return _colour_of(EmissionLine(peak_nm, fwhm_nm))


def _colour_of(line: EmissionLine) -> Colour:
    from colour import dominant_wavelength

    xy, primaries = chromaticity_xy(line), rec2020_xy()
    uv, primaries_uv = uv_from_xy(xy), uv_from_xy(primaries)
    distances = np.hypot(*(primaries_uv - uv).T)
    nearest = int(np.argmin(distances))
    own_xy, own_uv = primaries.copy(), primaries_uv.copy()
    own_xy[nearest], own_uv[nearest] = xy, uv
    dominant = dominant_wavelength(xy, np.array([1.0, 1.0]) / 3.0)[0]
    return Colour(
        cie_x=float(xy[0]),
        cie_y=float(xy[1]),
        u_prime=float(uv[0]),
        v_prime=float(uv[1]),
        dominant_wavelength_nm=float(dominant),
        rec2020_primary=PRIMARIES[nearest],
        rec2020_distance_uv=float(distances[nearest]),
        rec2020_coverage_xy=coverage(own_xy, primaries),
        rec2020_coverage_uv=coverage(own_uv, primaries_uv),
    )
