"""Where the emitted power goes at each density: stacked bars, a panel per series."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from postprocess.case.exit_side import exit_of_device
from postprocess.figures.budget import (
    ABSORBED_HATCH,
    BudgetShare,
    budget_legend,
    budget_shares,
)
from postprocess.figures.density.panels import heading, series_label
from postprocess.figures.fitting import add_heading, characters, folded
from postprocess.figures.style import BLACK, COLUMN_IN, GREY, SMALL, WIDE_IN, new_figure
from postprocess.studies.cases import StudyCase
from postprocess.studies.density import DensityStudy, Series

MOST_SERIES = 30
_COLUMNS = 5
_ROW_IN, _LINE_IN, _LEGEND_COLUMNS = 1.55, 0.15, 4
_TITLE_PT = 5.8
_MOST_NAMED = 10
"""Densities of a panel that are all named."""


def draw_budgets(study: DensityStudy) -> Figure:
    """The pixels of each series beside each other, with the error of the share to air."""
    bars = {
        series: [budget_shares(case.budget, exit_of_device(case.device)) for case in cases]
        for series, cases in study.series.items()
    }
    every = [share for stacks in bars.values() for shares in stacks for share in shares]
    order = _order(every)
    rows = math.ceil(len(bars) / _COLUMNS)
    columns = math.ceil(len(bars) / rows)
    width_in = WIDE_IN if columns > 1 else COLUMN_IN
    legend = budget_legend([sorted(every, key=order)])
    in_row = _LEGEND_COLUMNS if columns > 1 else 2
    height_in = 1.0 + _ROW_IN * rows + _LINE_IN * math.ceil(len(legend) / in_row)
    figure = new_figure(width_in, height_in if rows > 1 else height_in + 0.6)
    grid = figure.subplots(rows, columns, sharey=True, squeeze=False)
    one_method = _one_method(study)
    for axes, (series, stacks) in zip(grid.flat, bars.items(), strict=False):
        cases = study.series[series]
        for place, shares in enumerate(stacks):
            _stack(axes, place, sorted(shares, key=order))
        _draw_errors(axes, cases)
        _name_densities(axes, cases, with_method=not one_method)
        title = folded(_title(study, series), characters(width_in / columns - 0.3, _TITLE_PT))
        axes.set_title(title, fontsize=SMALL)
    for axes in grid.flat[len(bars) :]:
        axes.set_axis_off()
    for axes in grid[:, 0]:
        axes.set_ylabel("share of the power (%)")
    for place in range(columns):
        lowest = rows - 1 if (rows - 1) * columns + place < len(bars) else rows - 2
        grid[lowest, place].set_xlabel("pixels per inch")
    solved = f"solved by {one_method}" if one_method else ""
    add_heading(figure, ", ".join(part for part in (heading(study), solved) if part))
    figure.legend(handles=legend, loc="outside lower center", ncols=in_row)
    return figure


def _order(every: Sequence[BudgetShare]) -> Callable[[BudgetShare], tuple[int, float]]:
    """The same in all bars: light, what is absorbed by its sum over them, what is left open."""
    total: defaultdict[str, float] = defaultdict(float)
    for share in every:
        total[share.label] += share.value

    def place(share: BudgetShare) -> tuple[int, float]:
        if share.hatch == ABSORBED_HATCH:
            return 1, -total[share.label]
        return (2, 0.0) if share.hatch else (0, 0.0)

    return place


def _title(study: DensityStudy, series: Series) -> str:
    colours = {entry.colour for entry in study.series}
    label = series_label(study, series)
    return f"{label}, {series.colour.value}" if len(colours) > 1 else label


def _one_method(study: DensityStudy) -> str:
    """The method of all pixels; "" where there are several: numbers may have a kink then."""
    methods = {case.method for case in study.cases}
    return methods.pop() if len(methods) == 1 else ""


def _draw_errors(axes: Axes, cases: Sequence[StudyCase]) -> None:
    axes.errorbar(
        [place - 0.2 for place in range(len(cases))],
        [100.0 * case.lee for case in cases],
        yerr=[100.0 * case.lee_error for case in cases],
        color=BLACK,
        ls="none",
        capsize=1.0,
        lw=0.6,
    )


def _name_densities(axes: Axes, cases: Sequence[StudyCase], *, with_method: bool) -> None:
    step = math.ceil(len(cases) / _MOST_NAMED)
    named = range(0, len(cases), step)
    texts = [
        f"{cases[place].ppi:.0f}" + (f" {cases[place].method}" if with_method else "")
        for place in named
    ]
    axes.set_xticks(list(named), texts, rotation=90, fontsize=SMALL)
    axes.set_xlim(-0.6, len(cases) - 0.4)


def _stack(axes: Axes, place: int, shares: Sequence[BudgetShare]) -> None:
    """Positive shares upwards; a negative one (budget above 100 %) below zero."""
    start = 0.0
    for share in shares:
        height = 100.0 * share.value
        axes.bar(
            place,
            height,
            0.7,
            bottom=start if height > 0.0 else 0.0,
            color=share.colour,
            hatch=share.hatch,
            edgecolor="white" if share.colour != "#FFFFFF" else GREY,
            linewidth=0.4,
        )
        start += max(height, 0.0)
