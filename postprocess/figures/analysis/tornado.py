"""Which assumed input decides, as a tornado: a bar from either end of each range."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from postprocess.figures.fitting import folded
from postprocess.figures.saving import save_figures
from postprocess.figures.style import BLACK, BLUE, SMALL, VERMILION, WIDE_IN, new_figure
from postprocess.tables.input_text import input_name, input_value
from postprocess.tables.sensitivity import QUANTITY_NAMES
from sim.analysis.sensitivity.records import Sensitivity, SensitivityRow

_NAME_WIDTH = 34
SHOWN_ROWS = 15
"""Inputs below these are too short to be seen beside the first ones."""


def draw_tornado(result: Sensitivity) -> Figure:
    """Bars of the inputs that move the quantity most; call inside ``figure_style``.

    Raises:
        ValueError: no input was varied.
    """
    rows = [row for row in result.rows if result.swing(row) > 0.0][:SHOWN_ROWS]
    if not rows:
        raise ValueError("no assumed input moves the result")
    base = 100.0 * float(getattr(result.base, result.quantity))
    figure = new_figure(WIDE_IN, 0.8 + 0.24 * len(rows))
    axes = figure.add_subplot()
    for place, row in enumerate(rows):
        _draw_row(axes, place, result, row, base)
    axes.axvline(base, color=BLACK, lw=0.8)
    axes.set_yticks(
        range(len(rows)), [folded(input_name(row.path), _NAME_WIDTH, most_lines=2) for row in rows]
    )
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.margins(x=0.12)
    axes.set_xlabel(f"{QUANTITY_NAMES[result.quantity]} (%)")
    handles = [
        Patch(color=BLUE, label="low end of the range"),
        Patch(color=VERMILION, label="high end"),
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=2)
    return figure


def save_tornado(
    result: Sensitivity, folder: Path, formats: Sequence[str] = ("png",)
) -> list[Path]:
    """Write the figure; returns the files."""
    return save_figures({"tornado": partial(draw_tornado, result)}, folder, formats)


def _draw_row(
    axes: Axes, place: int, result: Sensitivity, row: SensitivityRow, base: float
) -> None:
    low, high = (100.0 * value for value in result.values(row))
    # Both ends on one side of the base: the longer bar is drawn first and stays visible.
    bars = [(low, BLUE, row.low), (high, VERMILION, row.high)]
    bars.sort(key=lambda bar: -abs(bar[0] - base) if math.isfinite(bar[0]) else 0.0)
    same_side = (low - base) * (high - base) > 0.0
    for number, (end, colour, value) in enumerate(bars):
        if not math.isfinite(end):
            continue
        axes.barh(place, end - base, 0.72, left=base, color=colour)
        if end != base and not (same_side and number):
            side = 1 if end > base else -1
            axes.annotate(
                input_value(row.path, value),
                (end, place),
                xytext=(2 * side, 0),
                textcoords="offset points",
                ha="left" if side > 0 else "right",
                va="center",
                fontsize=SMALL,
            )
