"""Columns beside upright faces (sim.optics.grid.walls) as blocks of their own media.

Each is half a cell wide, around the points that it holds. Meep averages a point's cell where its
corners and middle lie in two media and takes the middle's where they lie in three, so neighbours
get backgrounds that differ in the last digits.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sim.optics.grid.layout import Layout
from sim.optics.grid.upright_column import PlanColumn, UprightColumn
from sim.optics.meep.load import mp
from sim.optics.meep.media import meep_medium, meep_medium_of_axes
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
    return [_block(layout, column) for column in parts + levels] + _plan_blocks(layout)


def _plan_blocks(layout: Layout) -> list[Any]:
    ordered = sorted(layout.plan, key=lambda column: column.is_level)
    return [_plan_block(layout, column) for column in ordered]


def _block(layout: Layout, column: UprightColumn) -> Any:
    mark = _MARK * (column.half_cells % _MARKS + _MARKS * (column.low_plane % _MARKS))
    stretch = _stretch(layout, column.low_plane, column.high_plane)
    low, high = _heights(layout, column.low_plane, column.high_plane)
    a = layout.grid.lateral_cell_um
    return mp.Block(
        size=mp.Vector3(0.5 * a, mp.inf, (high - low) * a),
        center=mp.Vector3(0.5 * column.half_cells * a, 0.0, 0.5 * (low + high) * a),
        material=meep_medium_of_axes(column.across, column.along, stretch, mark),
    )


def _plan_block(layout: Layout, column: PlanColumn) -> Any:
    number = column.half_x % _MARKS + _MARKS * (column.first_half_y % _MARKS)
    mark = _MARK * (number + _MARKS**2 * (column.low_plane % _MARKS))
    stretch = _stretch(layout, column.low_plane, column.high_plane)
    low, high = _heights(layout, column.low_plane, column.high_plane)
    first, last = column.first_half_y - 0.5, column.last_half_y + 0.5
    a = layout.grid.lateral_cell_um
    model = replace(column.model, eps_inf=column.model.eps_inf * (1.0 + mark))
    return mp.Block(
        size=mp.Vector3(0.5 * a, 0.5 * (last - first) * a, (high - low) * a),
        center=mp.Vector3(
            0.5 * column.half_x * a, 0.25 * (first + last) * a, 0.5 * (low + high) * a
        ),
        material=meep_medium(model, stretch),
    )


def _heights(layout: Layout, low_plane: int, high_plane: int) -> tuple[float, float]:
    """Bottom and top in cells of the stepped space; of a level those of its sheet."""
    low, high = (float(p) - 0.5 * layout.grid.nz for p in (low_plane, high_plane))
    if high > low:
        return low + INTERFACE_SHIFT, high + INTERFACE_SHIFT
    return low - 0.5 * SHEET_CELLS, high + 0.5 * SHEET_CELLS


def _stretch(layout: Layout, low_plane: int, high_plane: int) -> float:
    grid = layout.grid
    in_film = grid.face_plane <= 0.5 * (low_plane + high_plane) < grid.film_top_plane
    return grid.stretch if in_film else 1.0
