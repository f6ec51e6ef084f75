"""Linear algebra of a chain of cells: tridiagonal systems, outgoing waves, interpolation."""

from __future__ import annotations

import numpy as np

from geometry.arrays import ComplexArray, FloatArray

_WHOLE = 1e-6
"""Largest distance from a point, in cells, at which the dipole is put on it."""


def outgoing_factor(
    permittivity: complex, cell_um: float, lateral: ComplexArray, frequency: float
) -> ComplexArray:
    """Factor per cell of the outgoing or decaying wave of a uniform chain, shape of ``lateral``."""
    sine = 0.5 * cell_um * np.sqrt(frequency**2 * permittivity - lateral**2 + 0j)
    return np.asarray((np.sqrt(1.0 - sine**2) + 1j * sine) ** 2)


def tridiagonal(
    lower: ComplexArray, diagonal: ComplexArray, upper: ComplexArray, right: ComplexArray
) -> ComplexArray:
    """Solve many tridiagonal systems at once by elimination.

    Args:
        lower, upper: (M - 1,) or (M - 1, X) off-diagonals.
        diagonal, right: (M, X).
    """
    pivot, value = diagonal.copy(), right.copy()
    for row in range(1, diagonal.shape[0]):
        factor = lower[row - 1] / pivot[row - 1]
        pivot[row] = pivot[row] - factor * upper[row - 1]
        value[row] = value[row] - factor * value[row - 1]
    value[-1] = value[-1] / pivot[-1]
    for row in range(diagonal.shape[0] - 2, -1, -1):
        value[row] = (value[row] - upper[row] * value[row + 1]) / pivot[row]
    return value


def interpolation(position: float, count: int) -> FloatArray:
    """Weights (count,) of the points next to ``position`` (in cells), linear between them.

    Raises:
        ValueError: a position outside the points.
    """
    low = int(np.floor(position + 1e-9))
    share = max(0.0, position - low)
    share = 0.0 if share < _WHOLE else share
    if low < 0 or low + (share > 0.0) >= count:
        raise ValueError("the dipole must lie inside the film")
    weights = np.zeros(count)
    weights[low] = 1.0 - share
    if share > 0.0:
        weights[low + 1] = share
    return weights
