"""Thin sheets of mean permittivity on the level faces of metals and of absorbing emitters.

Meep averages no dispersive medium, so the tangential fields of a grid plane that is a metal's face
would see one side alone (sim.optics.meep.media). A sheet has the outline of its solid and holds
that plane.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from geometry.arrays import FloatArray
from geometry.shapes import Solid, owner
from geometry.units import HAIR_UM
from sim.optics.grid.layout import Layout
from sim.optics.meep.media import face_sheet, half_metal_sheet, meep_medium
from sim.optics.meep.shapes import meep_shape

SHEET_CELLS = 0.04
"""Thickness in cells of the sheets on metals' faces."""

_PROBES = 41
"""Points per axis at which the neighbour below a metal's face is looked up."""

_FINE = 4
"""Points per cell along the middle lines, for solids that the raster misses: liners."""


def face_sheets(layout: Layout, index: int) -> list[Any]:
    """Sheets that are painted right after a solid."""
    if layout.media.metal(index):
        return _sheet(layout, index)
    return [
        *_mended(layout, index),
        *_carved_sheet(layout, index),
        *_sheet_on_metal(layout, index),
    ]


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


def _mended(layout: Layout, index: int) -> list[Any]:
    """What lies below a solid, painted over the sheet of a metal that the solid is carved into.

    A liner is painted as a prism that fills its well, and so is its sheet; what is painted into the
    well later begins just above the foot's plane and would leave the sheet there.
    """
    solid = layout.solids[index]
    low = solid.z_min_um
    carved = any(
        layout.media.metal(i) and abs(layout.solids[i].z_min_um - low) < HAIR_UM
        for i in range(index)
    )
    if not carved or not 0.0 < low < layout.grid.film_top_um:
        return []
    below = facing(layout, index, low, 0.1)
    if below is None or layout.media.metal(below):
        return []
    depth = SHEET_CELLS * layout.grid.film_cell_um
    medium = meep_medium(layout.media.choices[below].model, layout.grid.stretch)
    return [meep_shape(replace(solid, z_min_um=low - depth, z_max_um=low), layout.grid, medium)]


def emitter_faces(layout: Layout) -> list[Any]:
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
    other = facing(layout, index, z_um, inside)
    if other is None:
        return []
    models = [layout.media.choices[i].model for i in (index, other)]
    if any(model.poles or model.is_conductor for model in models):
        return []
    medium = face_sheet(models[0], models[1], layout.media.peak_um, layout.grid.stretch)
    return _thin(layout, solid, z_um, medium)


def _sheet_on_metal(layout: Layout, index: int) -> list[Any]:
    """The sheet under a solid that rests on a metal: a mirror below the films, a thin cathode."""
    solid = layout.solids[index]
    if not math.isfinite(solid.z_min_um):
        return []
    metal = facing(layout, index, solid.z_min_um, 0.1)
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
    return [meep_shape(thin, layout.grid, medium)]


def _neighbour_below(layout: Layout, index: int) -> int | None:
    """The solid that most of a metal's lower face rests on; None if that is metal or nothing."""
    z_um = layout.solids[index].z_min_um
    below = facing(layout, index, z_um, 0.1) if math.isfinite(z_um) else None
    return None if below is None or layout.media.metal(below) else below


def _neighbour_above(layout: Layout, index: int) -> int | None:
    """The solid that covers most of a solid's upper face."""
    return facing(layout, index, layout.solids[index].z_max_um, -0.1)


def facing(layout: Layout, index: int, z_um: float, inside: float) -> int | None:
    """Who owns most of the other side of a face; ``inside`` cells from it lies the solid itself.

    None where the solid owns none of the points that are looked up.
    """
    step = inside * layout.grid.film_cell_um
    for x, y in _probes(layout):
        own, across = (
            owner(layout.solids, x, y, np.full(x.shape, height))
            for height in (z_um + step, z_um - step)
        )
        other = across[own == index]
        if other.size:
            return int(np.bincount(other).argmax())
    return None


def _probes(layout: Layout) -> Iterator[tuple[FloatArray, FloatArray]]:
    """A raster over the cell; then its two middle lines, where no liner falls between points."""
    half_x, half_y = layout.grid.half_width_um
    x, y = (np.linspace(-h, h, _PROBES) for h in (half_x, half_y))
    points_x, points_y = np.meshgrid(x, y, indexing="ij")
    yield points_x, points_y
    step = layout.grid.lateral_cell_um / _FINE
    along_x = np.arange(-half_x + 0.5 * step, half_x, step)
    along_y = np.arange(-half_y + 0.5 * step, half_y, step)
    yield (
        np.concatenate([along_x, np.zeros(along_y.size)]),
        np.concatenate([np.zeros(along_x.size), along_y]),
    )
