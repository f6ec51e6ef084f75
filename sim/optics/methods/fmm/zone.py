"""Wavevectors over the Brillouin zone: one dipole alone in the array from dipoles in every pixel.

Dipoles in all pixels with the phases exp(i k R) make a field that repeats with k. Its mean over the
zone is that of the dipole at R = 0 alone, and so is every power that is quadratic in the field and
summed over the array,

    P = 1 / K sum over k of P(k).                                                   (1)

K = n x n wavevectors stand for a dipole that comes back after n pixels. The array's point group
maps wavevectors onto one another: P(g k; r, p) = P(k; g^-1 r, g^-1 p). One wavevector of every star
is solved, with sources at the images of the positions, which cost a back-substitution each.

Square lattices are sampled between the grid's corners, (i + 1/2) / n, where no wave grazes the
half-spaces by symmetry; on hexagonal ones that grid has less symmetry than the lattice, and the one
through the zone's centre is taken.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geometry.arrays import FloatArray
from sim.optics.methods.fmm.orders import Cell

_ON_GRID = 1e-6
"""Distance from a point of the grid, in its steps, that is rounding."""


@dataclass(frozen=True)
class ZonePoint:
    """A wavevector and its star.

    Attributes:
        k_1_um: (2,).
        images: (I, 2, 2) operations g, one for each wavevector g k of the star.
        weight: share of the zone of each of them.
    """

    k_1_um: FloatArray
    images: FloatArray
    weight: float


def zone_points(cell: Cell, group: FloatArray, count: int) -> tuple[ZonePoint, ...]:
    """``count`` x ``count`` wavevectors, reduced by the point group.

    Args:
        cell: of the array.
        group: (O, 2, 2) operations of the point group, the identity among them.
        count: per direction.

    Raises:
        ValueError: no wavevector, or a group that does not leave the lattice as it is.
    """
    if count < 1:
        raise ValueError(f"the Brillouin zone needs at least one wavevector; got {count}")
    shift = zone_shift(cell)
    reciprocal = cell.reciprocal_1_um
    taken = np.zeros((count, count), dtype=bool)
    points = []
    for i, j in np.ndindex(count, count):
        if taken[i, j]:
            continue
        k = nearest((np.array([[i, j]]) + shift) / count @ reciprocal, cell)[0]
        images = []
        for g in group:
            place = (g @ k) @ cell.vectors_um.T / (2.0 * np.pi) * count - shift
            if np.abs(place - np.rint(place)).max() > _ON_GRID:
                raise ValueError("the point group must leave the lattice as it is")
            a, b = np.rint(place).astype(int) % count
            if not taken[a, b]:
                taken[a, b] = True
                images.append(g)
        points.append(ZonePoint(k, np.array(images), 1.0 / count**2))
    return tuple(points)


def zone_shift(cell: Cell) -> float:
    """Of the grid of wavevectors from the zone's centre, in its steps."""
    a1, a2 = cell.vectors_um
    return 0.5 if abs(float(a1 @ a2)) < 1e-9 * float(a1 @ a1) else 0.0


def nearest(k_1_um: FloatArray, cell: Cell) -> FloatArray:
    """Wavevectors (K, 2) of the unit cell spanned by b1 and b2, moved into the Brillouin zone.

    There the orders of complete shells lie evenly around the origin for all of them.
    """
    corners = np.array([(i, j) for i in (0, -1) for j in (0, -1)]) @ cell.reciprocal_1_um
    moved = k_1_um[:, None, :] + corners
    best = np.argmin((moved**2).sum(axis=-1), axis=1)
    return np.asarray(moved[np.arange(k_1_um.shape[0]), best])
