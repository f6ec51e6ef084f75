"""Light of a pixel at the far face of a plate: over itself, and over its neighbours.

    r = t tan(theta_i),   sin(theta) = n sin(theta_i),   dP = sin(2 theta) dtheta dphi / 2 pi   (1)

A Lambertian pixel emits (1) into air; inside a plate of thickness t its rays run under theta_i and
arrive r beside the point where they began. Seen at that face (a colour filter, a diffuser), a share
of the light lies over other pixels. Without such a face the eye sees every direction's picture of
the pixel itself, and nothing is mixed. Reflection at the faces is left out.
"""

from __future__ import annotations

import numpy as np
from scipy.signal import fftconvolve

from geometry.arrays import FloatArray

_POLAR, _AZIMUTH, _PLACES = 64, 32, 16


def offsets(thickness: float, index: float) -> tuple[FloatArray, FloatArray]:
    """Where rays of equal power arrive, x and y in the unit of ``thickness``, (S,) each."""
    power = (np.arange(_POLAR) + 0.5) / _POLAR  # sin^2 theta is the power within theta
    inside = np.sqrt(power) / index
    radius = thickness * inside / np.sqrt(1.0 - inside**2)
    azimuth = 2.0 * np.pi * (np.arange(_AZIMUTH) + 0.5) / _AZIMUTH
    x = radius[:, None] * np.cos(azimuth)
    return x.ravel(), (radius[:, None] * np.sin(azimuth)).ravel()


def shares_along(shift: FloatArray, width: float, pitch: float, count: int) -> FloatArray:
    """Share of a strip of ``width`` over cells -count ... count after a shift, (S, cells).

    Cells of ``pitch`` are centred on the strips; what goes further counts to the last cells.
    """
    places = (np.arange(_PLACES) + 0.5) / _PLACES - 0.5
    at = shift[:, None] + width * places
    cell = np.clip(np.rint(at / pitch), -count, count)
    numbers = np.arange(-count, count + 1)
    return np.asarray((cell[:, :, None] == numbers).mean(axis=1))


def spread(
    thickness: float, index: float, pitch: float, aperture: float, most: int = 30
) -> FloatArray:
    """Shares of a square pixel's light over the cells of a square lattice, (2 m + 1, 2 m + 1).

    Args:
        thickness, index: of the plate.
        pitch: of the lattice.
        aperture: side of the emitting square; lengths in one unit.
        most: largest m; what goes further counts to the last cells.
    """
    x, y = offsets(thickness, index)
    reach = float(np.hypot(x, y).max()) + 0.5 * aperture
    count = int(np.clip(np.ceil(reach / pitch - 0.5), 0, most))
    across, down = (shares_along(part, aperture, pitch, count) for part in (x, y))
    return np.asarray(np.einsum("si,sj->ij", down, across) / x.size)


def neighbour_kernel(share: float) -> FloatArray:
    """A kernel with ``share`` over the four nearest neighbours, evenly, (3, 3)."""
    beside = np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 1.0], [0.0, 1.0, 0.0]])
    kernel = 0.25 * share * beside
    kernel[1, 1] = 1.0 - share
    return np.asarray(kernel)


def seen(luminance: FloatArray, kernel: FloatArray) -> FloatArray:
    """An image (R, C) through a kernel; what leaves over the rim is lost."""
    if kernel.shape == (1, 1):
        return np.asarray(luminance * kernel[0, 0])
    return np.asarray(np.maximum(fftconvolve(luminance, kernel, mode="same"), 0.0))
