"""Columns beside upright faces (sim.optics.grid.walls.upright) as blocks of their own media.

Each is half a cell wide, around the points that it holds. Meep averages a point's cell where its
corners and middle lie in two media and takes the middle's where they lie in three, so neighbours
get backgrounds that differ in the last digits.
"""

from __future__ import annotations

from typing import Any

from sim.optics.grid.layout import Layout
from sim.optics.grid.upright_column import UprightColumn
from sim.optics.meep.load import mp
from sim.optics.meep.media import meep_medium_of_axes
from sim.optics.meep.shapes import INTERFACE_SHIFT
from sim.optics.meep.sheets import SHEET_CELLS

_MARK = 1e-9
"""Relative difference of backgrounds that tells the media of neighbours apart."""

_MARKS = 5
"""Different marks: more than a cell touches."""


def upright_blocks(layout: Layout) -> list[Any]:
    """Blocks of all columns, then those of the levels between their parts."""
    parts = [c for c in layout.upright if c.high_plane > c.low_plane]
    levels = [c for c in layout.upright if c.high_plane == c.low_plane]
    return [_block(layout, column) for column in parts + levels]


def _block(layout: Layout, column: UprightColumn) -> Any:
    grid = layout.grid
    low, high = (float(p) - 0.5 * grid.nz for p in (column.low_plane, column.high_plane))
    if high > low:
        low, high = low + INTERFACE_SHIFT, high + INTERFACE_SHIFT
    else:
        low, high = low - 0.5 * SHEET_CELLS, high + 0.5 * SHEET_CELLS
    in_film = grid.face_plane <= 0.5 * (column.low_plane + column.high_plane) < grid.film_top_plane
    mark = _MARK * (column.half_cells % _MARKS + _MARKS * (column.low_plane % _MARKS))
    a = grid.lateral_cell_um
    return mp.Block(
        size=mp.Vector3(0.5 * a, mp.inf, (high - low) * a),
        center=mp.Vector3(0.5 * column.half_cells * a, 0.0, 0.5 * (low + high) * a),
        material=meep_medium_of_axes(
            column.across, column.along, grid.stretch if in_film else 1.0, mark
        ),
    )
