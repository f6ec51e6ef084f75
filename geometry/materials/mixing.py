"""Optical constants out of other numbers: mixtures, mixed halides and optical density."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from geometry.arrays import ComplexArray, FloatArray


def bruggeman(inclusion: ArrayLike, host: ArrayLike, fill: float) -> ComplexArray:
    """Permittivity of a mixture of two kinds of spheres, neither of which is the matrix.

    Solves ``f (e1 - e)/(e1 + 2 e) + (1 - f) (e2 - e)/(e2 + 2 e) = 0`` (D. A. G. Bruggeman,
    Ann. Phys. 416, 636 (1935)), a quadratic in e. With everything divided by the geometric mean
    of e1 and e2 its roots have the product -1/2, so exactly one has a positive real part; that one
    is continuous from e2 (f = 0) to e1 (f = 1) for all passive e1, e2, metals included.

    Args:
        inclusion, host: relative permittivities e1, e2 with Im >= 0, shapes that broadcast.
        fill: volume share f of the inclusion, 0 to 1.

    Raises:
        ValueError: fill outside 0..1, or a permittivity with gain.
    """
    if not 0.0 <= fill <= 1.0:
        raise ValueError(f"fill is a share of volume between 0 and 1; found {fill:g}")
    first, second = np.broadcast_arrays(
        np.asarray(inclusion, dtype=complex), np.asarray(host, dtype=complex)
    )
    if np.any(first.imag < 0) or np.any(second.imag < 0):
        raise ValueError("permittivities of a mixture must be passive (Im >= 0)")
    mean = np.sqrt(first) * np.sqrt(second)
    ratio = first / mean
    linear = (3.0 * fill - 1.0) * ratio + (2.0 - 3.0 * fill) / ratio
    root = np.sqrt(linear**2 + 8.0)
    plus = (linear + root) / 4.0
    minus = (linear - root) / 4.0
    return np.asarray(mean * np.where(plus.real > 0, plus, minus))


def mixed_edge_nm(first_nm: float, second_nm: float, share: float) -> float:
    """Absorption edge of a mixed halide whose edge energy is linear in the halide's share.

    Args:
        first_nm, second_nm: edges of the pure halides.
        share: of the second halide, 0 to 1.

    Raises:
        ValueError: a share outside 0..1.
    """
    if not 0.0 <= share <= 1.0:
        raise ValueError(f"a halide's share lies between 0 and 1; found {share:g}")
    return 1.0 / ((1.0 - share) / first_nm + share / second_nm)


def at_moved_edge_nm(wavelength_nm: ArrayLike, edge_nm: float, moved_nm: float) -> FloatArray:
    """Wavelengths at which a material has what it would have with its edge at ``moved_nm``.

    The whole spectrum moves by one photon energy: 1/lambda' = 1/lambda + 1/edge - 1/moved. Shape
    of ``wavelength_nm``.
    """
    wavelength = np.asarray(wavelength_nm, dtype=float)
    return np.asarray(1.0 / (1.0 / wavelength + 1.0 / edge_nm - 1.0 / moved_nm))


def extinction_from_optical_density(
    optical_density_per_um: float, wavelength_um: ArrayLike
) -> FloatArray:
    """k of a film that transmits 10^-OD per micrometre: ``k = ln(10) OD wavelength / (4 pi)``.

    Follows from exp(-4 pi k d / wavelength) = 10^(-OD d); reflection at the faces is not included.
    Shape of ``wavelength_um``.
    """
    wavelength = np.asarray(wavelength_um, dtype=float)
    return np.asarray(np.log(10.0) * optical_density_per_um * wavelength / (4.0 * np.pi))
