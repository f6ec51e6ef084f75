"""The section of a scene across a straight wall, as Meep's two-dimensional cell sees it.

Meep's plane is X-Y with Z out of it: our x (across the wall) is X, our z (up the stack) is Y and
our y (along the wall) is -Z, so that the turn is a rotation. Along Z everything is invariant.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.optics.grid.layout import Layout
from sim.optics.meep.graded import graded_blocks
from sim.optics.meep.load import mp
from sim.optics.meep.media import with_diagonals
from sim.optics.meep.scene import build_blocks
from sim.optics.section.section import CONDUCTOR_CELLS

OVERLAP = 1e-6
"""Cells by which objects reach past the cell's upper end. The plane there is also the lower end of
the absorbing layer. Ended there exactly, rounding would decide whether it is inside the uppermost
object or vacuum, and next to vacuum the fields in the absorbing layer grow."""


def section_blocks(layout: Layout) -> list[Any]:
    """Objects of a layout that is invariant along y, ended at the cell, with its top closed.

    Raises:
        TypeError: an object that is round in the plane.
    """
    grid = layout.grid
    a, extra = grid.lateral_cell_um, section_extra(layout)
    half_x, half_y = 0.5 * grid.nx * a, 0.5 * (grid.nz + extra) * a
    shift = -0.5 * extra * a
    blocks = []
    for shape in build_blocks(layout):
        low, high = _extent(shape, mp.X), _extent(shape, mp.Z)
        # Meep repeats what reaches past the cell at its other side.
        x = np.clip(low, -half_x, half_x)
        y = np.clip(np.asarray(high) + shift, -half_y, half_y + OVERLAP * a)
        if x[1] - x[0] > 1e-9 and y[1] - y[0] > 1e-9:
            blocks.append(_block(x, y, _turned(shape.material)))
    if extra:
        top = np.array([half_y - extra * a, half_y + OVERLAP * a])
        blocks.append(_block(np.array([-half_x, half_x]), top, mp.metal))
    return blocks if grid.grading is None else graded_blocks(blocks, a, grid.grading)


def section_extra(layout: Layout) -> int:
    """Cells that the section has above the layout's own."""
    return CONDUCTOR_CELLS if layout.grid.closed else 0


def _block(x: Any, y: Any, medium: Any) -> Any:
    return mp.Block(
        size=mp.Vector3(float(x[1] - x[0]), float(y[1] - y[0]), mp.inf),
        center=mp.Vector3(float(x.mean()), float(y.mean()), 0.0),
        material=medium,
    )


def _extent(shape: Any, axis: Any) -> tuple[float, float]:
    """Bounds of a block or of an upright prism along X or Z."""
    across = axis == mp.X
    if isinstance(shape, mp.Prism):
        if across:
            along = [vertex.x for vertex in shape.vertices]
            return min(along), max(along)
        low = shape.vertices[0].z
        return low, low + shape.height
    if not isinstance(shape, mp.Block):
        raise TypeError(f"the section of a straight wall holds no {type(shape).__name__}")
    middle, size = (shape.center.x, shape.size.x) if across else (shape.center.z, shape.size.z)
    return middle - 0.5 * size, middle + 0.5 * size


def _turned(medium: Any) -> Any:
    """A medium stretched along z with its axes turned."""
    return with_diagonals(medium, _turned_diagonal, _turned_diagonal)


def _turned_diagonal(diagonal: Any) -> Any:
    return mp.Vector3(diagonal.x, diagonal.z, diagonal.y)
