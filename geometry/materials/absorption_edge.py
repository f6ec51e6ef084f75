"""An emitter's absorption at its own emission: where the edge of its table has to lie.

A table of a crystal has its edge where the crystal has it. Confined dots that emit elsewhere have
theirs elsewhere, and what they absorb of their own light hangs on that distance alone. Emission and
absorption of one thermal population obey (photons per energy and time)

    S(E) ~ n(E)^2 E^2 alpha(E) exp(-E / kT),    alpha = 4 pi k / wavelength ~ k E

which serves three times: it says at which energy a table's own matter would emit
(:func:`emission_of_absorption`); it gives the Stokes shift that a table brings along; and, read the
other way, it gives the absorption below the edge from an emission line
(:func:`absorption_of_emission`).

Two ways to fit a table to a line:

- :func:`shifted_to_emission` moves the whole table along the photon energy until its exciton's peak
  lies one stated Stokes shift above the line's;
- :func:`kennard_stepanov` does so too, and below the exciton's peak takes k from the line itself,
  scaled to the table at that peak. A line of Gaussian shape, FWHM 2.355 sigma, then has the Stokes
  shift sigma^2 / kT. Dots of different sizes broaden a line without being one population, so
  that this is the largest shift that a line allows.

Sources: W. van Roosbroeck, W. Shockley, Phys. Rev. 94, 1558 (1954); D. E. McCumber, Phys. Rev. 136,
A954 (1964).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geometry.materials.material import Material

FloatArray = NDArray[np.float64]

PLANCK_LIGHTSPEED_EV_NM = 1239.841984332003
"""h c in eV nm (CODATA 2018, exact constants)."""

BOLTZMANN_EV_K = 8.617333262e-5
"""Boltzmann's constant in eV/K."""

_GAUSSIAN_FWHM = 2.0 * np.sqrt(2.0 * np.log(2.0))
_FINE_NM = 0.05
"""Step at which tables are searched for peaks."""

_EDGE_POINTS = round(100.0 / _FINE_NM)
"""Points within which k must fall behind an exciton's peak."""

_NOISE = 1e-3
"""k over the exciton's below which a table is not trusted."""

_TAIL = 1e-8
"""k from a line below this share of its peak is none: rounding of the line's far tail."""


def photon_energy_ev(wavelength_nm: ArrayLike) -> FloatArray:
    """h c / wavelength, any shape."""
    return np.asarray(PLANCK_LIGHTSPEED_EV_NM / np.asarray(wavelength_nm, dtype=float))


def emission_of_absorption(
    wavelength_nm: FloatArray, n: FloatArray, k: FloatArray, temperature_k: float = 300.0
) -> FloatArray:
    """Photons per energy that matter in thermal balance emits, largest 1, (W,).

    n^2 E^2 (k E) exp(-E / kT); van Roosbroeck and Shockley.
    """
    energy = photon_energy_ev(wavelength_nm)
    thermal = BOLTZMANN_EV_K * temperature_k
    spectrum = n**2 * energy**3 * k * np.exp(-(energy - energy.min()) / thermal)
    return np.asarray(spectrum / spectrum.max())


def absorption_of_emission(
    wavelength_nm: FloatArray, n: FloatArray, emission: FloatArray, temperature_k: float = 300.0
) -> FloatArray:
    """Extinction k (largest 1) that goes with an emission spectrum in photons per energy, (W,)."""
    energy = photon_energy_ev(wavelength_nm)
    thermal = BOLTZMANN_EV_K * temperature_k
    k = emission * np.exp((energy - energy.max()) / thermal) / (n**2 * energy**3)
    return np.asarray(k / k.max())


def gaussian_line(wavelength_nm: FloatArray, peak_nm: float, fwhm_nm: float) -> FloatArray:
    """Photons per energy of a line that is Gaussian in energy, 1 at the peak, (W,)."""
    sigma = line_width_ev(peak_nm, fwhm_nm)
    distance = photon_energy_ev(wavelength_nm) - photon_energy_ev(peak_nm)
    return np.asarray(np.exp(-0.5 * (distance / sigma) ** 2))


def line_width_ev(peak_nm: float, fwhm_nm: float) -> float:
    """Standard deviation in energy of a line given by peak and full width at half maximum."""
    low, high = photon_energy_ev(np.array([peak_nm + 0.5 * fwhm_nm, peak_nm - 0.5 * fwhm_nm]))
    return float((high - low) / _GAUSSIAN_FWHM)


def exciton_peak_nm(material: Material) -> float:
    """Wavelength of the maximum of k behind which absorption ends.

    That is the reddest local maximum of at least a tenth of the table's largest k, behind which k
    falls to a tenth within 100 nm.

    Raises:
        ValueError: a table without such a maximum: constant, or with a shoulder only.
    """
    wavelength = _fine(material)
    k = material.index(wavelength).imag
    tops = np.flatnonzero((k[1:-1] > k[:-2]) & (k[1:-1] >= k[2:]) & (k[1:-1] > 0.1 * k.max())) + 1
    ends = tops.size and k[tops[-1] : tops[-1] + _EDGE_POINTS].min() < 0.1 * k[tops[-1]]
    if not ends:
        raise ValueError(
            f"material {material.name!r}: k has no maximum behind which absorption ends, so that "
            "its edge cannot be moved; give a table that covers the edge, or keep it as it is"
        )
    return float(wavelength[tops[-1]])


