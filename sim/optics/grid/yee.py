"""Points of a Yee grid in a box of whole cells.

Positions are in cells: x and y from the centre of the grid, z as plane index from its bottom. E and
D components lie at half-steps along their own axis and whole steps along the others, H the other
way round.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geometry.arrays import FloatArray

COMPONENTS = ("x", "y", "z")


@dataclass(frozen=True)
class Box:
    """Whole-cell bounds, low and high, along x, y, z."""

    low: tuple[int, int, int]
    high: tuple[int, int, int]

    def weights(self, component: str) -> FloatArray:
        """Share of each point's voxel inside the box, (nx, ny, nz): 1/2 per outer face."""
        factors = []
        for axis, name in enumerate(COMPONENTS):
            if name == component:
                factors.append(np.ones(self.high[axis] - self.low[axis]))
            else:
                edge = np.ones(self.high[axis] - self.low[axis] + 1)
                edge[[0, -1]] = 0.5
                factors.append(edge)
        return np.asarray(factors[0][:, None, None] * factors[1][None, :, None] * factors[2])


@dataclass(frozen=True)
class Axes:
    """Positions of points along each axis, in cells."""

    x: FloatArray
    y: FloatArray
    z: FloatArray


def whole_steps(low: int, high: int) -> FloatArray:
    """Points at whole steps, both ends included."""
    return np.arange(low, high + 1, dtype=float)


def half_steps(low: int, high: int) -> FloatArray:
    """Points at half-steps between."""
    return np.arange(low, high, dtype=float) + 0.5


def component_axes(box: Box, component: str) -> Axes:
    """Where a component of E (or D) has its points within a box."""
    axes = [
        (half_steps if name == component else whole_steps)(box.low[axis], box.high[axis])
        for axis, name in enumerate(COMPONENTS)
    ]
    return Axes(*axes)
