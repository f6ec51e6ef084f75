"""A device as columns of locally planar layers, seen from the side that light leaves through.

Every point of a unit cell is looked up on a square raster; points with the same layers are one
column. The mean over columns is what sim.optics.fields.exit_optics takes for the array's answer.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geometry.arrays import FloatArray
from geometry.shapes import Polygon, owner
from geometry.solids import SUBSTRATE, SUPERSTRATE
from sim.optics.fields.exit_optics import AnswerTable, ArrayAnswer, ExitOptics
from sim.optics.film.glass_air import Answer, side_answer
from sim.optics.film.multilayer import Polarisation, Side
from sim.optics.film.outside import outside_of
from sim.optics.grid.layout import Layout
from sim.study import Glass

RASTER = 40
"""Points along each side of a unit cell: areas within a few per cent of a pixel's."""

ANGLES = 1500
"""Points of the table between the normal and grazing incidence: 0.06 degrees, far below the width
of a film's resonances in reflection."""


@dataclass(frozen=True)
class Column:
    """Layers over part of a unit cell.

    Attributes:
        area: share of the cell.
        solids: a solid of the layout for the medium of each layer, from the exit side on.
        thickness_um: alike.
    """

    area: float
    solids: tuple[int, ...]
    thickness_um: tuple[float, ...]


@dataclass(frozen=True)
class Columns:
    """All columns; the pixel's middle is ``well``."""

    all: tuple[Column, ...]
    well: Column


def exit_index(layout: Layout) -> float:
    """Real index of the half-space on the exit side, as it is stepped: that of the peak."""
    peak_nm = layout.device.emission.peak_um * 1e3
    return float(np.real(layout.device.exit_medium.index(peak_nm)))


def exit_optics(layout: Layout, parts: tuple[str, ...], glass: Glass) -> tuple[ExitOptics, ...]:
    """What lies outside the exit half-space, per wavelength of a layout.

    Args:
        layout: the device on its grid.
        parts: names in the order in which absorbed light is booked.
        glass: whether returned light is followed.

    Raises:
        ValueError: a wavelength outside a material's table.
    """
    waves = [float(w) for w in layout.spectrum.wavelength_um]
    outside = [outside_of(layout.device.exit, w) for w in waves]
    if glass is Glass.SINGLE_PASS:
        return tuple(ExitOptics(plates) for plates in outside)
    cell = columns(layout)
    return tuple(
        ExitOptics(plates, _array_answer(layout, cell, parts, w))
        for plates, w in zip(outside, waves, strict=True)
    )


def columns(layout: Layout) -> Columns:
    """Cut the own unit cell of a layout into columns; a film is one."""
    x, y = _points(layout)
    grid = layout.grid
    planes = np.arange(layout.record_plane, grid.film_top_plane)
    heights = grid.height_um(planes + 0.5)
    owned = np.stack([owner(layout.solids, x, y, np.full(x.shape, z)) for z in heights], axis=1)
    media: dict[object, int] = {}
    first = [media.setdefault((s.part, s.material), i) for i, s in enumerate(layout.solids)]
    stacks, place, counts = np.unique(
        np.array(first)[owned], axis=0, return_inverse=True, return_counts=True
    )
    thickness = np.diff(grid.height_um(np.append(planes, planes[-1] + 1)))
    all_columns = tuple(
        _column(layout, stack, thickness, float(count) / x.size)
        for stack, count in zip(stacks, counts, strict=True)
    )
    return Columns(all_columns, all_columns[int(place.ravel()[0])])


def _points(layout: Layout) -> tuple[FloatArray, FloatArray]:
    """The pixel's middle first, then the raster over its unit cell."""
    middle_x, middle_y = (np.array([-c]) for c in layout.centre_um)
    cell = layout.own_cell
    if cell is None:
        return middle_x, middle_y
    x, y = _raster(cell)
    return np.concatenate([middle_x, x]), np.concatenate([middle_y, y])


def _raster(cell: Polygon) -> tuple[FloatArray, FloatArray]:
    low, high = np.min(cell.vertices_um, axis=0), np.max(cell.vertices_um, axis=0)
    step = (np.arange(RASTER) + 0.5) / RASTER
    x, y = np.meshgrid(*(low[i] + (high[i] - low[i]) * step for i in (0, 1)), indexing="ij")
    inside = cell.contains(x, y)
    return x[inside], y[inside]


def _column(layout: Layout, stack: NDArray[np.int64], thickness: FloatArray, area: float) -> Column:
    """Cells from the bottom up as layers from the exit side on, without that half-space itself."""
    upwards = layout.device.exit.upwards
    outer = SUPERSTRATE if upwards else SUBSTRATE
    step = -1 if upwards else 1
    solids: list[int] = []
    lengths: list[float] = []
    for medium, length in zip(stack[::step], thickness[::step], strict=True):
        if not solids and layout.solids[medium].part == outer:
            continue
        if solids and solids[-1] == medium:
            lengths[-1] += float(length)
            continue
        solids.append(int(medium))
        lengths.append(float(length))
    return Column(area, tuple(solids), tuple(lengths))


def _array_answer(
    layout: Layout, cell: Columns, parts: tuple[str, ...], wavelength_um: float
) -> ArrayAnswer:
    others = tuple(column for column in cell.all if column is not cell.well)
    return ArrayAnswer(
        mean=_table(layout, cell.all, parts, wavelength_um),
        well=_table(layout, (cell.well,), parts, wavelength_um),
        bank=_table(layout, others or (cell.well,), parts, wavelength_um),
    )


def _table(
    layout: Layout, chosen: tuple[Column, ...], parts: tuple[str, ...], wavelength_um: float
) -> AnswerTable:
    """Area-weighted mean of the answers of some columns."""
    index = exit_index(layout)
    angle = 0.5 * math.pi * np.arange(ANGLES) / ANGLES
    lateral = index * np.sin(angle)
    area = sum(column.area for column in chosen)
    means = {}
    for polarisation in Polarisation:
        reflected, through = np.zeros(ANGLES), np.zeros(ANGLES)
        absorbed = np.zeros((len(parts), ANGLES))
        for column in chosen:
            side = _side(layout, column, index, wavelength_um)
            one = side_answer(side, lateral, polarisation, wavelength_um)
            weight = column.area / area
            reflected += weight * one.reflected
            into_end = weight * one.through
            for solid, taken in zip(column.solids, one.absorbed, strict=True):
                absorbed[parts.index(layout.solids[solid].part)] += weight * taken
            if layout.grid.closed and column.solids:
                # What enters the metal that ends the cell is absorbed there.
                absorbed[parts.index(layout.solids[column.solids[-1]].part)] += into_end
            else:
                through += into_end
        means[polarisation] = Answer(reflected, through, absorbed)
    return AnswerTable(lateral, means)


def _side(layout: Layout, column: Column, index: float, wavelength_um: float) -> Side:
    media = tuple(_index(layout, solid, wavelength_um) for solid in column.solids)
    stack = layout.device.stack
    if layout.grid.closed and media:
        far = media[-1]
    elif layout.device.exit.upwards:
        far = complex(float(stack.substrate.index(wavelength_um * 1e3).real))
    else:
        far = complex(stack.superstrate.index(wavelength_um * 1e3))
    return Side(index, 0.0, media, column.thickness_um, far)


def _index(layout: Layout, solid: int, wavelength_um: float) -> complex:
    """Of a solid's medium; the emitter of the device is lossless, as in the runs."""
    body = layout.solids[solid]
    index = complex(body.material.index(wavelength_um * 1e3))
    return complex(index.real) if body.part == layout.device.stack.emitter.name else index
