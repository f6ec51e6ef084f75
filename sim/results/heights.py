"""Emitter positions grouped by their height in the stack."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geometry.arrays import FloatArray

MOST_HEIGHTS = 20
"""Heights that a case may ask for."""

_DIGITS = 9
"""Decimals of a height in micrometres: positions that agree in them lie on one level."""


@dataclass(frozen=True)
class Levels:
    """The distinct heights of a set of positions, L of them.

    Attributes:
        z_um: (L,) heights, rising.
        of_node: (N,) level of each position.
    """

    z_um: FloatArray
    of_node: NDArray[np.intp]

    def total(self, value: FloatArray) -> FloatArray:
        """Sum of a value over the positions of each level, (N,) -> (L,)."""
        return np.asarray(np.bincount(self.of_node, weights=value), dtype=np.float64)

    def mean(self, value: FloatArray, weight: FloatArray) -> FloatArray:
        """Weighted mean over the positions of each level, (N,) -> (L,).

        Args:
            value: (N,).
            weight: (N,); every level needs a positive one.
        """
        return np.asarray(self.total(weight * value) / self.total(weight))


def levels_of(z_um: FloatArray) -> Levels:
    """Levels of positions at heights ``z_um``, shape (N,)."""
    heights, of_node = np.unique(np.round(z_um, _DIGITS), return_inverse=True)
    return Levels(heights, of_node)
