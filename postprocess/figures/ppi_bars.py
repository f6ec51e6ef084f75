"""Bars against pixel density: the way from film to pixel by mechanism, and where the light goes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from postprocess.case.exit_side import exit_of_device
from postprocess.figures.budget import BudgetShare, budget_legend, budget_shares
from postprocess.figures.fitting import add_heading
from postprocess.figures.saving import Draw
from postprocess.figures.style import (
    BLACK,
    COLUMN_IN,
    FILM,
    GREEN,
    GREY,
    PIXEL,
    SMALL,
    VERMILION,
    WIDE_IN,
    new_figure,
)
from postprocess.studies.cases import StudyCase
from postprocess.studies.density import Series
from sim.analysis.waterfall_records import Explained, Waterfall

_MOST_PANELS = 4
_COLUMNS = 2
_BELOW, _ABOVE = 0.5, 0.25
"""Room under the lowest level and over the highest one, of the distance between them."""
_CUT_ABOVE = 0.3
"""The axis begins at zero unless this share of it would be empty bars."""


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
    columns = min(len(shown), _COLUMNS)
    rows = math.ceil(len(shown) / columns)
    figure = new_figure(WIDE_IN if columns > 1 else COLUMN_IN, 0.3 + 2.2 * rows)
    panels = figure.subplots(rows, columns, sharey=True, squeeze=False)
    for axes, (point, entry) in zip(panels.flat, shown, strict=False):
        _draw_steps(axes, entry)
        axes.set_title(f"{point.ppi:.0f} ppi, solved by {point.method}")
    for axes in panels.flat[len(shown) :]:
        axes.set_axis_off()
    for axes in panels[:, 0]:
        axes.set_ylabel("peak EQE (%)")
    _cut_axis(list(panels.flat[: len(shown)]), [entry for _, entry in shown])
    add_heading(figure, f"{series.label}, {series.colour.value}")
    return figure


def _cut_axis(panels: Sequence[Axes], steps: Sequence[Waterfall]) -> None:
    """Begin the common axis below the lowest level, so that steps are seen; say where it is cut."""
    levels = [level for w in steps for s in w.steps for level in (s.before, s.after)]
    levels += [level for w in steps for level in (w.film, w.pixel)]
    errors = [max(w.film_error, w.pixel_error, *(s.points_error for s in w.steps)) for w in steps]
    known = 100.0 * np.array([level for level in levels if math.isfinite(level)])
    error = 100.0 * max((e for e in errors if math.isfinite(e)), default=0.0)
    low, high = float(known.min(initial=0.0, where=False)), 0.0
    if known.size:
        low, high = float(known.min()) - error, float(known.max()) + error
    room = max(high - low, 0.02 * high, 1e-3)
    bottom = max(0.0, low - _BELOW * room)
    bottom = 0.0 if bottom < _CUT_ABOVE * high else bottom
    panels[0].set_ylim(bottom, high + _ABOVE * room)
    if bottom > 0.0:
        for axes in panels:
            axes.annotate(
                "axis cut",
                (0.0, 0.0),
                xycoords="axes fraction",
                xytext=(2, 2),
                textcoords="offset points",
                fontsize=SMALL,
                rotation=90,
                color="white",
                va="bottom",
            )


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
    axes.set_xticks(range(last + 1), labels, rotation=90)


def _end(axes: Axes, place: int, eqe: float, error: float, colour: str) -> None:
    axes.bar(place, 100.0 * eqe, 0.7, color=colour)
    if error > 0.0:
        axes.errorbar(place, 100.0 * eqe, yerr=100.0 * error, color=BLACK, capsize=1.5, lw=0.7)
    _mark(axes, place, 100.0 * (eqe + error), f"{100.0 * eqe:.1f}")


def _mark(axes: Axes, x: float, y: float, text: str) -> None:
    axes.annotate(
        text, (x, y), xytext=(0, 2), textcoords="offset points", ha="center", fontsize=SMALL
    )


def draw_budget_vs_ppi(series: Series, points: Sequence[StudyCase]) -> Figure:
    """Where the emitted power goes at each density, with the error of the share to air."""
    bars = [budget_shares(point.budget, exit_of_device(point.device)) for point in points]
    legend = budget_legend(bars)
    figure = new_figure(COLUMN_IN, 2.6 + 0.15 * math.ceil(len(legend) / 2))
    axes = figure.add_subplot()
    for place, shares in enumerate(bars):
        _stack(axes, place, shares)
    axes.errorbar(
        np.arange(len(points)) - 0.2,
        [100.0 * point.lee for point in points],
        yerr=[100.0 * point.lee_error for point in points],
        color=BLACK,
        ls="none",
        capsize=1.5,
        lw=0.8,
    )
    axes.set_xticks(range(len(points)), _densities(points))
    axes.set_xlabel("pixels per inch (solved by)")
    axes.set_ylabel("share of the emitted power (%)")
    add_heading(figure, f"{series.label}, {series.colour.value}")
    figure.legend(handles=legend, loc="outside lower center", ncols=2)
    return figure


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


def _densities(points: Sequence[StudyCase]) -> list[str]:
    """Density and method: where the method changes, numbers may have a kink."""
    return [f"{point.ppi:.0f}\n{point.method}" for point in points]
