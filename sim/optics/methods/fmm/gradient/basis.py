"""Modes of a slice with their matrices factorised once, for all parameters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.linalg import lu_factor, lu_solve

from geometry.arrays import ComplexArray
from sim.optics.methods.fmm.waves.blocks import apply
from sim.optics.methods.fmm.waves.modes import Modes

Solver = Callable[[ComplexArray], ComplexArray]


@dataclass(frozen=True)
class Basis:
    """A slice's modes."""

    modes: Modes

    @cached_property
    def in_electric(self) -> Solver:
        """W^-1 times columns."""
        return inverse_of(self.modes.electric)

    @cached_property
    def in_magnetic(self) -> Solver:
        """V^-1 times columns."""
        return inverse_of(self.modes.magnetic)


def inverse_of(matrix: ComplexArray) -> Solver:
    """The inverse times columns (2N, S), factorised once; see sim.optics.methods.fmm.waves.blocks.

    Args:
        matrix: (2N, 2N), or (N, 2, 2) per order.
    """
    if matrix.ndim == 3:
        inverse = np.linalg.inv(matrix)
        return lambda columns: apply(inverse, columns)
    factors = lu_factor(matrix, check_finite=False)
    return lambda columns: np.asarray(lu_solve(factors, columns, check_finite=False))
