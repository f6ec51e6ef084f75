"""Quadrature over the emission spectrum.

The photon-number spectrum is a Gaussian in wavelength with the given peak and full width at half
maximum, integrated by Gauss-Hermite nodes: exact for polynomials of degree 2 count - 1 in the
wavelength. A measured spectrum is integrated by the Gaussian rule that belongs to it, of the same
degree: with the rows as a measure, w_i at x_i, polynomials that are orthogonal in it obey

    p_(k+1) = (x - a_k) p_k - b_k p_(k-1),                                                 (1)
    a_k = <x p_k, p_k> / <p_k, p_k>,   b_k = <p_k, p_k> / <p_(k-1), p_(k-1)>,              (2)

and the nodes are the eigenvalues of the symmetric tridiagonal matrix of a_k and sqrt(b_k), the
weights the squares of the first entries of its eigenvectors (G. H. Golub, J. H. Welsch, Math. Comp.
23, 221 (1969)). One node is the peak, in both.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.linalg import eigh_tridiagonal
from scipy.special import roots_hermite

from geometry.arrays import FloatArray
from geometry.spec import EmissionSpec, SpectrumSpec

_NEGLIGIBLE = 1e-6
"""Nodes with less photon weight are dropped: they reach far beyond tabulated wavelengths."""


@dataclass(frozen=True)
class SpectrumRule:
    """Wavelengths and photon-number weights.

    Attributes:
        wavelength_um: (W,), increasing.
        weight: (W,), sum 1.
    """

    wavelength_um: FloatArray
    weight: FloatArray


def emission_spectrum(emission: EmissionSpec, count: int) -> SpectrumRule:
    """``count`` nodes (fewer where the outermost carry less than 1e-6 of the photons).

    Raises:
        ValueError: count below 1.
    """
    if count < 1:
        raise ValueError(f"a spectrum needs at least one wavelength, not {count}")
    if emission.spectrum is not None and count > 1:
        return _measured(emission.spectrum, count)
    root, weight = roots_hermite(count)
    weight = weight / math.sqrt(math.pi)
    keep = weight > _NEGLIGIBLE
    deviation_um = emission.fwhm_um / math.sqrt(8.0 * math.log(2.0))
    wavelength = emission.peak_um + math.sqrt(2.0) * deviation_um * root[keep]
    return SpectrumRule(wavelength, weight[keep] / weight[keep].sum())


def band_nm(emission: EmissionSpec, count: int) -> tuple[float, float]:
    """Shortest and longest wavelength of a case: the nodes, and 1.5 FWHM about a Gaussian's peak.

    Args:
        emission: what is emitted.
        count: number of wavelengths; 1 is the peak alone.
    """
    if emission.spectrum is not None:
        nodes = emission_spectrum(emission, count).wavelength_um * 1e3
        return float(nodes[0]), float(nodes[-1])
    reach_um = 0.0 if count == 1 else 1.5 * emission.fwhm_um
    low_um, high_um = emission.peak_um - reach_um, emission.peak_um + reach_um
    return round(low_um * 1e3, 6), round(high_um * 1e3, 6)


def _measured(spectrum: SpectrumSpec, count: int) -> SpectrumRule:
    """The Gaussian rule of a measured spectrum."""
    wavelength, photons = spectrum.rows.T
    # Between rows the spectrum is a line: each row counts with half of the steps at its sides.
    step = np.gradient(wavelength)
    measure = photons * step
    lit = measure > 0.0
    position, measure = wavelength[lit] * 1e-3, measure[lit] / measure[lit].sum()
    count = min(count, position.size)
    centre = float(measure @ position)
    diagonal, off = _recurrence(position - centre, measure, count)
    node, vectors = eigh_tridiagonal(diagonal, off)
    weight = vectors[0] ** 2
    keep = weight > _NEGLIGIBLE
    return SpectrumRule(node[keep] + centre, weight[keep] / weight[keep].sum())


def _recurrence(x: FloatArray, measure: FloatArray, count: int) -> tuple[FloatArray, FloatArray]:
    """a_k, shape (count,), and sqrt(b_k), shape (count - 1,), by equations (1) and (2)."""
    before, here = np.zeros_like(x), np.ones_like(x)
    norm, ratio = 1.0, 0.0
    diagonal, off = np.zeros(count), np.zeros(count - 1)
    for k in range(count):
        diagonal[k] = (measure @ (x * here**2)) / norm  # (2)
        following = (x - diagonal[k]) * here - ratio * before  # (1)
        if k < count - 1:
            ratio = float(measure @ following**2) / norm  # (2)
            off[k] = math.sqrt(ratio)
            norm *= ratio
        before, here = here, following
    return diagonal, off
