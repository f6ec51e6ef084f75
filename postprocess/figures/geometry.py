"""Plan and sections of a device, ideal and as the grid of the optical solution sees it."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from geometry.device import Device
from geometry.spec import ArraySpec
from postprocess.figures.model import DrawnDevice
from postprocess.figures.rasters import (
    PartRaster,
    draw_outlines,
    draw_raster,
    exaggeration,
    part_legend,
    rasterise,
    sample,
)
from postprocess.figures.style import BLACK, WIDE_IN, new_figure
from sim.results import FloatArray

_FINE = 500
_SECTION_HEIGHT_RATIO = 0.25
_DIMENSION = {"arrowstyle": "<->", "lw": 0.8, "shrinkA": 0, "shrinkB": 0, "color": BLACK}


def draw_plan(drawn: DrawnDevice) -> Figure:
    """Parts at the emitter's mid height, ideal beside the grid's view; opening dashed.

    Raises:
        ValueError: the device is an unpatterned film.
    """
    array = drawn.device.patterned_array
    panels = ["ideal"] + ["on the grid"] * drawn.on_grid
    figure = new_figure(WIDE_IN, 3.6)
    axes = figure.subplots(1, len(panels), squeeze=False, sharey=True)[0]
    fine = sample(-drawn.half_um, drawn.half_um, _FINE)
    rasters = []
    for panel, title, letter in zip(axes, panels, "ab", strict=False):
        cells = fine if title == "ideal" else drawn.grid_centres_um("x")
        raster = rasterise(drawn.solids, "z", drawn.emitter_middle_um, cells, cells)
        rasters.append(raster)
        draw_raster(panel, raster)
        _draw_opening(panel, drawn, fine)
        panel.set_aspect("equal")
        panel.set_title(
            f"{letter}   {title}, z = {1e3 * drawn.emitter_middle_um:.4g} nm", loc="left"
        )
    draw_outlines(axes[0], rasters[0])
    _plan_dimensions(axes[0], array)
    axes[0].set_xlim(-drawn.half_um, drawn.half_um)
    axes[0].set_ylim(-drawn.half_um, drawn.half_um)
    figure.legend(
        handles=part_legend(rasters, drawn.solids, drawn.device.stack),
        loc="outside lower center",
        ncols=3,
    )
    return figure


def draw_sections(drawn: DrawnDevice) -> Figure:
    """Vertical sections through the pixel's centre (ideal, on the grid) and through the gap."""
    patterned = drawn.device.array is not None
    rows = [("through the pixel's centre" if patterned else "the film", 0.0, False)]
    if drawn.on_grid:
        rows.append(("through the pixel's centre, on the grid", 0.0, True))
    if patterned and drawn.gap_y_um > 0.0:
        rows.append(("between two rows of pixels", drawn.gap_y_um, False))
    ratio = (drawn.z_high_um - drawn.z_low_um) / (2.0 * drawn.half_um)
    factor = exaggeration(ratio, _SECTION_HEIGHT_RATIO)
    figure = new_figure(WIDE_IN, 0.9 + 1.75 * len(rows))
    panels = figure.subplots(len(rows), 1, squeeze=False, sharex=True)[:, 0]
    rasters = []
    for axes, (title, y, on_grid), letter in zip(panels, rows, "abc", strict=False):
        raster = _section(drawn, y, on_grid)
        rasters.append(raster)
        draw_raster(axes, raster)
        if not on_grid:
            draw_outlines(axes, raster, width=0.25)
        axes.set_aspect(factor)
        axes.set_title(f"{letter}   {title}, y = {y:.4g} µm", loc="left")
        axes.set_xlim(-drawn.half_um, drawn.half_um)
        axes.set_ylim(drawn.z_low_um, drawn.z_high_um)
        axes.label_outer()
    if patterned:
        _section_dimensions(panels[0], drawn.device)
    stretch = "heights and widths to scale" if factor == 1 else f"heights drawn x {factor}"
    figure.legend(
        handles=part_legend(rasters, drawn.solids, drawn.device.stack),
        loc="outside lower center",
        ncols=3,
        title=f"light leaves downwards; {stretch}",
        title_fontsize=7,
    )
    return figure


def _plan_dimensions(axes: Axes, array: ArraySpec) -> None:
    """Aperture through the pixel's centre; pitch below the row, led down from both centres."""
    width, pitch = array.aperture.width_um, array.pitch
    _dimension(axes, (-width / 2, 0.0), (width / 2, 0.0), f"aperture {width:.4g} µm")
    y = -0.5 * (width + 0.25 * pitch)
    for x in (0.0, pitch):
        axes.plot([x, x], [0.0, 1.1 * y], color=BLACK, lw=0.5)
    _dimension(axes, (0.0, y), (pitch, y), f"pitch {pitch:.4g} µm", below=True)


def _section(drawn: DrawnDevice, y_um: float, on_grid: bool) -> PartRaster:
    if on_grid:
        first, second = drawn.grid_centres_um("x"), drawn.grid_centres_um("z")
    else:
        first = sample(-drawn.half_um, drawn.half_um, 2 * _FINE)
        second = sample(drawn.z_low_um, drawn.z_high_um, _FINE)
    return rasterise(drawn.solids, "y", y_um, first, second)


def _section_dimensions(axes: Axes, device: Device) -> None:
    array = device.patterned_array
    foot, height = device.foot_um, device.bank_height_um
    x = 0.5 * array.pitch
    _dimension(axes, (x, foot), (x, foot + height), f"bank {1e3 * height:.4g} nm", vertical=True)
    half = array.aperture.width_um / 2
    label = f"aperture {2 * half:.4g} µm"
    _dimension(axes, (-half, 0.5 * foot), (half, 0.5 * foot), label)


def _draw_opening(axes: Axes, drawn: DrawnDevice, fine: FloatArray) -> None:
    """The black matrix's openings, dashed: they lie below the plane that is shown."""
    matrix = drawn.device.patterned_array.black_matrix
    if matrix is None:
        return
    raster = rasterise(drawn.solids, "z", -0.5 * matrix.thickness_um, fine, fine)
    mask = raster.mask("black_matrix").T.astype(float)
    axes.contour(fine, fine, mask, levels=[0.5], colors=[BLACK], linestyles="--", linewidths=0.8)
    label = f"black matrix opening {matrix.opening_um:.4g} µm (dashed)"
    axes.text(
        0.02,
        0.02,
        label,
        transform=axes.transAxes,
        fontsize=6,
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
        fontsize=6.5,
        ha=align,
        va=upright,
        bbox={"boxstyle": "round,pad=0.15", "fc": "white", "ec": "none", "alpha": 0.8},
    )
