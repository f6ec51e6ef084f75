"""A layout as Meep objects: blocks, cylinders and prisms in the stepped space."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from geometry.shapes import Solid
from sim.optics.grid.grid import Grid
from sim.optics.grid.layout import Layout
from sim.optics.meep.graded import graded_blocks
from sim.optics.meep.media import meep_medium
from sim.optics.meep.shapes import meep_shape
from sim.optics.meep.sheets import emitter_faces, face_sheets
from sim.optics.meep.upright import upright_blocks


@dataclass(frozen=True)
class _Piece:
    """Part of a solid within one stretch region."""

    solid: Solid
    stretch: float


def build_blocks(layout: Layout) -> list[Any]:
    """Meep objects of all solids in painting order, with thin sheets on the faces of metals."""
    blocks = []
    for index, solid in enumerate(layout.solids):
        model = layout.media.choices[index].model
        for piece in _pieces(solid, layout.grid):
            medium = meep_medium(model, piece.stretch)
            blocks += [meep_shape(step, layout.grid, medium) for step in _steps(piece, layout.grid)]
        blocks += face_sheets(layout, index)
    return blocks + emitter_faces(layout) + upright_blocks(layout)


def pixel_blocks(layout: Layout) -> list[Any]:
    """Those of a layout in three dimensions, where its cells are finer as well.

    Raises:
        TypeError: a round solid among finer cells.
    """
    blocks, grid = build_blocks(layout), layout.grid
    if not grid.is_graded:
        return blocks
    return graded_blocks(blocks, grid.lateral_cell_um, grid.grading, grid.grading_y)


def _pieces(solid: Solid, grid: Grid) -> list[_Piece]:
    """Cut a solid at the faces where the stretch changes."""
    top = grid.film_top_um
    regions = [(-math.inf, 0.0, 1.0), (0.0, top, grid.stretch)]
    if not grid.closed:
        regions.append((top, math.inf, 1.0))
    pieces = []
    for low, high, stretch in regions:
        z_min, z_max = max(low, solid.z_min_um), min(high, solid.z_max_um)
        if z_max <= z_min:
            continue
        grown = solid.flare * (z_min - solid.z_min_um) if solid.flare else 0.0
        cut = replace(solid, z_min_um=z_min, z_max_um=z_max)
        if grown and solid.outline is not None:
            cut = replace(cut, outline=solid.outline.grown(grown))
        pieces.append(_Piece(cut, stretch))
    return pieces


def _steps(piece: _Piece, grid: Grid) -> list[Solid]:
    """An inclined wall as upright steps, one per layer of cells, each as wide as at its middle.

    Cells cannot resolve more than that, and Meep averages cells that an inclined face cuts by an
    adaptive integral over kinks, which takes minutes.
    """
    solid = piece.solid
    if solid.flare == 0.0 or solid.outline is None:
        return [solid]
    cell = grid.lateral_cell_um / piece.stretch
    count = max(1, round((solid.z_max_um - solid.z_min_um) / cell))
    edges = np.linspace(solid.z_min_um, solid.z_max_um, count + 1)
    middles = solid.flare * (0.5 * (edges[:-1] + edges[1:]) - solid.z_min_um)
    return [
        replace(
            solid,
            z_min_um=float(low),
            z_max_um=float(high),
            flare=0.0,
            outline=solid.outline.grown(float(grow)),
        )
        for low, high, grow in zip(edges[:-1], edges[1:], middles, strict=True)
    ]
