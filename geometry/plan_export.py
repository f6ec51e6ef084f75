"""The plan of an array as polygons, and as a GDSII or OASIS file for mask design and comparison.

layer  what
1      aperture at the bank's foot (for islands: the island's outline there)
2      aperture at the bank's top, where the wall is inclined
3      opening of the black matrix
10     unit cell of the pixel at the origin

The data type is the sub-pixel's number, counted from the one under study: 0 where all are alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

import numpy as np

from geometry.coverage import device_top_um
from geometry.device import Device
from geometry.lattice import HalfWidth, unit_cell
from geometry.prisms import PixelField, Prism, pixel_field
from geometry.shapes import Circle, Outline
from geometry.spec.array import Lattice

CIRCLE_TOLERANCE_UM = 1e-4
GRID_M = 1e-10


class PlanLayer(IntEnum):
    """GDSII layer numbers."""

    APERTURE = 1
    APERTURE_AT_TOP = 2
    BLACK_MATRIX_OPENING = 3
    UNIT_CELL = 10


@dataclass(frozen=True)
class PlanPolygon:
    """One closed outline; ``vertices_um`` anticlockwise."""

    layer: PlanLayer
    vertices_um: tuple[tuple[float, float], ...]
    member: int = 0


class ExportUnavailableError(RuntimeError):
    """The library that writes the format is not installed."""


def plan_polygons(device: Device, half_width_um: tuple[float, float]) -> tuple[PlanPolygon, ...]:
    """Outlines of all pixels that reach into a window around the origin.

    Args:
        device: a device with pixels.
        half_width_um: half-widths of the window along x and y.

    Raises:
        ValueError: an unpatterned film.
    """
    array = device.patterned_array
    pixels = pixel_field(device, HalfWidth(*half_width_um), device_top_um(device))
    outlines = _drawn(pixels, PlanLayer.APERTURE, 0.0, True)
    if device.flare != 0.0:
        outlines += _drawn(
            pixels, PlanLayer.APERTURE_AT_TOP, device.flare * device.bank_height_um, True
        )
    if array.black_matrix is not None:
        grow = array.opening_growth_um
        outlines += _drawn(pixels, PlanLayer.BLACK_MATRIX_OPENING, grow, False)
    if array.lattice is not Lattice.STRIPE:
        outlines.append(PlanPolygon(PlanLayer.UNIT_CELL, unit_cell(array).vertices_um))
    return tuple(outlines)


def write_plan(device: Device, half_width_um: tuple[float, float], path: Path) -> None:
    """Write the plan as GDSII (.gds) or OASIS (.oas), in micrometres on a grid of 0.1 nm.

    Raises:
        ExportUnavailableError: gdstk is not installed.
        ValueError: an unpatterned film, or another suffix.
    """
    suffix = path.suffix.lower()
    if suffix not in (".gds", ".oas"):
        raise ValueError(f"found {path.name!r}; expected a name that ends in .gds or .oas")
    try:
        import gdstk
    except ImportError:
        raise ExportUnavailableError(
            "GDSII and OASIS files need the package gdstk: pip install 'pencsim[plan]'"
        ) from None
    library = gdstk.Library("pencsim", unit=1e-6, precision=GRID_M)
    cell = library.new_cell("ARRAY")
    for polygon in plan_polygons(device, half_width_um):
        cell.add(gdstk.Polygon(polygon.vertices_um, int(polygon.layer), polygon.member))
    if suffix == ".oas":
        library.write_oas(str(path))
    else:
        library.write_gds(str(path))


def _drawn(
    pixels: PixelField, layer: PlanLayer, grow_um: float, follows_wall: bool
) -> list[PlanPolygon]:
    device = pixels.device
    # A flat slice at the foot: the slope is in grow_um already.
    slice_um = Prism(
        "", device.stack.substrate, device.foot_um, device.foot_um + 1e-6, grow_um, follows_wall
    )
    outlines = [solid.outline for solid in pixels.solids(slice_um)]
    return [
        PlanPolygon(layer, _vertices(outline), pixel.member)
        for outline, pixel in zip(outlines, pixels.pixels, strict=True)
        if outline is not None
    ]


def _vertices(outline: Outline) -> tuple[tuple[float, float], ...]:
    if not isinstance(outline, Circle):
        return outline.vertices_um
    # A chord over 2 pi / n lies r (pi / n)^2 / 2 inside its arc.
    fewest = np.pi * np.sqrt(outline.radius_um / (2.0 * CIRCLE_TOLERANCE_UM))
    count = 4 * max(8, int(np.ceil(fewest / 4.0)))
    angles = 2.0 * np.pi * np.arange(count) / count
    x = outline.x_um + outline.radius_um * np.cos(angles)
    y = outline.y_um + outline.radius_um * np.sin(angles)
    return tuple(zip(x.tolist(), y.tolist(), strict=True))
