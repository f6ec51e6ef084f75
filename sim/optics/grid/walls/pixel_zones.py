"""Finer cells across the upright walls of a pixel that is solved whole, along x and along y.

Asked for by ``optics.wall_cell``; only walls along the axes have them: squares and rectangles in a
square lattice, and stripes. A zone holds all upright faces of a wall of the own unit cell (well,
films on the wall, edges of a black matrix) and BESIDE_UM on both sides. Faces whose zones would
meet share one; those of neighbours farther away stay on lateral cells, with their means. A dipole
stands CLEAR_CELLS inside a zone or outside it: zones grow until it does.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from geometry.device import Device
from geometry.shapes import Polygon
from geometry.spec import ApertureShape, ArraySpec, Lattice
from sim.optics.grid.dipoles import place_dipoles
from sim.optics.grid.grading import Grading, Span
from sim.optics.grid.layout import Layout, is_cut, lay_out
from sim.optics.grid.wall_cell import wall_refinement
from sim.optics.grid.walls.graded_layout import with_grading
from sim.study import OpticsSpec

BESIDE_UM = 0.1
"""As in a section across a wall (sim.optics.section.zone)."""

CLEAR_CELLS = 2
"""Lateral cells between the end of a zone and a dipole: a spread source reaches 1.5 of them."""

_NEAR = 1e-6

_STRAIGHT = (ApertureShape.SQUARE, ApertureShape.RECTANGLE, ApertureShape.STRIPE)
_UPRIGHT_DEG = 90.0


def not_along_axes(array: ArraySpec) -> str:
    """Why cells across an array's walls cannot be finer; empty where they can."""
    rule = "cells across a wall are finer only where walls are straight, upright and along the axes"
    if array.lattice not in (Lattice.SQUARE, Lattice.STRIPE) or array.subpixels:
        return f"{rule}: lattice square or stripe, one pixel in each cell"
    if array.aperture.shape not in _STRAIGHT:
        asked = array.aperture.shape.value
        return (
            f"{rule}: aperture square, rectangle or stripe, not {asked}, whose walls have mean "
            "permittivities on lateral cells"
        )
    if array.bank.sidewall_angle_deg != _UPRIGHT_DEG or array.sidewall.is_rough:
        return f"{rule}: sidewall_angle 90 deg without roughness"
    return ""


def has_zones(device: Device, optics: OpticsSpec) -> bool:
    """Whether a pixel solved whole has finer cells across its walls."""
    if device.array is None or optics.wall_cell_um is None or not_along_axes(device.array):
        return False
    return device.flare == 0.0 and wall_refinement(device, optics) > 1


def pixel_layout(
    device: Device,
    optics: OpticsSpec,
    centre_um: tuple[float, float] = (0.0, 0.0),
    *,
    absorbing: bool = False,
) -> Layout:
    """A device on the grid on which it is stepped whole; arguments as of lay_out.

    Raises:
        ValueError: as lay_out.
    """
    graded = has_zones(device, optics)
    layout = lay_out(device, optics, centre_um, absorbing=absorbing, graded=graded)
    if not graded:
        return layout
    places = [(0.0, 0.0)]
    if not is_cut(device, optics):
        rule = optics.dipoles
        nodes = place_dipoles(layout.device, layout.grid, rule.lateral, rule.vertical)
        places = [(node.x_um - centre_um[0], node.y_um - centre_um[1]) for node in nodes]
    return with_zones(layout, wall_refinement(device, optics), places)


def with_zones(layout: Layout, refinement: int, places_um: Sequence[tuple[float, float]]) -> Layout:
    """A layout with finer cells across the walls of the own unit cell.

    Args:
        layout: of an array whose walls run along the axes, on uniform cells.
        refinement: s.
        places_um: x and y of dipoles from the middle of its window.
    """
    cell, grid = layout.grid.lateral_cell_um, layout.grid
    gradings = []
    for axis, inner in ((0, grid.inner_x), (1, grid.inner_y)):
        dipoles = {round(place[axis] / cell) for place in places_um}
        spans = _spans(_faces(layout, axis), _own(layout, axis), dipoles, cell, inner)
        gradings.append(Grading(spans, refinement) if spans else None)
    return with_grading(layout, *gradings)


def _faces(layout: Layout, axis: int) -> list[float]:
    """Where upright faces across an axis lie."""
    return sorted(
        {
            vertex[axis]
            for solid in layout.solids
            if isinstance(solid.outline, Polygon)
            for vertex in solid.outline.vertices_um
        }
    )


def _own(layout: Layout, axis: int) -> tuple[float, float]:
    """Bounds of the own unit cell."""
    cell = layout.own_cell
    if cell is None:
        raise ValueError("a film has no walls")
    along = [vertex[axis] for vertex in cell.vertices_um]
    return min(along), max(along)


def _spans(
    faces_um: Iterable[float],
    own_um: tuple[float, float],
    dipoles: set[int],
    cell_um: float,
    inner: int,
) -> tuple[Span, ...]:
    """Zones of an axis within the absorbers, from one cell before them on."""
    ends = [
        (
            math.floor((min(wall) - BESIDE_UM) / cell_um + _NEAR),
            math.ceil((max(wall) + BESIDE_UM) / cell_um - _NEAR),
        )
        for wall in _walls(faces_um, (inner - 1) * cell_um)
        if any(own_um[0] - _NEAR < face < own_um[1] + _NEAR for face in wall)
    ]
    clipped = [(max(low, -inner), min(high, inner)) for low, high in ends]
    mirrored = dipoles | {-dipole for dipole in dipoles}
    return tuple(Span(low, high - low) for low, high in _clear_of(clipped, mirrored))


def _walls(faces_um: Iterable[float], limit_um: float) -> Iterator[list[float]]:
    """Faces that lie within a limit, by wall: those whose zones would meet."""
    wall: list[float] = []
    for face in faces_um:
        if abs(face) > limit_um + _NEAR:
            continue
        if wall and face - wall[-1] > 2.0 * BESIDE_UM:
            yield wall
            wall = []
        wall.append(face)
    if wall:
        yield wall


def _clear_of(ends: list[tuple[int, int]], dipoles: set[int]) -> list[tuple[int, int]]:
    """Zones that have every dipole clear of their ends, merged where they come close."""
    before: list[tuple[int, int]] = []
    while ends != before:
        before = ends
        grown = []
        for low, high in ends:
            near = [d for d in dipoles if low - CLEAR_CELLS < d < high + CLEAR_CELLS]
            grown.append(
                (
                    min([low, *(d - CLEAR_CELLS for d in near)]),
                    max([high, *(d + CLEAR_CELLS for d in near)]),
                )
            )
        ends = []
        for low, high in sorted(grown):
            if ends and low - ends[-1][1] < CLEAR_CELLS:
                ends[-1] = (ends[-1][0], max(high, ends[-1][1]))
            else:
                ends.append((low, high))
    return ends
