"""Plan and sections of a device, ideal and as the grid of the optical solution sees it."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from geometry.device import Device
from geometry.solids import BLACK_MATRIX
from geometry.spec import ArraySpec
from postprocess.figures.model import DrawnDevice, GridView
from postprocess.figures.rasters import (
    PartRaster,
    draw_outlines,
    draw_raster,
    exaggeration,
    part_legend,
    rasterise,
    sample,
)
from postprocess.figures.style import BLACK, SMALL, WIDE_IN, new_figure, panel_title

_FINE = 400
_SECTION_HEIGHT_RATIO = 0.25
_DIMENSION = {"arrowstyle": "<->", "lw": 0.8, "shrinkA": 0, "shrinkB": 0, "color": BLACK}


def draw_plan(drawn: DrawnDevice) -> Figure:
    """Parts at the emitter's mid height, ideal beside the grid's view; opening dashed.

    Raises:
        ValueError: the device is an unpatterned film.
    """
    array = drawn.device.patterned_array
    figure = new_figure(WIDE_IN, 3.6)
    panels = figure.subplots(1, 1 if drawn.grid is None else 2, squeeze=False)[0]
    fine = sample(-drawn.half_um, drawn.half_um, _FINE)
    z = drawn.emitter_middle_um
    rasters = [rasterise(drawn.solids, "z", z, fine, fine)]
    titles = ["ideal"]
    if drawn.grid is not None:
        grid = drawn.grid
        rasters.append(rasterise(grid.solids, "z", z, grid.x_um, grid.y_um))
        titles.append(_grid_title(grid))
    for axes, raster, title, letter in zip(panels, rasters, titles, "ab", strict=False):
        draw_raster(axes, raster, drawn.device.emission.peak_um)
        _draw_opening(axes, drawn, raster)
        _limit(axes, raster)
        axes.set_aspect("equal")
        panel_title(axes, letter, f"{title}, z = {1e3 * z:.4g} nm")
    draw_outlines(panels[0], rasters[0])
    _plan_dimensions(panels[0], array)
    figure.legend(
        handles=part_legend(
            rasters, drawn.solids, drawn.device.stack, drawn.device.emission.peak_um
        ),
        loc="outside lower center",
        ncols=3,
    )
    return figure


def draw_sections(drawn: DrawnDevice) -> Figure:
    """Vertical sections through the pixel's centre (ideal, on the grid) and through the gap."""
    sections = _sections(drawn)
    figure = new_figure(WIDE_IN, 0.9 + 1.9 * len(sections))
    panels = figure.subplots(len(sections), 1, squeeze=False)[:, 0]
    for axes, (title, raster), letter in zip(panels, sections.items(), "abc", strict=False):
        draw_raster(axes, raster, drawn.device.emission.peak_um)
        _limit(axes, raster)
        axes.set_ylim(drawn.z_low_um, drawn.z_high_um)
        width = float(np.ptp(axes.get_xlim()))
        factor = exaggeration((drawn.z_high_um - drawn.z_low_um) / width, _SECTION_HEIGHT_RATIO)
        axes.set_aspect(factor)
        scale = "to scale" if factor == 1 else f"heights x {factor}"
        panel_title(axes, letter, f"{title}, y = {raster.offset_um:.4g} µm; {scale}")
    draw_outlines(panels[0], next(iter(sections.values())), width=0.25)
    if drawn.device.array is not None:
        _section_dimensions(panels[0], drawn.device)
    figure.legend(
        handles=part_legend(
            list(sections.values()), drawn.solids, drawn.device.stack, drawn.device.emission.peak_um
        ),
        loc="outside lower center",
        ncols=3,
        title=f"light leaves {'upwards' if drawn.device.exit.upwards else 'downwards'}",
    )
    return figure


