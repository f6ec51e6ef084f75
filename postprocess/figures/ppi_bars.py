"""Bars against pixel density: the way from film to pixel by mechanism, and where the light goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from geometry.solids import BLACK_MATRIX
from postprocess.figures.saving import Draw
from postprocess.figures.style import (
    BLACK,
    BLUE,
    COLUMN_IN,
    FILM,
    GREEN,
    GREY,
    LIGHT_GREY,
    ORANGE,
    PIXEL,
    SKY,
    VERMILION,
    WIDE_IN,
    YELLOW,
    new_figure,
)
from postprocess.studies.cases import StudyCase
from postprocess.studies.density import Series
from sim.analysis.waterfall_records import Explained, Waterfall

_MOST_PANELS = 4
_ELECTRODES = ("cathode", "anode")
_SHARES = {
    "to air": BLUE,
    "trapped in the glass": SKY,
    "guided sideways": YELLOW,
    "cathode": GREY,
    "anode": GREEN,
    "black matrix": BLACK,
    "other parts": ORANGE,
    "left open": "#FFFFFF",
}


def bar_figures(
    curves: Mapping[Series, Sequence[StudyCase]], explained: Mapping[Path, Explained]
) -> dict[str, Draw]:
    """Name -> what draws it: one waterfall and one budget per series."""
    draws: dict[str, Draw] = {}
    for series, entries in curves.items():
        steps = [
            (point, explained[point.path].waterfall) for point in entries if point.path in explained
        ]
        whole = [(point, steps) for point, steps in steps if steps is not None]
        if whole:
            draws[f"waterfall_{series.stem}"] = partial(draw_waterfalls, series, whole)
        draws[f"budget_vs_ppi_{series.stem}"] = partial(draw_budget_vs_ppi, series, entries)
    return draws


def draw_waterfalls(series: Series, steps: Sequence[tuple[StudyCase, Waterfall]]) -> Figure:
    """From the film's peak EQE to the pixel's at up to four densities, errors as bars."""
    kept = np.unique(np.linspace(0, len(steps) - 1, min(_MOST_PANELS, len(steps))).round())
    shown = [steps[int(index)] for index in kept]
    figure = new_figure(WIDE_IN if len(shown) > 1 else COLUMN_IN, 2.6)
    panels = figure.subplots(1, len(shown), sharey=True, squeeze=False)[0]
    for axes, (point, entry) in zip(panels, shown, strict=True):
        _draw_steps(axes, entry)
        axes.set_title(f"{point.ppi:.0f} ppi")
    panels[0].set_ylabel("peak EQE (%)")
    top = max(max(w.film, *(max(s.before, s.after) for s in w.steps)) for _, w in shown)
    panels[0].set_ylim(0.0, 116.0 * top)
    figure.suptitle(f"{series.label}, {series.colour.value}", fontsize=8)
    return figure


def _draw_steps(axes: Axes, steps: Waterfall) -> None:
    _end(axes, 0, steps.film, steps.film_error, FILM)
    for place, step in enumerate(steps.steps, start=1):
        before, after = 100.0 * step.before, 100.0 * step.after
        colour = GREEN if after > before else VERMILION
        axes.bar(place, after - before, 0.7, bottom=before, color=colour)
        axes.plot([place - 0.65, place + 0.35], [before, before], color=GREY, lw=0.6)
        error = 100.0 * step.points_error
        if error > 0.0:
            axes.errorbar(place, after, yerr=error, color=BLACK, capsize=1.5, lw=0.7)
        points = round(after - before, 1)
        _mark(axes, place, max(before, after + error), f"{points:+.1f}" if points else "0")
    last = len(steps.steps) + 1
    _end(axes, last, steps.pixel, steps.pixel_error, PIXEL)
    labels = ["film", *(step.mechanism.label for step in steps.steps), "pixel"]
    axes.set_xticks(range(last + 1), labels, rotation=90, fontsize=6.5)


def _end(axes: Axes, place: int, eqe: float, error: float, colour: str) -> None:
    axes.bar(place, 100.0 * eqe, 0.7, color=colour)
    if error > 0.0:
        axes.errorbar(place, 100.0 * eqe, yerr=100.0 * error, color=BLACK, capsize=1.5, lw=0.7)
    _mark(axes, place, 100.0 * (eqe + error), f"{100.0 * eqe:.1f}")


def _mark(axes: Axes, x: float, y: float, text: str) -> None:
    axes.annotate(text, (x, y), xytext=(0, 2), textcoords="offset points", ha="center", fontsize=6)


def draw_budget_vs_ppi(series: Series, points: Sequence[StudyCase]) -> Figure:
    """Where the emitted power goes at each density, with the error of the share to air."""
    figure = new_figure(COLUMN_IN, 3.0)
    axes = figure.add_subplot()
    places = np.arange(len(points))
    start = np.zeros(len(points))
    tables = [_shares(point) for point in points]
    used = [name for name in _SHARES if any(abs(table[name]) > 5e-4 for table in tables)]
    for name in used:
        heights = np.array([100.0 * table[name] for table in tables])
        edge = GREY if name == "left open" else "white"
        axes.bar(
            places, heights, 0.7, bottom=start, color=_SHARES[name], edgecolor=edge, linewidth=0.4
        )
        start = start + heights
    axes.errorbar(
        places - 0.2,
        [100.0 * point.lee for point in points],
        yerr=[100.0 * point.lee_error for point in points],
        color=BLACK,
        ls="none",
        capsize=1.5,
        lw=0.8,
    )
    axes.set_xticks(places, [f"{point.ppi:.0f}" for point in points], rotation=45)
    axes.set_xlabel("pixels per inch")
    axes.set_ylabel("share of the emitted power (%)")
    axes.set_title(f"{series.label}, {series.colour.value}")
    handles = [Patch(facecolor=_SHARES[name], edgecolor=LIGHT_GREY, label=name) for name in used]
    figure.legend(handles=handles, loc="outside lower center", ncols=3, fontsize=6.5)
    return figure


def _shares(point: StudyCase) -> dict[str, float]:
    budget = point.budget
    named = {name: budget.absorbed.get(name, 0.0) for name in _ELECTRODES}
    matrix = budget.absorbed.get(BLACK_MATRIX, 0.0)
    rest = sum(budget.absorbed.values()) - sum(named.values()) - matrix
    return {
        "to air": budget.air,
        "trapped in the glass": budget.substrate,
        "guided sideways": budget.lateral,
        **named,
        "black matrix": matrix,
        "other parts": rest + budget.superstrate,
        "left open": budget.closure_error,
    }
