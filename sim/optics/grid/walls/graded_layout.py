"""A layout whose cells are finer in a zone across the wall (sim.optics.grid.grading)."""

from __future__ import annotations

from dataclasses import replace

from geometry.shapes import Polygon, Solid
from sim.optics.grid.grading import Grading
from sim.optics.grid.layout import Layout


def with_grading(layout: Layout, grading: Grading) -> Layout:
    """A layout that is invariant along y, its solids and its grid as the stepped space has them.

    Args:
        layout: on uniform cells.
        grading: the zone, which no inclined face crosses.

    Raises:
        TypeError: a round solid.
        ValueError: a zone beyond the inner cell, or an inclined face.
    """
    grid = layout.grid
    if max(-grading.start, grading.start + grading.cells) > grid.inner_x:
        raise ValueError("the zone of finer cells must lie between the absorbers")
    stepped = replace(grid, inner_x=grid.inner_x + grading.extra // 2, grading=grading)
    solids = tuple(_stepped(solid, grading, grid.lateral_cell_um) for solid in layout.solids)
    return replace(layout, grid=stepped, solids=solids)


def _stepped(solid: Solid, grading: Grading, cell_um: float) -> Solid:
    outline = solid.outline
    if outline is None:
        return solid
    if not isinstance(outline, Polygon):
        raise TypeError("a layout that is invariant along y holds no round solid")
    if solid.flare:
        raise ValueError("finer cells across a wall need an upright one")
    vertices = ((grading.stepped(x / cell_um) * cell_um, y) for x, y in outline.vertices_um)
    return replace(solid, outline=Polygon(tuple(vertices)))
