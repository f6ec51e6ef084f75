"""|E|^2 of single dipoles in the device, on a logarithmic scale, with the outlines of the parts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure
from matplotlib.image import AxesImage

from geometry.arrays import FloatArray
from geometry.shapes import Solid
from geometry.solids import build_solids
from postprocess.figures.fitting import add_heading
from postprocess.figures.model import DrawnDevice
from postprocess.figures.rasters import (
    PLANES,
    cell_edges,
    draw_outlines,
    exaggeration,
    rasterise,
    sample,
)
from postprocess.figures.style import WIDE_IN, new_figure
from sim.results.records import ORIENTATIONS, CaseResult, FieldSlice, OpticalResult
from sim.results.waves import WaveSlice

Kept = TypeVar("Kept", FieldSlice, WaveSlice)
_DECADES = 4
_FINE = 500
_LEAST_SHAPE = 0.45
_TALLEST_IN = 2.1
_MOST_ROWS = 2
"""Positions that are shown: the nearest to the pixel's middle and the nearest to a wall."""


def draw_fields(case: CaseResult, drawn: DrawnDevice | None) -> Figure:
    """A row per position (the middle, and the nearest to a wall), a column per orientation.

    Args:
        case: a case with field pictures.
        drawn: its device, for the outlines; None leaves them out.

    Raises:
        ValueError: the case carries no field picture.
    """
    rows = chosen_slices(case.optics.slices, case.optics)
    if not rows:
        raise ValueError("this case carries no field picture; method fdtd stores them")
    columns = max(len(row) for row in rows)
    factors = [exaggeration(_shape(row[0]), _LEAST_SHAPE) for row in rows]
    width_in = WIDE_IN / columns
    heights = [
        min(_TALLEST_IN, 0.8 * width_in * factor * _shape(row[0])) + 0.6
        for factor, row in zip(factors, rows, strict=True)
    ]
    figure = new_figure(WIDE_IN, sum(heights) + 1.0)
    panels = figure.subplots(len(rows), columns, squeeze=False, height_ratios=heights)
    for line, row, factor in zip(panels, rows, factors, strict=True):
        for axes, picture in zip(line, row, strict=False):
            image = _draw_slice(axes, picture, case.optics)
            axes.set_aspect(factor)
            if drawn is not None:
                overlay(axes, picture, _whole(picture), drawn, colour="white", width=0.35)
        for axes in line[len(row) :]:
            axes.set_axis_off()
        _label_row(line, row[0], factor)
    add_heading(figure, places_of(rows, case.optics))
    bar = figure.colorbar(
        image, ax=panels.ravel().tolist(), location="bottom", aspect=40, shrink=0.6, extend="min"
    )
    bar.set_label("|E|² over its maximum in the picture (1)")
    return figure


def chosen_slices(pictures: Sequence[Kept], optics: OpticalResult) -> list[list[Kept]]:
    """Pictures of up to two positions and planes, each with its orientations in order.

    Of many positions the one farthest from all walls and the one nearest to a wall are taken: they
    differ most.
    """
    nodes = sorted({picture.node for picture in pictures})
    if len(nodes) > _MOST_ROWS:
        distance = {node: float(optics.wall_distance_um[node]) for node in nodes}
        nodes = sorted({max(nodes, key=distance.__getitem__), min(nodes, key=distance.__getitem__)})
    rows: dict[tuple[int, str], dict[str, Kept]] = {}
    for picture in pictures:
        if picture.node in nodes:
            row = rows.setdefault((picture.node, picture.plane), {})
            row.setdefault(picture.orientation, picture)
    ordered = [
        [row[name] for name in ORIENTATIONS if name in row] for _, row in sorted(rows.items())
    ]
    return ordered[:_MOST_ROWS]


def _shape(picture: FieldSlice) -> float:
    """Height over width as drawn to scale."""
    return float(np.ptp(picture.second_um) / np.ptp(picture.first_um))


def _draw_slice(axes: Axes, picture: FieldSlice, optics: OpticalResult) -> AxesImage:
    x, y, z = optics.node_um[picture.node]
    floor = 10.0**-_DECADES
    first, second = cell_edges(picture.first_um), cell_edges(picture.second_um)
    image = axes.imshow(
        np.maximum(_on_even_cells(picture), floor).T,
        extent=(first[0], first[-1], second[0], second[-1]),
        origin="lower",
        norm=LogNorm(floor, 1.0),
        cmap="inferno",
        interpolation="nearest",
    )
    axes.set_title(f"{picture.orientation} dipole", loc="left")
    source = {"x": (y, z), "y": (x, z), "z": (x, y)}[picture.plane]
    axes.plot(*source, "o", mfc="none", mec="white", ms=4, mew=0.8)
    return image


def _on_even_cells(picture: FieldSlice) -> FloatArray:
    """Intensity on even heights; film and glass have cells of their own sizes."""
    edges = cell_edges(picture.second_um)
    count = min(_FINE, round(float(np.ptp(edges) / np.diff(edges).min())))
    places = sample(float(edges[0]), float(edges[-1]), count)
    cells = (np.searchsorted(edges, places) - 1).clip(0, picture.second_um.size - 1)
    return np.asarray(picture.intensity[:, cells])


def _label_row(line: Sequence[Axes], picture: FieldSlice, factor: int) -> None:
    """Names of the axes."""
    first, second = PLANES[picture.plane]
    for axes in line:
        axes.set_xlabel(f"{first} (µm)")
    stretched = f", drawn × {factor}" if factor > 1 else ""
    line[0].set_ylabel(f"{second} (µm){stretched}")


def places_of(rows: Sequence[Sequence[Kept]], optics: OpticalResult) -> str:
    """Where the dipoles of each row are, and in which plane they are seen."""
    texts = []
    for number, (picture, *_) in enumerate(rows, start=1):
        x, y, z = optics.node_um[picture.node]
        distance = float(optics.wall_distance_um[picture.node])
        wall = f" {distance:.3g} µm from the wall" if math.isfinite(distance) else ""
        texts.append(
            f"row {number}: dipoles at ({x:.3g}; {y:.3g}; {z:.3g}) µm{wall} in the plane "
            f"{picture.plane} = {picture.offset_um:.3g} µm at {picture.wavelength_nm:.4g} nm"
        )
    return ", ".join(texts)


def overlay(
    axes: Axes,
    picture: Kept,
    window: Sequence[FloatArray],
    drawn: DrawnDevice,
    *,
    colour: str,
    width: float,
) -> None:
    """Outlines of what stands in a picture's plane.

    Args:
        axes: where it is drawn.
        picture: whose plane it is.
        window: places along both axes on which outlines are looked up.
        drawn: the device.
        colour, width: of the lines; width in points.
    """
    raster = rasterise(solids_around(drawn, picture), picture.plane, picture.offset_um, *window)
    draw_outlines(axes, raster, colour=colour, width=width)


def _whole(picture: FieldSlice) -> tuple[FloatArray, FloatArray]:
    """Places over all of a picture."""
    first, second = picture.first_um, picture.second_um
    return (
        sample(float(first[0]), float(first[-1]), _FINE),
        sample(float(second[0]), float(second[-1]), _FINE),
    )


def solids_around(drawn: DrawnDevice, picture: Kept) -> tuple[Solid, ...]:
    """Solids of a window that holds the picture, which may be larger than that of the sections."""
    reach = float(np.abs(picture.first_um).max())
    if picture.plane == "z":
        reach = max(reach, float(np.abs(picture.second_um).max()))
    half = max(reach, abs(picture.offset_um), drawn.half_um)
    return build_solids(drawn.device, (half, half))
