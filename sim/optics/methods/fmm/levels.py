"""Which sums over orders and wavevectors a case takes, and how they make one number.

With N orders, N' about half of them, n and 2 n wavevectors per direction of the zone,

    P = P(N, n) + [P(N', 2n) - P(N', n)] + exact film - film(N orders),             (1)

because orders and wavevectors cost N^3 n^2 and what the one lacks hardly depends on the other. The
same three sums give the errors: with N' in place of N all over, and without the bracket.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geometry.arrays import FloatArray
from sim.optics.methods.fmm.orders import Cell, Orders, complete_shells
from sim.study import FmmSpec

FEWER = 0.5
"""Orders N' over N."""

LEAST_TERMS = 9
"""Orders of the smallest sum: the second shell of a square lattice."""


@dataclass(frozen=True)
class Levels:
    """The sums of a case.

    Attributes:
        many, few: N and N' orders.
        coarse, fine: n and 2 n wavevectors per direction.
    """

    many: Orders
    few: Orders
    coarse: int
    fine: int

    @property
    def sums(self) -> tuple[tuple[Orders, int], ...]:
        """Orders and wavevectors per direction of the three sums."""
        return ((self.many, self.coarse), (self.few, self.coarse), (self.few, self.fine))


def levels_of(cell: Cell, numerics: FmmSpec) -> Levels:
    """The sums that a case asks for."""
    few = complete_shells(cell, max(LEAST_TERMS, round(FEWER * numerics.terms)))
    many = complete_shells(cell, numerics.terms)
    return Levels(many, few, numerics.brillouin, 2 * numerics.brillouin)


@dataclass(frozen=True)
class Sums:
    """Powers of one problem, (rows, H, L, O) each, the film's without L.

    Attributes:
        many: P(N, n).
        few: P(N', n).
        fine: P(N', 2 n).
        tail_many, tail_few: exact film less film of N and of N' orders, (rows, H, O).
    """

    many: FloatArray
    few: FloatArray
    fine: FloatArray
    tail_many: FloatArray
    tail_few: FloatArray

    @property
    def best(self) -> FloatArray:
        """(1)."""
        return np.asarray(self.many + self.fine - self.few + self.tail_many[:, :, None])

    @property
    def with_few_orders(self) -> FloatArray:
        """(1) with N' in place of N."""
        return np.asarray(self.fine + self.tail_few[:, :, None])

    @property
    def with_few_wavevectors(self) -> FloatArray:
        """(1) without the bracket."""
        return np.asarray(self.many + self.tail_many[:, :, None])

    @property
    def coarse(self) -> FloatArray:
        """P(N', n) with its film's tail."""
        return np.asarray(self.few + self.tail_few[:, :, None])
