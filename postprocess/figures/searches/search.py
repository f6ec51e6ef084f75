"""A search of the design space: the best trade-offs, what they are made of, and what decides."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from geometry.arrays import FloatArray
from postprocess.figures.fitting import add_heading, folded
from postprocess.figures.saving import Draw
from postprocess.figures.style import (
    COLUMN_IN,
    GREY,
    LIGHT_GREY,
    PIXEL,
    SMALL,
    VERMILION,
    WIDE_IN,
    cycled_look,
    new_figure,
)
from postprocess.studies.search import Importance, best_designs, importance, shown_designs
from sim.batch.study.axes import short_names
from sim.batch.study.measure_text import measure_text, short_value, three_digits

_FEWEST_FOR_IMPORTANCE = 8
_MOST_NAMED = 12
_NAME_WIDTH = 13


def figures(search: Mapping[str, Any]) -> dict[str, Draw]:
    """Name -> what draws it, from the content of pareto.json."""
    drawn: dict[str, Draw] = {"pareto": partial(draw_pareto, search)}
    designs = shown_designs(search)
    if len(designs) > 1 and designs[0].get("values"):
        drawn["parallel"] = partial(draw_parallel, search)
    rows = importance(search) if len(designs) >= _FEWEST_FOR_IMPORTANCE else ()
    if rows:
        drawn["importance"] = partial(draw_importance, search, rows)
    return drawn


def draw_pareto(search: Mapping[str, Any]) -> Figure:
    """All designs in the plane of the first two objectives, the best ones joined and numbered.

    With one objective: its value in the order of the designs.

    Args:
        search: content of pareto.json.
    """
    figure = new_figure(COLUMN_IN, 3.0)
    axes = figure.add_subplot()
    names = [objective["measure"] for objective in search["objectives"]]
    best = best_designs(search)
    kinds = ((search["searched"], LIGHT_GREY, "searched"), (best, PIXEL, "best"))
    for entries, colour, label in kinds:
        points = [_point(design, names, number) for number, design in enumerate(entries)]
        order = sorted(points) if label == "best" else points
        axes.plot(
            [x for x, _ in order],
            [y for _, y in order],
            "o-" if label == "best" and len(names) > 1 else "o",
            color=colour,
            linewidth=0.8,
            label=label,
        )
        if label == "best":
            _number(axes, points)
    for line, place in ((axes.xaxis, 0), (axes.yaxis, 1)):
        if len(names) > 1:
            line.set_label_text(_label(search["objectives"][place]))
    if len(names) == 1:
        axes.set_xlabel("design (in the order of the search)")
        axes.set_ylabel(_label(search["objectives"][0]))
    axes.margins(0.08)
    figure.legend(loc="outside lower center", ncols=2)
    return figure


def _number(axes: Axes, points: Sequence[tuple[float, float]]) -> None:
    """Numbers of the best designs, as in the picture of their parameters; the first ones alone."""
    for number, (x, y) in enumerate(points[:_MOST_NAMED], start=1):
        side = 1 if number % 2 else -1
        axes.annotate(
            str(number),
            (x, y),
            xytext=(0, 4 * side),
            textcoords="offset points",
            ha="center",
            va="bottom" if side > 0 else "top",
            fontsize=SMALL,
        )


def _label(objective: Mapping[str, str]) -> str:
    arrow = "larger" if objective["goal"] == "maximize" else "smaller"
    shown = measure_text(objective["measure"])
    return f"{shown.name} ({shown.unit}; {arrow} is better)"


def _point(design: Mapping[str, Any], names: Sequence[str], number: int) -> tuple[float, float]:
    shown = [
        measure_text(name).scale * float(value)
        for name, value in zip(names, design["objectives"], strict=True)
    ]
    return (shown[0], shown[1]) if len(shown) > 1 else (float(number), shown[0])


def draw_parallel(search: Mapping[str, Any]) -> Figure:
    """A line per design over its parameters and objectives; the best ones in colour, numbered.

    Args:
        search: content of pareto.json, whose designs have values.
    """
    designs, best = shown_designs(search), best_designs(search)
    paths = list(designs[0]["values"])
    columns = [_Column.of_values([d["values"].get(path) for d in designs]) for path in paths]
    for place, objective in enumerate(search["objectives"]):
        scale = measure_text(objective["measure"]).scale
        columns.append(_Column.of_numbers([scale * d["objectives"][place] for d in designs]))
    figure = new_figure(WIDE_IN, 3.4)
    axes = figure.add_subplot()
    keys = [design["key"] for design in designs]
    numbers = {design["key"]: number for number, design in enumerate(best, start=1)}
    for row, key in enumerate(keys):
        heights = [column.heights[row] for column in columns]
        if key not in numbers:
            axes.plot(range(len(columns)), heights, color=LIGHT_GREY, lw=0.6, zorder=1)
            continue
        look = cycled_look(numbers[key] - 1)
        axes.plot(range(len(columns)), heights, look.line, color=look.colour, lw=1.1, zorder=2)
    for place, column in enumerate(columns):
        axes.axvline(place, color=GREY, lw=0.6, zorder=0)
        column.mark(axes, place)
    names = [folded(name, _NAME_WIDTH, most_lines=3) for name in short_names(paths).values()]
    names += [
        folded(measure_text(o["measure"]).label, _NAME_WIDTH, most_lines=3)
        for o in search["objectives"]
    ]
    axes.set_xticks(range(len(columns)), names, fontsize=SMALL)
    axes.set_yticks([])
    axes.set_xlim(-0.35, len(columns) - 0.65)
    axes.set_ylim(-0.12, 1.12)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.set_xlabel("parameter (its unit at the ends), then objectives")
    handles = [
        Line2D([], [], color=look.colour, ls=look.line, label=f"best {number}")
        for number, look in ((n, cycled_look(n - 1)) for n in range(1, len(best) + 1))
    ][:_MOST_NAMED]
    handles.append(Line2D([], [], color=LIGHT_GREY, label="other designs"))
    figure.legend(handles=handles, loc="outside lower center", ncols=5)
    add_heading(figure, str(search.get("name", "search")))
    return figure


class _Column:
    """One vertical axis: heights from 0 to 1 of every design, and what stands at which height."""

    def __init__(self, heights: FloatArray, marks: Mapping[float, str]) -> None:
        self.heights = heights
        self.marks = marks

    @classmethod
    def of_values(cls, values: Sequence[Any]) -> _Column:
        """Of parameters: numbers in one unit between their ends, else an even step per value."""
        numbers = [_as_number(value) for value in values]
        units = {unit for _, unit in numbers}
        if all(math.isfinite(number) for number, _ in numbers) and len(units) == 1:
            return cls.of_numbers([number for number, _ in numbers], next(iter(units)))
        texts = [folded(short_value(value), _NAME_WIDTH, most_lines=1) for value in values]
        kinds = list(dict.fromkeys(texts))
        step = 1.0 / max(len(kinds) - 1, 1)
        places = {text: number * step for number, text in enumerate(kinds)}
        return cls(
            np.array([places[text] for text in texts]), {h: text for text, h in places.items()}
        )

    @classmethod
    def of_numbers(cls, numbers: Sequence[float], unit: str = "") -> _Column:
        """Of numbers: the least at 0, the largest at 1."""
        values = np.array(numbers, dtype=float)
        low, high = float(np.nanmin(values)), float(np.nanmax(values))
        width = (high - low) or 1.0
        marks = {0.0: f"{three_digits(low)}{unit}", 1.0: f"{three_digits(high)}{unit}"}
        return cls((values - low) / width, marks if high > low else {0.0: marks[0.0]})

    def mark(self, axes: Axes, place: int) -> None:
        """Write what stands at the ends, or at every step."""
        for height, text in self.marks.items():
            below = height == 0.0
            axes.annotate(
                text,
                (place, height),
                xytext=(0, -3 if below else 3),
                textcoords="offset points",
                ha="center",
                va="top" if below else "bottom",
                fontsize=SMALL,
            )


def _as_number(value: Any) -> tuple[float, str]:
    """Number and unit as written; nan for what is none."""
    if isinstance(value, bool):
        return math.nan, ""
    if isinstance(value, (int, float)):
        return float(value), ""
    head, _, unit = str(value).strip().partition(" ")
    try:
        return float(head), f" {unit}" if unit else ""
    except ValueError:
        return math.nan, ""


def draw_importance(search: Mapping[str, Any], rows: Sequence[Importance]) -> Figure:
    """How much of each objective's order every parameter explains alone, over all designs.

    Args:
        search: content of pareto.json.
        rows: of :func:`postprocess.studies.search.importance`.
    """
    objectives = list(dict.fromkeys(row.measure for row in rows))
    figure = new_figure(COLUMN_IN, 0.9 + 0.28 * len(rows) + 0.35 * len(objectives))
    panels = figure.subplots(
        len(objectives),
        1,
        squeeze=False,
        sharex=True,
        height_ratios=[max(1, sum(r.measure == o for r in rows)) for o in objectives],
    )[:, 0]
    for axes, measure in zip(panels, objectives, strict=True):
        own = sorted((row for row in rows if row.measure == measure), key=lambda row: row.share)
        places = range(len(own))
        axes.barh(places, [100.0 * row.share for row in own], 0.6, color=VERMILION)
        axes.set_yticks(places, [folded(row.parameter, 24, most_lines=2) for row in own])
        axes.set_title(measure_text(measure).name, loc="left")
        axes.set_xlim(0.0, 100.0)
    panels[-1].set_xlabel("share of the order explained (%)")
    add_heading(figure, str(search.get("name", "search")))
    return figure