def thermal_emission_nm(material: Material, temperature_k: float = 300.0) -> float:
    """Wavelength at which the table's own matter would emit most photons per energy.

    k below a thousandth of the exciton's is left out: a table's noise times exp(-E / kT).

    Raises:
        ValueError: a table without an exciton's peak.
    """
    top = exciton_peak_nm(material)
    wavelength = _fine(material)
    index = material.index(wavelength)
    largest = float(material.index(top).imag)
    counts = (wavelength >= top) & (index.imag > _NOISE * largest)
    spectrum = emission_of_absorption(wavelength, index.real, index.imag, temperature_k)
    return float(wavelength[np.argmax(np.where(counts, spectrum, 0.0))])


def thermal_stokes_shift_ev(material: Material, temperature_k: float = 300.0) -> float:
    """Stokes shift that a table brings along: exciton's peak over its own thermal emission."""
    peaks = np.array([exciton_peak_nm(material), thermal_emission_nm(material, temperature_k)])
    absorbed, emitted = photon_energy_ev(peaks)
    return float(absorbed - emitted)


def line_stokes_shift_ev(peak_nm: float, fwhm_nm: float, temperature_k: float = 300.0) -> float:
    """Stokes shift sigma^2 / kT of a Gaussian line, the weak factor n^2 E^3 left out."""
    return line_width_ev(peak_nm, fwhm_nm) ** 2 / (BOLTZMANN_EV_K * temperature_k)


def shifted_to_emission(material: Material, emission_nm: float, stokes_shift_ev: float) -> Material:
    """The table moved along the photon energy so that its edge fits an emission peak.

    Args:
        emission_nm: peak of the emission.
        stokes_shift_ev: energy of the exciton's peak over the emission's.

    Returns:
        A material over as much of the table's range as the shift leaves covered.

    Raises:
        ValueError: a table without an exciton's peak, or a negative Stokes shift.
    """
    if stokes_shift_ev < 0.0:
        raise ValueError(
            f"matter absorbs above what it emits: a Stokes shift is positive; got "
            f"{1e3 * stokes_shift_ev:g} meV"
        )
    target = float(photon_energy_ev(emission_nm)) + stokes_shift_ev
    shift = target - float(photon_energy_ev(exciton_peak_nm(material)))
    moved = PLANCK_LIGHTSPEED_EV_NM / (photon_energy_ev(material.wavelength_nm) + shift)
    # Kept where both tables are: other parts of a case ask for the same wavelengths.
    low, high = material.wavelength_nm[0], material.wavelength_nm[-1]
    inside = (moved > low) & (moved < high)
    wavelength = np.unique([max(low, moved[0]), *moved[inside], min(high, moved[-1])])
    return replace(
        material,
        wavelength_nm=wavelength,
        n=np.interp(wavelength, moved, material.n),
        k=np.interp(wavelength, moved, material.k),
    )


@dataclass(frozen=True)
class Line:
    """An emission line: Gaussian in energy by peak and width, or as measured.

    Attributes:
        peak_nm, fwhm_nm: of the line.
        measured: rows of wavelength in nm and photons per wavelength, shape (R, 2).
    """

    peak_nm: float
    fwhm_nm: float
    measured: FloatArray | None = None

    def photons_per_energy(self, wavelength_nm: FloatArray) -> FloatArray:
        """In any unit, shape of ``wavelength_nm``; 0 beyond a measured spectrum."""
        if self.measured is None:
            return gaussian_line(wavelength_nm, self.peak_nm, self.fwhm_nm)
        rows, photons = self.measured.T
        line = np.interp(wavelength_nm, rows, photons * rows**2, left=0.0, right=0.0)
        return np.asarray(line / (photons * rows**2).max())


def kennard_stepanov(material: Material, line: Line, temperature_k: float = 300.0) -> Material:
    """The table with k on the emission side from the emission line itself.

    Above the exciton's peak the table, moved so that this peak lies where k of the line has its
    own; below it k of the line, scaled to the table at the peak. n is the moved table's.

    Raises:
        ValueError: a table without an exciton's peak.
    """
    emission_nm, fwhm_nm = line.peak_nm, line.fwhm_nm
    near = np.arange(emission_nm - 3.0 * fwhm_nm, emission_nm + 6.0 * fwhm_nm, 0.5)
    plain, flat = line.photons_per_energy(near), np.ones_like(near)
    top_nm = float(near[np.argmax(absorption_of_emission(near, flat, plain, temperature_k))])
    shift = float(photon_energy_ev(top_nm) - photon_energy_ev(emission_nm))
    moved = shifted_to_emission(material, emission_nm, max(0.0, shift))
    red = np.arange(top_nm, emission_nm + 6.0 * fwhm_nm, 0.5)
    red = red[red < moved.wavelength_nm[-1]]
    wavelength = np.unique([*moved.wavelength_nm, *red])
    index = moved.index(wavelength)
    emitted = line.photons_per_energy(wavelength)
    shape = absorption_of_emission(wavelength, index.real, emitted, temperature_k)
    top = float(np.interp(top_nm, wavelength, shape))
    scaled = shape / top * float(np.interp(top_nm, wavelength, index.imag))
    scaled = np.where(shape > _TAIL * top, scaled, 0.0)
    k = np.where(wavelength > top_nm, scaled, index.imag)
    return replace(moved, wavelength_nm=wavelength, n=index.real, k=k)


def _fine(material: Material) -> FloatArray:
    """The table's range in fine steps; one point for a constant."""
    low, high = material.wavelength_nm[0], material.wavelength_nm[-1]
    return np.asarray(low + _FINE_NM * np.arange(1 + int((high - low) / _FINE_NM)))
