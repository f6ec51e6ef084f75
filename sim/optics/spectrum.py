"""Quadrature over the emission spectrum.

The photon-number spectrum is a Gaussian in wavelength with the given peak and full width at half
maximum, integrated by Gauss-Hermite nodes: exact for polynomials of degree 2 count - 1 in the
wavelength. One node is the peak.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.special import roots_hermite

from geometry.arrays import FloatArray
from geometry.spec import EmissionSpec

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
    root, weight = roots_hermite(count)
    weight = weight / math.sqrt(math.pi)
    keep = weight > _NEGLIGIBLE
    deviation_um = emission.fwhm_um / math.sqrt(8.0 * math.log(2.0))
    wavelength = emission.peak_um + math.sqrt(2.0) * deviation_um * root[keep]
    return SpectrumRule(wavelength, weight[keep] / weight[keep].sum())
