"""Re E of single dipoles in a pixel with their light in the glass, as they were stepped."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from geometry.arrays import ComplexArray, FloatArray
from postprocess.figures.fitting import add_heading
from postprocess.figures.light.field import chosen_slices, overlay, places_of
from postprocess.figures.light.period import WAVE_MAP, Moving, colour_scale, save_frames
from postprocess.figures.model import DrawnDevice
from postprocess.figures.rasters import sample
from postprocess.figures.style import BLACK, WIDE_IN, Settings, figure_style, new_figure
from sim.results.records import CaseResult
from sim.results.waves import WaveSlice

_HALF_UM = 1.8
"""Shown to both sides of the dipole."""
_CELL_UM = 0.01
_MOST_CELLS = 500
_ROOM_IN = 0.45
"""Title and label of a row; the rest of a picture's height is to scale."""
_FOOT_IN = 0.75


def draw_pixel_waves(case: CaseResult, drawn: DrawnDevice | None) -> Figure:
    """A row per position (the middle, and the nearest to a wall), a column per orientation.

    Args:
        case: a case with waves.
        drawn: its device, for the outlines; None leaves them out.

    Raises:
        ValueError: the case carries no waves.
    """
    return _drawn(case, drawn)[0]


def save_pixel_period(
    case: CaseResult, drawn: DrawnDevice | None, path: Path, style: Settings | None = None
) -> Path:
    """One period as an animated GIF; the same bytes for the same result.

    Args:
        case, drawn: as of :func:`draw_pixel_waves`.
        path: of the GIF; missing parent directories are made.
        style: a user's own settings of matplotlib.

    Raises:
        ValueError: the case carries no waves.
        OSError: the file cannot be written.
    """
    with figure_style(style):
        figure, moving = _drawn(case, drawn)
        return save_frames(figure, moving, path)


def _drawn(case: CaseResult, drawn: DrawnDevice | None) -> tuple[Figure, list[Moving]]:
    rows = chosen_slices(case.optics.waves, case.optics)
    if not rows:
        raise ValueError("this case carries no waves; method fdtd stores them for keep_fields")
    columns = max(len(row) for row in rows)
    windows = [[_window(picture, case) for picture in row] for row in rows]
    heights = [_shape(row[0]) * WIDE_IN / columns + _ROOM_IN for row in windows]
    figure = new_figure(WIDE_IN, sum(heights) + _FOOT_IN)
    panels = figure.subplots(len(rows), columns, squeeze=False, height_ratios=heights)
    moving = []
    for line, row, shown in zip(panels, rows, windows, strict=True):
        for axes, picture, window in zip(line, row, shown, strict=False):
            moving.append(_draw(axes, picture, window, case))
            if drawn is not None:
                overlay(axes, picture, window, drawn, colour=BLACK, width=0.3)
        for axes in line[len(row) :]:
            axes.set_axis_off()
        line[0].set_ylabel("z (µm)")
    add_heading(figure, places_of(rows, case.optics))
    bar = figure.colorbar(
        moving[0].image, ax=panels.ravel().tolist(), location="bottom", aspect=40, shrink=0.6
    )
    bar.set_label("Re E along the dipole (1), colours saturate")
    return figure, moving


def _window(picture: WaveSlice, case: CaseResult) -> tuple[FloatArray, FloatArray]:
    """Cells that are shown, all of one size: places along both axes."""
    middle = float(case.optics.node_um[picture.node, 0])
    low = max(middle - _HALF_UM, float(picture.first_um[0]))
    high = min(middle + _HALF_UM, float(picture.first_um[-1]))
    bottom, top = float(picture.second_um[0]), float(picture.second_um[-1])
    counts = [min(_MOST_CELLS, round(span / _CELL_UM)) for span in (high - low, top - bottom)]
    return sample(low, high, counts[0]), sample(bottom, top, counts[1])


def _shape(window: tuple[FloatArray, FloatArray]) -> float:
    """Height over width as drawn to scale."""
    return float(np.ptp(window[1]) / np.ptp(window[0]))


def _draw(
    axes: Axes, picture: WaveSlice, window: tuple[FloatArray, FloatArray], case: CaseResult
) -> Moving:
    field = _on_cells(picture, window).T
    field = field / colour_scale(field)
    first, second = window
    image = axes.imshow(
        field.real,
        extent=(float(first[0]), float(first[-1]), float(second[0]), float(second[-1])),
        origin="lower",
        cmap=WAVE_MAP,
        vmin=-1.0,
        vmax=1.0,
        interpolation="bilinear",
    )
    x, _, z = case.optics.node_um[picture.node]
    axes.plot(x, z, "o", mfc="none", mec=BLACK, ms=3, mew=0.6)
    axes.set_title(f"{picture.orientation} dipole", loc="left")
    axes.set_xlabel("x (µm)")
    return Moving(image, field)


def _on_cells(picture: WaveSlice, window: tuple[FloatArray, FloatArray]) -> ComplexArray:
    """The field on the window's cells, linear between those of the grid."""
    first, second = window
    on_first = _between(picture.field, picture.first_um, first)
    return _between(on_first.T, picture.second_um, second).T


def _between(rows: ComplexArray, known_um: FloatArray, wanted_um: FloatArray) -> ComplexArray:
    """Linear along the first axis."""
    after = np.searchsorted(known_um, wanted_um).clip(1, known_um.size - 1)
    share = (wanted_um - known_um[after - 1]) / (known_um[after] - known_um[after - 1])
    return np.asarray(rows[after - 1] + share[:, None] * (rows[after] - rows[after - 1]))
