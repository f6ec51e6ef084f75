"""Matrices of a slice's permittivity: which rule each product of two functions takes.

With [[f]] the Toeplitz matrix of the coefficients of f (sim.optics.methods.fmm.orders), N the
weighted normals (sim.optics.methods.fmm.walls) and {a b} = (a b + b a) / 2,

    D    = [[eps]] - [[1 / eps]]^-1                                                 (1)
    e_ij = [[eps]] delta_ij - {D [[N_ij]]}                                          (2)

act on the tangential E; E_z, which is continuous at upright walls, takes [[eps]] itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.fft import fft2
from scipy.linalg import inv

from geometry.arrays import ComplexArray, FloatArray, IntArray
from sim.optics.methods.fmm.orders import Orders
from sim.optics.methods.fmm.slices import Slice


@dataclass(frozen=True)
class Permittivity:
    """Matrices of one slice at one wavelength, (N, N) each.

    Attributes:
        xx, xy, yy: of (2); e_yx is e_xy.
        z_inverse: [[eps]]^-1.
    """

    xx: ComplexArray
    xy: ComplexArray
    yy: ComplexArray
    z_inverse: ComplexArray


def coefficients(values: ComplexArray | FloatArray) -> ComplexArray:
    """Fourier coefficients of a function on the raster's points (i + 1/2) / M, (M, M)."""
    size = values.shape[0]
    number = np.rint(np.fft.fftfreq(size, 1.0 / size))
    shift = np.exp(-1j * np.pi * number / size)
    return np.asarray(fft2(values) * shift[:, None] * shift[None, :] / values.size)


def permittivity(one: Slice, by_medium: ComplexArray, orders: Orders) -> Permittivity:
    """Matrices of a slice that has walls.

    Args:
        one: with a raster.
        by_medium: (media,) permittivity of every medium of the device.
        orders: Fourier orders.

    Raises:
        ValueError: a slice without walls.
    """
    if one.raster is None or one.walls is None:
        raise ValueError("a slice of one medium has no matrices; expected one with walls")
    values = by_medium[one.raster]
    direct = orders.toeplitz(coefficients(values))
    jump = direct - inv(orders.toeplitz(coefficients(1.0 / values)))  # (1)
    normal = [
        orders.toeplitz(coefficients(part)) for part in (one.walls.xx, one.walls.xy, one.walls.yy)
    ]
    xx, xy, yy = (0.5 * (jump @ n + n @ jump) for n in normal)
    crossed = np.asarray(-xy, dtype=complex)
    return Permittivity(direct - xx, crossed, direct - yy, inv(direct))  # (2)


def overlap(raster: IntArray, medium: int, orders: Orders) -> ComplexArray:
    """Matrix (N, N) of the product with 1 inside a medium and 0 outside."""
    return orders.toeplitz(coefficients((raster == medium).astype(float)))
