"""A curve per numeric axis of a study: LEE, crosstalk, peak EQE, what pulses and panels give."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from geometry.arrays import FloatArray
from postprocess.figures.fitting import add_heading, characters, folded
from postprocess.figures.saving import Draw
from postprocess.figures.style import COLUMN_IN, GREY, cycled_look, new_figure
from postprocess.figures.sweeps.lines import Line, lines_along
from postprocess.figures.sweeps.quantity import LEE, Quantity, Value, quantities_of_curves
from postprocess.studies.devices import DeviceStudy
from postprocess.studies.numeric_axes import NumericAxis
from sim.batch.study.axes import long_name

MOST_LINES = 8
"""As many looks there are; more lines cannot be told apart."""
_PANEL_IN = 1.9
_LEGEND_IN, _LEGEND_COLUMNS = 0.16, 3
_LEGEND_PT, _HANDLE_IN = 6.0, 0.4
_BAND = 0.18
"""Opacity of a band of errors."""
_MOST_BARS = 8
"""Values of an axis with a bar of error each; bars of more would run into each other."""
_DASHES = (0, (2, 2))


def curve_figures(study: DeviceStudy) -> dict[str, Draw]:
    """Name -> what draws it; axes along which there would be more lines than looks are left out."""
    drawn: dict[str, Draw] = {}
    for axis in study.numeric_axes:
        lines = lines_along(axis, study)
        if len(lines) <= MOST_LINES and max(len(line.devices) for line in lines) > 2:
            drawn[f"against_{file_name(axis)}"] = partial(draw_curves, study, axis, lines)
    return drawn


def file_name(axis: NumericAxis) -> str:
    """The last two components of its path: ``etl_thickness``."""
    return "_".join(axis.path.split(".")[-2:])


def draw_curves(study: DeviceStudy, axis: NumericAxis, lines: list[Line]) -> Figure:
    """A panel per quantity over the axis; dashed in the same colour: the unpatterned film."""
    quantities = quantities_of_curves(study.devices)
    labels, columns = _legend_labels(lines)
    in_row = [labels[start : start + columns] for start in range(0, len(labels), columns)]
    rows = sum(max(label.count("\n") + 1 for label in row) for row in in_row) + 2
    figure = new_figure(COLUMN_IN, _PANEL_IN * len(quantities) + 0.5 + _LEGEND_IN * rows)
    panels = figure.subplots(len(quantities), 1, sharex=True, squeeze=False)[:, 0]
    has_bars = _has_bars(line.x for line in lines)
    for axes, quantity in zip(panels, quantities, strict=True):
        for number, line in enumerate(lines):
            _draw_line(axes, line, quantity, number, has_bars)
        axes.set_ylabel(quantity.label)
        if quantity.from_zero:
            axes.set_ylim(bottom=0.0)
    if axis.is_log:
        panels[-1].set_xscale("log")
    panels[-1].set_xlabel(axis.label)
    add_heading(figure, f"{study.name}: {study.same}" if study.same else study.name)
    _add_legend(figure, study, axis, lines)
    return figure


def _legend_labels(lines: list[Line]) -> tuple[list[str], int]:
    """What devices of each line share, in as many columns as hold the longest; folded in one."""
    longest = max(len(line.label) for line in lines)
    for columns in range(_LEGEND_COLUMNS, 0, -1):
        width = characters(COLUMN_IN / columns - _HANDLE_IN, _LEGEND_PT)
        if longest <= width:
            break
    return [folded(line.label, width) for line in lines], columns


def _add_legend(figure: Figure, study: DeviceStudy, axis: NumericAxis, lines: list[Line]) -> None:
    """Lines by what their devices share, then what band and dashes are."""
    labels, columns = _legend_labels(lines)
    looks = [cycled_look(number) for number in range(len(lines))]
    handles: list[Line2D | Patch] = [
        Line2D([], [], color=look.colour, marker=look.marker, ls=look.line, label=label)
        for look, label in zip(looks, labels, strict=True)
    ]
    if len(lines) == 1:
        handles[0].set_label("device")
    if _has_bars(line.x for line in lines):
        handles.append(_bar_handle())
    else:
        handles.append(Patch(color=GREY, alpha=_BAND, lw=0, label="numerical error"))
    if any(_has_film(line, LEE) for line in lines):
        handles.append(Line2D([], [], color=GREY, ls=_DASHES, lw=0.9, label="unpatterned film"))
    others = [path for path in study.axes if path != axis.path]
    title = long_name(others[0]) if len(others) == 1 else None
    figure.legend(handles=handles, loc="outside lower center", ncols=columns, title=title)


def _bar_handle() -> Line2D:
    """An upright mark with caps."""
    return Line2D([], [], color=GREY, ls="none", marker="|", label="numerical error")


def _has_bars(values: Iterable[FloatArray]) -> bool:
    """Whether errors are bars: where an axis has few values."""
    return bool(np.unique(np.concatenate(list(values))).size <= _MOST_BARS)


def _draw_line(axes: Axes, line: Line, quantity: Quantity, number: int, has_bars: bool) -> None:
    """Points joined by straight lines, their errors as bars or a band, the film dashed."""
    look = cycled_look(number)
    value = _drawn(line, quantity, quantity.value)
    axes.plot(line.x, value, look.marker, ls=look.line, color=look.colour)
    if quantity.error is not None:
        error = _drawn(line, quantity, quantity.error)
        if has_bars:
            axes.errorbar(
                line.x, value, error, fmt="none", ecolor=look.colour, elinewidth=0.7, capsize=2
            )
        else:
            axes.fill_between(
                line.x, value - error, value + error, color=look.colour, alpha=_BAND, lw=0
            )
    if quantity.film is not None and _has_film(line, quantity):
        film = _drawn(line, quantity, quantity.film)
        axes.plot(line.x, film, ls=_DASHES, lw=0.9, color=look.colour)


def _drawn(line: Line, quantity: Quantity, value: Value) -> FloatArray:
    return quantity.scale * np.array([value(device.case) for device in line.devices])


def _has_film(line: Line, quantity: Quantity) -> bool:
    """Whether the film is known and another than the devices themselves."""
    if quantity.film is None:
        return False
    film, value = _drawn(line, quantity, quantity.film), _drawn(line, quantity, quantity.value)
    known = np.isfinite(film) & np.isfinite(value)
    return bool(known.any()) and not np.allclose(film[known], value[known], rtol=1e-9)
