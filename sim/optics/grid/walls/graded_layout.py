"""A layout whose cells are finer in zones across walls (sim.optics.grid.grading)."""

from __future__ import annotations

from dataclasses import replace

from geometry.shapes import Polygon, Solid
from sim.optics.grid.grading import Grading
from sim.optics.grid.grid import Grid
from sim.optics.grid.layout import Layout


def with_grading(
    layout: Layout, grading: Grading | None, grading_y: Grading | None = None
) -> Layout:
    """A layout with its solids and its grid as the stepped space has them.

    Args:
        layout: on uniform cells; it stays the new one's ``lateral``.
        grading: zones along x, which no inclined face crosses.
        grading_y: zones along y; of a layout that is invariant along y, none.

    Raises:
        TypeError: a round solid.
        ValueError: a zone beyond the inner cell, or an inclined face.
    """
    grid = layout.grid
    for zones, inner in ((grading, grid.inner_x), (grading_y, grid.inner_y)):
        if zones is not None and max(-zones.spans[0].start, zones.spans[-1].end) > inner:
            raise ValueError("the zones of finer cells must lie between the absorbers")
    stepped = replace(
        grid,
        inner_x=grid.inner_x + _extra(grading),
        inner_y=grid.inner_y + _extra(grading_y),
        grading=grading,
        grading_y=grading_y,
    )
    solids = tuple(_stepped(solid, stepped) for solid in layout.solids)
    return replace(layout, grid=stepped, solids=solids, ungraded=layout)


def stepped_outline(outline: Polygon, grid: Grid) -> Polygon:
    """A polygon with sides along the axes as the stepped space has it."""
    cell = grid.lateral_cell_um
    x, y = (
        [v if grading is None else grading.stepped(v / cell) * cell for v in along]
        for grading, along in zip(
            (grid.grading, grid.grading_y), zip(*outline.vertices_um, strict=True), strict=True
        )
    )
    return Polygon(tuple(zip(x, y, strict=True)))


def _extra(grading: Grading | None) -> int:
    return 0 if grading is None else grading.extra // 2


def _stepped(solid: Solid, grid: Grid) -> Solid:
    outline = solid.outline
    if outline is None:
        return solid
    if not isinstance(outline, Polygon):
        raise TypeError("finer cells across walls need straight ones; got a round solid")
    if solid.flare:
        raise ValueError("finer cells across a wall need an upright one")
    return replace(solid, outline=stepped_outline(outline, grid))
