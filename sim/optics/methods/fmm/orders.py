"""Fourier orders of an array: reciprocal vectors in complete shells, and the matrices of products.

A field of wavevector k is a sum over G of amplitudes times exp(i (k + G) r). Orders of one length
|G| are kept or dropped together: with part of a shell the truncated problem has less symmetry than
the array, and energy goes where it should not.

Stripes repeat along x and are endless along y. They take a square piece, one pitch long, as their
cell; since nothing in it changes along y, orders of different k_y do not mix, and every row of
orders along x is a problem of its own: N^3 becomes the sum of its rows' cubes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from geometry.arrays import ComplexArray, FloatArray, IntArray
from geometry.lattice import lattice_vectors
from geometry.spec import ArraySpec

_SAME_SHELL = 1e-6
"""Relative difference of two lengths that are one shell."""


@dataclass(frozen=True)
class Cell:
    """A unit cell that repeats in two directions.

    Attributes:
        vectors_um: (2, 2) rows a1, a2.
        is_endless: whether it is a piece of something that does not change along a2.
    """

    vectors_um: FloatArray
    is_endless: bool = False

    @property
    def area_um2(self) -> float:
        """Area."""
        return abs(float(np.linalg.det(self.vectors_um)))

    @property
    def reciprocal_1_um(self) -> FloatArray:
        """(2, 2) rows b1, b2 with a_i b_j = 2 pi delta_ij."""
        return np.asarray(2.0 * math.pi * np.linalg.inv(self.vectors_um).T)


def cell_of(array: ArraySpec) -> Cell:
    """The unit cell of an array; of stripes a piece as long as their pitch."""
    vectors = lattice_vectors(array)
    if vectors.second_um is None:
        along_x = vectors.first_um
        return Cell(np.array([along_x, (0.0, along_x[0])]), True)
    return Cell(np.array([vectors.first_um, vectors.second_um]))


@dataclass(frozen=True)
class Orders:
    """Reciprocal vectors.

    Attributes:
        number: (N, 2) multiples of b1 and b2.
        g_1_um: (N, 2) vectors.
    """

    number: IntArray
    g_1_um: FloatArray

    @property
    def count(self) -> int:
        """N."""
        return int(self.number.shape[0])

    def toeplitz(self, coefficient: ComplexArray) -> ComplexArray:
        """Matrix (N, N) of the product with a function of these Fourier coefficients.

        Args:
            coefficient: (M, M) in the order of a discrete transform, M above twice every order.
        """
        size = coefficient.shape[0]
        apart = (self.number[:, None] - self.number[None]) % size
        return np.asarray(coefficient[apart[..., 0], apart[..., 1]])


@dataclass(frozen=True)
class Row:
    """Orders that a device mixes among one another.

    Attributes:
        shift_1_um: (2,) what all of them have in common.
        orders: the rest.
    """

    shift_1_um: FloatArray
    orders: Orders


def rows_of(cell: Cell, orders: Orders) -> tuple[Row, ...]:
    """All orders in one row; of stripes, one row for every multiple of b2."""
    if not cell.is_endless:
        return (Row(np.zeros(2), orders),)
    b = cell.reciprocal_1_um
    rows = []
    for multiple in np.unique(orders.number[:, 1]):
        along_x = orders.number[orders.number[:, 1] == multiple] * np.array([1, 0])
        rows.append(Row(multiple * b[1], Orders(along_x, along_x @ b)))
    return tuple(rows)


def complete_shells(cell: Cell, terms: int) -> Orders:
    """The orders of the largest number of complete shells that ``terms`` hold, at least one.

    Raises:
        ValueError: no term at all.
    """
    if terms < 1:
        raise ValueError(f"a Fourier sum needs at least one term; got {terms}")
    b = cell.reciprocal_1_um
    # A disc of 4 terms' area holds them, whatever the cell's shape.
    longest = 2.0 * math.sqrt(terms * abs(float(np.linalg.det(b))) / math.pi)
    reach = [
        math.ceil(longest * float(np.linalg.norm(a)) / (2.0 * math.pi)) for a in cell.vectors_um
    ]
    m, n = np.meshgrid(*(np.arange(-r, r + 1) for r in reach), indexing="ij")
    number = np.stack([m.ravel(), n.ravel()], axis=1)
    length = np.linalg.norm(number @ b, axis=1)
    order = np.lexsort((number[:, 1], number[:, 0], np.round(length / length.max(), 9)))
    number, length = number[order], length[order]
    ends = np.flatnonzero(np.diff(length) > _SAME_SHELL * length.max()) + 1
    kept = int(ends[ends <= max(terms, 1)].max(initial=1))
    return Orders(number[:kept], number[:kept] @ b)
