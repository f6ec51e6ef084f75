"""|E|^2 of one dipole in the device, on a logarithmic scale, with the outlines of the parts."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure

from geometry.shapes import Solid
from geometry.solids import build_solids
from postprocess.figures.model import DrawnDevice
from postprocess.figures.rasters import (
    draw_outlines,
    exaggeration,
    label_axes,
    rasterise,
    sample,
)
from postprocess.figures.style import WIDE_IN, new_figure
from sim.results.records import CaseResult, FieldSlice, OpticalResult

_DECADES = 5
_FINE = 700
_LEAST_SHAPE = 0.2
_TALLEST_IN = 3.2


def draw_fields(case: CaseResult, drawn: DrawnDevice | None) -> Figure:
    """Every stored field picture, one under the other.

    Args:
        case: a case with field pictures.
        drawn: its device, for the outlines; None leaves them out.

    Raises:
        ValueError: the case carries no field picture.
    """
    slices = case.optics.slices
    if not slices:
        raise ValueError("this case carries no field picture (output.keep_fields)")
    factors = [exaggeration(_shape(picture), _LEAST_SHAPE) for picture in slices]
    heights = [
        min(_TALLEST_IN, 5.4 * factor * _shape(picture)) + 0.55
        for factor, picture in zip(factors, slices, strict=True)
    ]
    figure = new_figure(WIDE_IN, sum(heights))
    panels = figure.subplots(len(slices), 1, squeeze=False, height_ratios=heights)[:, 0]
    for axes, picture, factor in zip(panels, slices, factors, strict=True):
        image = _draw_slice(axes, picture, case.optics)
        axes.set_aspect(factor)
        axes.set_anchor("W")
        if factor > 1:
            axes.set_ylabel(f"{axes.get_ylabel()}, drawn x {factor}")
        if drawn is not None:
            _overlay(axes, picture, drawn)
    bar = figure.colorbar(image, ax=list(panels), aspect=30, extend="min", panchor=False)
    bar.set_label("|E|² / maximum of the plane")
    return figure


def _shape(picture: FieldSlice) -> float:
    """Height over width as drawn to scale."""
    return float(np.ptp(picture.second_um) / np.ptp(picture.first_um))


def _draw_slice(axes: Axes, picture: FieldSlice, optics: OpticalResult) -> QuadMesh:
    floor = 10.0**-_DECADES
    image = axes.pcolormesh(
        picture.first_um,
        picture.second_um,
        np.maximum(picture.intensity, floor).T,
        norm=LogNorm(floor, 1.0),
        cmap="inferno",
        shading="nearest",
        rasterized=True,
    )
    label_axes(axes, picture.plane)
    x, y, z = optics.node_um[picture.node]
    axes.set_title(
        f"{picture.orientation} dipole at ({x:.3g}, {y:.3g}, {z:.3g}) µm, "
        f"{picture.wavelength_nm:.4g} nm; plane {picture.plane} = {picture.offset_um:.3g} µm",
        loc="left",
    )
    source = {"x": (y, z), "y": (x, z), "z": (x, y)}[picture.plane]
    axes.plot(*source, "o", mfc="none", mec="white", ms=5, mew=0.8)
    return image


def _overlay(axes: Axes, picture: FieldSlice, drawn: DrawnDevice) -> None:
    solids = _solids_around(drawn, picture)
    first = sample(float(picture.first_um[0]), float(picture.first_um[-1]), _FINE)
    second = sample(float(picture.second_um[0]), float(picture.second_um[-1]), _FINE)
    raster = rasterise(solids, picture.plane, picture.offset_um, first, second)
    draw_outlines(axes, raster, colour="white", width=0.35)


def _solids_around(drawn: DrawnDevice, picture: FieldSlice) -> tuple[Solid, ...]:
    """Solids of a window that holds the picture, which may be larger than that of the sections."""
    reach = float(np.abs(picture.first_um).max())
    if picture.plane == "z":
        reach = max(reach, float(np.abs(picture.second_um).max()))
    half = max(reach, abs(picture.offset_um), drawn.half_um)
    return build_solids(drawn.device, (half, half))
