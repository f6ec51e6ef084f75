"""A layout as Meep objects: blocks, cylinders and prisms in the stepped space."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from geometry.shapes import Circle, Solid, owner
from sim.optics.grid.grid import Grid
from sim.optics.grid.layout import Layout
from sim.optics.meep.load import mp
from sim.optics.meep.media import face_sheet, half_metal_sheet, meep_medium

INTERFACE_SHIFT = 1e-4
"""Upward shift of all faces in cells, so that fields on a face belong to the medium below it."""

SHEET_CELLS = 0.04
"""Thickness in cells of the sheets on metals' faces."""

_PROBES = 41
"""Points per axis at which the neighbour below a metal's face is looked up."""


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
            blocks += [_shape(step, layout.grid, medium) for step in _steps(piece, layout.grid)]
        if layout.media.metal(index):
            blocks += _sheet(layout, index)
        else:
            blocks += _carved_sheet(layout, index) + _sheet_on_metal(layout, index)
    return blocks + _emitter_faces(layout)


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


def _shape(solid: Solid, grid: Grid, medium: Any) -> Any:
    """One upright Meep object; heights beyond the cell are cut one cell outside it."""
    shift = INTERFACE_SHIFT * grid.lateral_cell_um
    edge = (grid.nz / 2 + 1) * grid.lateral_cell_um
    low = max(-edge, _stepped(solid.z_min_um, grid) + shift)
    high = min(edge, _stepped(solid.z_max_um, grid) + shift)
    height, middle = high - low, 0.5 * (low + high)
    if solid.outline is None:
        return mp.Block(
            size=mp.Vector3(mp.inf, mp.inf, height),
            center=mp.Vector3(0, 0, middle),
            material=medium,
        )
    if isinstance(solid.outline, Circle):
        centre = mp.Vector3(solid.outline.x_um, solid.outline.y_um, middle)
        radius = solid.outline.radius_um
        return mp.Cylinder(radius=radius, height=height, center=centre, material=medium)
    corners = [mp.Vector3(x, y, low) for x, y in solid.outline.vertices_um]
    return mp.Prism(corners, height=height, axis=mp.Vector3(0, 0, 1), material=medium)


def _stepped(z_um: float, grid: Grid) -> float:
    return math.copysign(math.inf, z_um) if math.isinf(z_um) else grid.stepped_z_um(z_um)


def _sheet(layout: Layout, index: int) -> list[Any]:
    """A thin sheet of mean permittivity on a metal's lower face (see half_metal_sheet).

    It only has to hold the tangential fields of that plane, whose poles Meep looks up at points; a
    thicker one would change the averages that Meep takes for the normal field half a cell away.
    """
    solid = layout.solids[index]
    below = _neighbour_below(layout, index)
    if below is None:
        return []
    return _sheet_between(layout, solid, solid.z_min_um, below, index)


def _carved_sheet(layout: Layout, index: int) -> list[Any]:
    """The sheet on top of a solid that is painted into a metal, as islands are into their films.

    The metal's own sheet, if it has one at that height, has been painted over.
    """
    solid, solids = layout.solids[index], layout.solids
    metals = [i for i in range(index) if layout.media.metal(i)]
    if not any(solids[i].z_min_um < solid.z_max_um < solids[i].z_max_um for i in metals):
        return []
    above = _neighbour_above(layout, index)
    if above not in metals:
        return []
    grown = solid.flare * (solid.z_max_um - solid.z_min_um)
    wider = None if solid.outline is None else solid.outline.grown(grown)
    top = replace(solid, outline=wider)
    return _sheet_between(layout, top, solid.z_max_um, index, above)


def _emitter_faces(layout: Layout) -> list[Any]:
    """Sheets with the mean conductivity of both sides on the faces of absorbing emitters.

    Meep looks conductivities up at points, and those on a face would all belong to the medium below
    it: the emitter would absorb half a cell too high. Painted last, each as wide as its emitter.
    """
    blocks: list[Any] = []
    if not layout.absorbing:
        return blocks
    for index, solid in enumerate(layout.solids):
        if solid.part != layout.device.stack.emitter.name:
            continue
        grown = solid.flare * (solid.z_max_um - solid.z_min_um)
        wider = None if solid.outline is None else solid.outline.grown(grown)
        top = replace(solid, outline=wider)
        blocks += _emitter_face(layout, index, solid, solid.z_min_um, 0.1)
        blocks += _emitter_face(layout, index, top, solid.z_max_um, -0.1)
    return blocks


def _emitter_face(
    layout: Layout, index: int, solid: Solid, z_um: float, inside: float
) -> list[Any]:
    """The sheet on one face; none on metals, which have their own, and none at the film's ends."""
    if not 0.0 < z_um < layout.grid.film_top_um:
        return []
    other = _facing(layout, index, z_um, inside)
    if other is None:
        return []
    models = [layout.media.choices[i].model for i in (index, other)]
    if any(model.poles for model in models):
        return []
    medium = face_sheet(models[0], models[1], layout.media.peak_um, layout.grid.stretch)
    return _thin(layout, solid, z_um, medium)


def _sheet_on_metal(layout: Layout, index: int) -> list[Any]:
    """The sheet under a solid that rests on a metal: a mirror below the films, a thin cathode."""
    solid = layout.solids[index]
    if not math.isfinite(solid.z_min_um):
        return []
    metal = _facing(layout, index, solid.z_min_um, 0.1)
    if metal is None or not layout.media.metal(metal):
        return []
    return _sheet_between(layout, solid, solid.z_min_um, index, metal)


def _sheet_between(layout: Layout, solid: Solid, z_um: float, below: int, metal: int) -> list[Any]:
    """A sheet of the solid's outline at a height inside the film region."""
    grid = layout.grid
    if not 0.0 < z_um < grid.film_top_um:
        return []
    medium = half_metal_sheet(
        layout.media.choices[below].model,
        layout.media.choices[metal].model,
        layout.media.peak_um,
        grid.stretch,
    )
    return _thin(layout, solid, z_um, medium)


def _thin(layout: Layout, solid: Solid, z_um: float, medium: Any) -> list[Any]:
    """A sheet of a medium with the solid's outline."""
    half = 0.5 * SHEET_CELLS * layout.grid.film_cell_um
    thin = replace(solid, z_min_um=z_um - half, z_max_um=z_um + half)
    return [_shape(thin, layout.grid, medium)]


def _neighbour_below(layout: Layout, index: int) -> int | None:
    """The solid that most of a metal's lower face rests on; None if that is metal or nothing."""
    z_um = layout.solids[index].z_min_um
    below = _facing(layout, index, z_um, 0.1) if math.isfinite(z_um) else None
    return None if below is None or layout.media.metal(below) else below


def _neighbour_above(layout: Layout, index: int) -> int | None:
    """The solid that covers most of a solid's upper face."""
    return _facing(layout, index, layout.solids[index].z_max_um, -0.1)


def _facing(layout: Layout, index: int, z_um: float, inside: float) -> int | None:
    """Who owns most of the other side of a face; ``inside`` cells from it lies the solid itself."""
    x, y = (np.linspace(-h, h, _PROBES) for h in layout.grid.half_width_um)
    points_x, points_y = np.meshgrid(x, y, indexing="ij")
    step = inside * layout.grid.film_cell_um
    own, across = (
        owner(layout.solids, points_x, points_y, np.full(points_x.shape, height))
        for height in (z_um + step, z_um - step)
    )
    facing = across[own == index]
    return int(np.bincount(facing).argmax()) if facing.size else None
