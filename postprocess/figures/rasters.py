"""Sections through the solids of a device: which part is where, sampled on any grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import Patch
from numpy.typing import NDArray

from geometry.arrays import FloatArray
from geometry.shapes import Solid, owner
from geometry.stack import Stack
from postprocess.figures.style import GREY, part_colour, part_name, part_order

PLANES = {"x": ("y", "z"), "y": ("x", "z"), "z": ("x", "y")}
"""In-plane axes by the plane's normal."""

_MOST_EVEN = 2000
"""Cells of one axis: as many as a printed page resolves."""
_EXAGGERATIONS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


@dataclass(frozen=True)
class PartRaster:
    """Parts on a plane.

    Attributes:
        plane: normal axis; offset_um: position along it.
        first_um, second_um: cell centres, shapes (A,), (B,).
        parts: names.
        index: (A, B) index into ``parts``.
    """

    plane: str
    offset_um: float
    first_um: FloatArray
    second_um: FloatArray
    parts: tuple[str, ...]
    index: NDArray[np.int64]

    def mask(self, part: str) -> NDArray[np.bool_]:
        """Where ``part`` is, (A, B); nowhere for a part that the device lacks."""
        if part not in self.parts:
            return np.zeros(self.index.shape, dtype=bool)
        return np.asarray(self.index == self.parts.index(part))


def rasterise(
    solids: Sequence[Solid],
    plane: str,
    offset_um: float,
    first_um: FloatArray,
    second_um: FloatArray,
) -> PartRaster:
    """Sample the solids at the cell centres of a plane.

    Raises:
        ValueError: ``plane`` is not x, y or z.
    """
    if plane not in PLANES:
        raise ValueError(f"plane {plane!r}; expected one of x, y, z")
    axes = np.meshgrid(first_um, second_um, indexing="ij", sparse=True)
    along = dict(zip(PLANES[plane], axes, strict=True))
    along[plane] = np.full((1, 1), offset_um)
    owners = owner(tuple(solids), along["x"], along["y"], along["z"])
    parts = tuple(dict.fromkeys(solid.part for solid in solids))
    part_of_solid = np.array([parts.index(solid.part) for solid in solids])
    return PartRaster(plane, offset_um, first_um, second_um, parts, part_of_solid[owners])


def draw_raster(axes: Axes, raster: PartRaster, peak_um: float | None = None) -> None:
    """Fill the axes with the colours of the parts, axes labelled in micrometres."""
    colours = np.array([to_rgb(part_colour(part, peak_um)) for part in raster.parts])
    draw_cells(axes, raster.first_um, raster.second_um, colours[raster.index])
    label_axes(axes, raster.plane)


def draw_cells(axes: Axes, first_um: FloatArray, second_um: FloatArray, rgb: FloatArray) -> None:
    """Cells as a picture, which is drawn and laid out much faster than a mesh of them.

    Args:
        axes: gets the picture over the cells' outer edges, and no aspect of its own.
        first_um, second_um: cell centres, (A,), (B,); cells may change in width.
        rgb: (A, B, 3) colours.
    """
    edges = [cell_edges(centres) for centres in (first_um, second_um)]
    even = [_evenly(*pair) for pair in zip((first_um, second_um), edges, strict=True)]
    axes.imshow(
        np.swapaxes(rgb[np.ix_(*even)], 0, 1),
        extent=(edges[0][0], edges[0][-1], edges[1][0], edges[1][-1]),
        origin="lower",
        aspect="auto",
        interpolation="nearest",
    )


def _evenly(centres_um: FloatArray, edges_um: FloatArray) -> NDArray[np.int64]:
    """Cell that holds each of the centres of even cells, as fine as the smallest one."""
    widths = np.diff(edges_um)
    if np.ptp(widths) <= 1e-6 * widths.max():
        return np.arange(centres_um.size)
    count = min(round(float(np.ptp(edges_um)) / float(widths.min())), _MOST_EVEN)
    places = sample(float(edges_um[0]), float(edges_um[-1]), count)
    last = centres_um.size - 1
    return np.asarray((np.searchsorted(edges_um, places) - 1).clip(0, last))


def cell_edges(centres_um: FloatArray) -> FloatArray:
    """Edges of adjoining cells from their centres, shape (A + 1,); the first two are as wide.

    Each edge mirrors the one before in the centre between them, so that cells may change in width.
    """
    edges = [1.5 * centres_um[0] - 0.5 * centres_um[1]]
    for centre in centres_um:
        edges.append(2.0 * centre - edges[-1])
    return np.asarray(edges)


def draw_outlines(axes: Axes, raster: PartRaster, colour: str = GREY, width: float = 0.4) -> None:
    """Boundaries between parts as thin lines."""
    for part in raster.parts:
        mask = raster.mask(part)
        if mask.any() and not mask.all():
            axes.contour(
                raster.first_um,
                raster.second_um,
                mask.T.astype(float),
                levels=[0.5],
                colors=[colour],
                linewidths=width,
            )


def label_axes(axes: Axes, plane: str) -> None:
    """Names and unit of the in-plane axes."""
    first, second = PLANES[plane]
    axes.set_xlabel(f"{first} (µm)")
    axes.set_ylabel(f"{second} (µm)")


def part_legend(
    rasters: Sequence[PartRaster],
    solids: Sequence[Solid],
    stack: Stack,
    peak_um: float | None = None,
) -> list[Patch]:
    """Legend of the parts that some raster shows."""
    seen = {part for raster in rasters for part in raster.parts if raster.mask(part).any()}
    return legend_of_parts(seen, solids, stack, peak_um)


def legend_of_parts(
    seen: set[str], solids: Sequence[Solid], stack: Stack, peak_um: float | None = None
) -> list[Patch]:
    """One patch per part, from the top of the device down, with material and thickness."""
    materials = {solid.part: solid.material.name for solid in solids}
    thickness_nm = {layer.name: 1e3 * layer.thickness_um for layer in stack.layers}
    patches = []
    for part in part_order(list(thickness_nm), seen):
        label = f"{part_name(part)}: {materials[part]}"
        if part in thickness_nm:
            label += f", {thickness_nm[part]:.4g} nm"
        patches.append(
            Patch(facecolor=part_colour(part, peak_um), edgecolor=GREY, lw=0.4, label=label)
        )
    return patches


def exaggeration(height_over_width: float, wanted: float) -> int:
    """Smallest round factor on heights that brings a section close to a readable shape."""
    needed = 0.75 * wanted / height_over_width
    return next((f for f in _EXAGGERATIONS if f >= needed), _EXAGGERATIONS[-1])


def sample(low: float, high: float, count: int) -> FloatArray:
    """Centres of ``count`` equal cells between two limits."""
    return np.asarray(low + (high - low) * (np.arange(count) + 0.5) / count)
