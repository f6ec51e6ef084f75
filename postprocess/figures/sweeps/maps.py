"""A map of two numeric axes of a study: a colour per case, a column per setting of all others."""

from __future__ import annotations

from functools import partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from geometry.arrays import FloatArray
from postprocess.figures.fitting import add_heading
from postprocess.figures.saving import Draw
from postprocess.figures.style import VERMILION, new_figure
from postprocess.figures.sweeps.curves import file_name
from postprocess.figures.sweeps.quantity import Quantity, known_quantities
from postprocess.studies.devices import DeviceStudy
from postprocess.studies.numeric_axes import NumericAxis
from sim.batch.study.axes import case_labels

_MOST_COLUMNS = 4
_CELL_IN = 2.3
_MAP = "viridis"
_MOST_TICKS = 9
"""Values of an axis that are all named."""


def map_figures(study: DeviceStudy) -> dict[str, Draw]:
    """Name -> what draws it: a map where two axes are numbers and the others vary little."""
    axes = study.numeric_axes
    if len(axes) != 2:
        return {}
    labels = _columns(study, axes)
    if len(set(labels)) > _MOST_COLUMNS or len(study.devices) < 2 * len(set(labels)) + 4:
        return {}
    name = f"map_{file_name(axes[0])}_{file_name(axes[1])}"
    return {name: partial(draw_map, study, axes[0], axes[1], labels)}


def _columns(study: DeviceStudy, axes: list[NumericAxis]) -> tuple[str, ...]:
    """What each device shares with the others of its column."""
    others = [path for path in study.axes if path not in {axis.path for axis in axes}]
    cases = [device.case.values for device in study.devices]
    return case_labels(others, cases) if others else ("",) * len(cases)


def draw_map(
    study: DeviceStudy, first: NumericAxis, second: NumericAxis, labels: tuple[str, ...]
) -> Figure:
    """A row per quantity, with one colour scale; a star on the largest value; white: no result."""
    quantities = known_quantities(study.devices)
    columns = list(dict.fromkeys(labels))
    figure = new_figure(max(3.5, _CELL_IN * len(columns) + 1.2), 1.9 * len(quantities) + 0.7)
    panels = figure.subplots(len(quantities), len(columns), sharex=True, sharey=True, squeeze=False)
    for row, quantity in zip(panels, quantities, strict=True):
        values = 100.0 * np.array([quantity.value(device.case) for device in study.devices])
        scale = Normalize(float(np.nanmin(values)), float(np.nanmax(values)))
        for axes, column in zip(row, columns, strict=True):
            chosen = np.array([label == column for label in labels])
            _draw_cells(axes, first, second, np.where(chosen, values, np.nan), scale)
        figure.colorbar(ScalarMappable(scale, _MAP), ax=list(row), label=_name(quantity))
        row[0].set_ylabel(second.label)
    for axes, column in zip(panels[0], columns, strict=True):
        axes.set_title(column)
    for axes in panels[-1]:
        axes.set_xlabel(first.label)
    add_heading(figure, f"{study.name}: {study.same}" if study.same else study.name)
    return figure


def _name(quantity: Quantity) -> str:
    return quantity.label.replace(" of the air light", "")


def _draw_cells(
    axes: Axes, first: NumericAxis, second: NumericAxis, values: FloatArray, scale: Normalize
) -> None:
    x, y = np.unique(first.values), np.unique(second.values)
    grid = np.full((y.size, x.size), np.nan)
    for value, here, there in zip(values, first.values, second.values, strict=True):
        if np.isfinite(value):
            grid[np.searchsorted(y, there), np.searchsorted(x, here)] = value
    edges_x, edges_y = _edges(x, first.is_log), _edges(y, second.is_log)
    axes.pcolormesh(
        edges_x, edges_y, grid, cmap=_MAP, norm=scale, edgecolors="white", linewidth=0.4
    )
    if np.isfinite(grid).any():
        best = np.unravel_index(int(np.nanargmax(grid)), grid.shape)
        axes.plot(x[best[1]], y[best[0]], "*", color=VERMILION, markersize=7)
    for scale_axis, line, places in ((first, axes.xaxis, x), (second, axes.yaxis, y)):
        if scale_axis.is_log:
            line.axes.set(**{f"{line.axis_name}scale": "log"})
        if places.size <= _MOST_TICKS:
            line.set_ticks(places, [f"{place:g}" for place in places])
            line.set_minor_locator(NullLocator())


def _edges(centres: FloatArray, is_log: bool) -> FloatArray:
    """Borders of cells around their centres, half way between them on the axis' scale."""
    at = np.log(centres) if is_log else centres
    middle = 0.5 * (at[1:] + at[:-1])
    edges = np.concatenate([[2.0 * at[0] - middle[0]], middle, [2.0 * at[-1] - middle[-1]]])
    return np.asarray(np.exp(edges) if is_log else edges)
