"""Directions normal to the walls of a slice, all over the unit cell.

At a wall the normal component of D is continuous and E's is not. Products of two functions that
jump together must be Fourier-factorised by the inverse rule (L. Li, J. Opt. Soc. Am. A 13, 1870
(1996)), which needs to know which component of E is normal: a field of unit vectors n that is
normal to every wall, continued into the cell. With a weight w, 1 at the walls and 0 where no
direction is sensible (the pixel's centre, the cell's border), the formulation uses

    N_ij = w n_i n_j.

n is the gradient of the distance from the aperture's outline: all walls of a pixel (liner, films on
the wall) run parallel to it, those of sub-pixels each to its own. Source of the formulation:
T. Schuster et al., J. Opt. Soc. Am. A 24, 2880 (2007).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from geometry.aperture import signed_distance_um, wall_distance_um
from geometry.arrays import FloatArray, IntArray
from geometry.lattice import lattice_vectors, subpixel_offsets_um, unit_cell
from geometry.spec import ArraySpec

_STEP_UM = 1e-5
"""Of the numerical gradient."""


@dataclass(frozen=True)
class WallField:
    """Weighted products of the normal's components on the raster, (M, M) each."""

    xx: FloatArray
    xy: FloatArray
    yy: FloatArray

    def at(self, u: FloatArray, v: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """xx, xy and yy at shares (S,) of the cell's vectors, linear between points, (S,) each."""
        parts = np.stack([self.xx, self.xy, self.yy])
        size = self.xx.shape[0]
        total = np.zeros((3, *u.shape))
        for i, along_u in _neighbours(u, size):
            for j, along_v in _neighbours(v, size):
                total += along_u * along_v * parts[:, i, j]
        return total[0], total[1], total[2]


def _neighbours(share: FloatArray, size: int) -> tuple[tuple[IntArray, FloatArray], ...]:
    """Points (i + 1/2) / M of the raster beside shares of a vector, with their weights."""
    place = share * size - 0.5
    below = np.floor(place)
    first = below.astype(int)
    return (first % size, below + 1.0 - place), ((first + 1) % size, place - below)


@dataclass(frozen=True)
class Directions:
    """Normals of all that runs parallel to the aperture's outline, (M, M) each.

    Attributes:
        x, y: unit vectors.
        inside_um: distance from the outline, positive inside.
        border_um: distance from the unit cell's border.
    """

    x: FloatArray
    y: FloatArray
    inside_um: FloatArray
    border_um: FloatArray


def directions(array: ArraySpec, points: tuple[FloatArray, FloatArray]) -> Directions:
    """Normals all over the unit cell; ``points`` (M, M) x and y, each inside the cell."""
    x, y = in_own_frame(array, points)
    slope_x, slope_y = (
        wall_distance_um(array, x + dx, y + dy) - wall_distance_um(array, x - dx, y - dy)
        for dx, dy in ((_STEP_UM, 0.0), (0.0, _STEP_UM))
    )
    length = np.hypot(slope_x, slope_y)
    safe = np.where(length > 0.0, length, 1.0)
    border = np.maximum(signed_distance_um(unit_cell(array), x, y), 0.0)
    return Directions(slope_x / safe, slope_y / safe, wall_distance_um(array, x, y), border)


def in_own_frame(
    array: ArraySpec, points: tuple[FloatArray, FloatArray]
) -> tuple[FloatArray, FloatArray]:
    """Points of the unit cell from the centre of the sub-pixel that they are nearest to.

    Args:
        array: sub-pixels have one outline; without any, points are from the pixel's centre already.
        points: x and y, of one shape.
    """
    offsets, vectors = subpixel_offsets_um(array), lattice_vectors(array)
    if len(offsets) == 1 or vectors.second_um is None:
        return points
    best_x, best_y = points
    for m, n, (dx, dy) in product((-1, 0, 1), (-1, 0, 1), offsets):
        x = points[0] - dx - m * vectors.first_um[0] - n * vectors.second_um[0]
        y = points[1] - dy - m * vectors.first_um[1] - n * vectors.second_um[1]
        nearer = np.hypot(x, y) < np.hypot(best_x, best_y)
        best_x, best_y = np.where(nearer, x, best_x), np.where(nearer, y, best_y)
    return best_x, best_y


def wall_field(raster: IntArray, normal: Directions) -> WallField:
    """Weighted normals of a slice; ``raster`` (M, M) medium at every point."""
    inside = normal.inside_um
    at_wall = (raster != np.roll(raster, 1, 0)) | (raster != np.roll(raster, 1, 1))
    low, high = float(inside[at_wall].min()), float(inside[at_wall].max())
    to_middle = np.maximum(float(inside.max()) - inside, 0.0)
    inwards = to_middle / np.maximum(to_middle + np.maximum(inside - high, 0.0), _STEP_UM)
    beyond = np.maximum(low - inside, 0.0)
    outwards = normal.border_um / np.maximum(normal.border_um + beyond, _STEP_UM)
    weight = inwards * outwards
    return WallField(weight * normal.x**2, weight * normal.x * normal.y, weight * normal.y**2)