def _sections(drawn: DrawnDevice) -> dict[str, PartRaster]:
    """Sections by title, the ideal one first."""
    x = sample(-drawn.half_um, drawn.half_um, 2 * _FINE)
    z = sample(drawn.z_low_um, drawn.z_high_um, _FINE)
    if drawn.device.array is None:
        return {"the film": rasterise(drawn.solids, "y", 0.0, x, z)}
    sections = {"through the pixel's centre": rasterise(drawn.solids, "y", 0.0, x, z)}
    if drawn.grid is not None:
        grid = drawn.grid
        title = f"the same, {_grid_title(grid)}"
        sections[title] = rasterise(grid.solids, "y", 0.0, grid.x_um, grid.z_um)
    if drawn.gap_y_um > 0.0:
        sections["between two rows"] = rasterise(drawn.solids, "y", drawn.gap_y_um, x, z)
    return sections


def _grid_title(grid: GridView) -> str:
    return "on the grid, at the wall" if grid.at_wall else "on the grid"


def _limit(axes: Axes, raster: PartRaster) -> None:
    """End the axes at the outer cells."""
    first, second = raster.first_um, raster.second_um
    axes.set_xlim(float(first[0]), float(first[-1]))
    axes.set_ylim(float(second[0]), float(second[-1]))


def _plan_dimensions(axes: Axes, array: ArraySpec) -> None:
    """Aperture through the pixel's centre; pitch below the row, led down from both centres."""
    width, pitch = array.aperture.width_um, array.pitch
    _dimension(axes, (-width / 2, 0.0), (width / 2, 0.0), f"aperture {width:.4g} µm")
    y = -0.5 * (width + 0.25 * pitch)
    for x in (0.0, pitch):
        axes.plot([x, x], [0.0, 1.1 * y], color=BLACK, lw=0.5)
    _dimension(axes, (0.0, y), (pitch, y), f"pitch {pitch:.4g} µm", below=True)


def _section_dimensions(axes: Axes, device: Device) -> None:
    array = device.patterned_array
    foot, height = device.foot_um, device.bank_height_um
    x = 0.5 * array.pitch
    name = "gap" if device.has_islands else "bank"
    _dimension(axes, (x, foot), (x, foot + height), f"{name} {1e3 * height:.4g} nm", vertical=True)
    half = array.aperture.width_um / 2
    label = f"aperture {2 * half:.4g} µm"
    _dimension(axes, (-half, 0.5 * foot), (half, 0.5 * foot), label)


def _draw_opening(axes: Axes, drawn: DrawnDevice, shown: PartRaster) -> None:
    """The black matrix's openings, dashed: they lie in another plane than the one shown."""
    matrix = drawn.device.patterned_array.black_matrix
    heights = [s.z_min_um + s.z_max_um for s in drawn.solids if s.part == BLACK_MATRIX]
    if matrix is None or not heights:
        return
    x, y = (
        sample(float(centres[0]), float(centres[-1]), _FINE)
        for centres in (shown.first_um, shown.second_um)
    )
    mask = rasterise(drawn.solids, "z", 0.5 * heights[0], x, y).mask(BLACK_MATRIX)
    if mask.all() or not mask.any():
        return
    axes.contour(
        x, y, mask.T.astype(float), levels=[0.5], colors=[BLACK], linestyles="--", linewidths=0.8
    )
    label = f"black matrix opening {matrix.opening_um:.4g} µm (dashed)"
    axes.text(
        0.02,
        0.02,
        label,
        transform=axes.transAxes,
        fontsize=SMALL,
        va="bottom",
        bbox={"boxstyle": "round,pad=0.2", "fc": "white", "ec": "none", "alpha": 0.8},
    )


def _dimension(
    axes: Axes,
    start: tuple[float, float],
    end: tuple[float, float],
    label: str,
    *,
    vertical: bool = False,
    below: bool = False,
) -> None:
    """A dimension arrow with its text on a light ground."""
    axes.annotate("", xy=end, xytext=start, arrowprops=_DIMENSION)
    middle = (0.5 * (start[0] + end[0]), 0.5 * (start[1] + end[1]))
    offset = (4, 0) if vertical else (0, -4 if below else 4)
    align = "left" if vertical else "center"
    upright = "center" if vertical else ("top" if below else "bottom")
    axes.annotate(
        label,
        middle,
        xytext=offset,
        textcoords="offset points",
        fontsize=SMALL,
        ha=align,
        va=upright,
        bbox={"boxstyle": "round,pad=0.15", "fc": "white", "ec": "none", "alpha": 0.8},
    )
