"""From photons to candela: the eye's response, luminous efficacy, current efficiency.

    K = 683 lm/W * integral(V S) / integral(S)          S: radiant power per wavelength
    cd/A = EQE <E_photon>/q K f,    f = I(0) / integral(I dOmega);  Lambertian: f = 1 / pi

V(lambda): CIE 1924, table with its source in data/.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from scipy.constants import c, elementary_charge, h

from geometry.arrays import FloatArray
from geometry.spec import EmissionSpec, SpectrumSpec

PEAK_EFFICACY_LM_W = 683.0
"""Luminous efficacy of 555 nm light by definition of the candela (540 THz) within 0.003 %."""

LAMBERTIAN_FACTOR_1_SR = 1.0 / math.pi
_FWHM_PER_SIGMA = 2.0 * math.sqrt(2.0 * math.log(2.0))


@dataclass(frozen=True)
class LuminosityTable:
    """V against wavelength: two arrays of shape (471,)."""

    wavelength_nm: FloatArray
    v: FloatArray


@cache
def luminosity_table() -> LuminosityTable:
    """The CIE 1924 photopic function at 1 nm, 360-830 nm."""
    text = files("sim.electrical").joinpath("data/cie1924_v_lambda.csv").read_text("utf-8")
    rows = [line.split(",") for line in text.splitlines() if line and not line.startswith("#")]
    table = np.array(rows, dtype=float)
    return LuminosityTable(table[:, 0], table[:, 1])


def luminosity(wavelength_nm: FloatArray) -> FloatArray:
    """V at wavelengths of any shape, linear between table points, 0 outside 360-830 nm."""
    table = luminosity_table()
    return np.asarray(np.interp(wavelength_nm, table.wavelength_nm, table.v, left=0.0, right=0.0))


@dataclass(frozen=True)
class EmissionLine:
    """Electroluminescence as a Gaussian of radiant power against wavelength, or as measured.

    Attributes:
        peak_nm, fwhm_nm: of the Gaussian.
        spectrum: measured, in its place.
    """

    peak_nm: float
    fwhm_nm: float
    spectrum: SpectrumSpec | None = None

    @classmethod
    def of(cls, emission: EmissionSpec) -> EmissionLine:
        """What the excitons of a device emit."""
        return cls(emission.peak_um * 1e3, emission.fwhm_um * 1e3, emission.spectrum)

    def power(self, wavelength_nm: FloatArray) -> FloatArray:
        """Radiant power per wavelength, largest about 1."""
        if self.spectrum is not None:
            measured, photons = self.spectrum.rows.T
            power = photons / measured
            return np.asarray(
                np.interp(wavelength_nm, measured, power / power.max(), left=0.0, right=0.0)
            )
        sigma = self.fwhm_nm / _FWHM_PER_SIGMA
        return np.asarray(np.exp(-0.5 * ((wavelength_nm - self.peak_nm) / sigma) ** 2))

    @property
    def efficacy_lm_w(self) -> float:
        """K, luminous flux over radiant power."""
        table = luminosity_table()
        power = self.power(table.wavelength_nm)
        return PEAK_EFFICACY_LM_W * float((power * table.v).sum() / power.sum())

    @property
    def photon_energy_j(self) -> float:
        """Radiant power over photon rate."""
        wavelength = luminosity_table().wavelength_nm
        power = self.power(wavelength)
        return h * c * 1e9 * float(power.sum() / (power * wavelength).sum())


def candela_per_ampere(
    line: EmissionLine, normal_factor_1_sr: float = LAMBERTIAN_FACTOR_1_SR
) -> float:
    """Current efficiency in cd/A at EQE = 1.

    Args:
        line: the emission spectrum.
        normal_factor_1_sr: intensity along the normal over the total flux, 1/pi if Lambertian.
    """
    return line.photon_energy_j / elementary_charge * line.efficacy_lm_w * normal_factor_1_sr
