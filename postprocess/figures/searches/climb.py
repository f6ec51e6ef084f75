"""A search along the gradient: what it reached and where, evaluation by evaluation."""

from __future__ import annotations

from functools import partial

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from postprocess.figures.fitting import add_heading, folded
from postprocess.figures.saving import Draw
from postprocess.figures.searches import search as search_figures
from postprocess.figures.style import (
    GREY,
    LIGHT_GREY,
    PIXEL,
    WIDE_IN,
    cycled_look,
    new_figure,
    panel_title,
)
from postprocess.studies.climb import Climb, best_so_far
from sim.batch.study.axes import short_names
from sim.batch.study.measure_text import measure_text, three_digits

_LINE_IN = 0.16
"""Height of a line of the legend."""
_OBJECTIVE_LINES = 5
_NAME_WIDTH = 44
_EVALUATIONS = "evaluation (in their order)"


def figures(climb: Climb) -> dict[str, Draw]:
    """Name -> what draws it: the climb, and the figures of the search by trial beside it."""
    drawn: dict[str, Draw] = {"gradient": partial(draw_climb, climb)}
    if climb.trials is not None:
        drawn |= search_figures.figures(climb.trials)
    return drawn


def draw_climb(climb: Climb) -> Figure:
    """Objective (a) and parameters within their ranges (b) against evaluations.

    Args:
        climb: with a search by trial or without.
    """
    count = len(climb.content["axes"])
    figure = new_figure(WIDE_IN, 2.7 + _LINE_IN * max(count, _OBJECTIVE_LINES))
    for half, letter, text, draw in zip(
        figure.subfigures(1, 2, squeeze=False)[0],
        "ab",
        ("objective", "parameters"),
        (_draw_objective, _draw_parameters),
        strict=True,
    ):
        axes = half.add_subplot()
        draw(axes, climb)
        panel_title(axes, letter, text)
        half.legend(loc="outside lower center")
    add_heading(figure, str(climb.content.get("name", "search")))
    return figure


def _draw_objective(axes: Axes, climb: Climb) -> None:
    """Every evaluation, the best so far, and the best design as its case was solved."""
    shown = measure_text(climb.measure)
    trials, steps = climb.trial_worth, climb.worth
    for worth, colour, edge, marker, label in (
        (trials, LIGHT_GREY, GREY, "s", "by trial"),
        (steps, PIXEL, PIXEL, "o", "along the gradient"),
    ):
        if not worth:
            continue
        number = range(1, len(worth) + 1)
        scaled = [shown.scale * value for value in worth]
        axes.plot(number, scaled, marker, color=colour, mec=edge, mew=0.4, ms=3.0, label=label)
        axes.step(
            number, best_so_far(scaled), where="post", color=edge, label=f"{label}, best so far"
        )
    best, final = climb.content["best"], climb.content["final"]
    axes.errorbar(
        [1 + climb.content["steps"].index(best)],
        [shown.scale * final["objective"]],
        [shown.scale * final["objective_error"]],
        fmt="none",
        ecolor=PIXEL,
        elinewidth=0.8,
        capsize=2.0,
        label="best, solved with its error",
    )
    axes.set_xlabel(_EVALUATIONS)
    axes.set_ylabel(shown.label)


def _draw_parameters(axes: Axes, climb: Climb) -> None:
    """Places in the ranges; lines break between starts."""
    steps = climb.content["steps"]
    names = short_names([axis["path"] for axis in climb.content["axes"]])
    for place, axis in enumerate(climb.content["axes"]):
        look = cycled_look(place)
        span = f"{three_digits(axis['low'])} to {three_digits(axis['high'])} {axis['unit']}".strip()
        number, share = _broken([(step["start"], step["shares"][place]) for step in steps])
        axes.plot(
            number,
            share,
            look.line,
            color=look.colour,
            marker=look.marker,
            ms=2.5,
            lw=0.9,
            label=folded(f"{names[axis['path']]}, {span}", _NAME_WIDTH, most_lines=2),
        )
    axes.axvline(1 + steps.index(climb.content["best"]), color=PIXEL, lw=0.6, ls=":", label="best")
    axes.set_ylim(-0.05, 1.05)
    axes.set_yticks([0.0, 0.5, 1.0])
    axes.set_xlabel(_EVALUATIONS)
    axes.set_ylabel("place in its range (1)")


def _broken(steps: list[tuple[int, float]]) -> tuple[list[float], list[float]]:
    """Numbers from 1 and values, with a gap wherever the start changes."""
    number: list[float] = []
    share: list[float] = []
    for place, (start, value) in enumerate(steps):
        if place and start != steps[place - 1][0]:
            number.append(float("nan"))
            share.append(float("nan"))
        number.append(float(place + 1))
        share.append(value)
    return number, share
