"""How the LEE of a refined case settled: value and error by round, the last error by its parts."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from postprocess.figures.fitting import folded
from postprocess.figures.style import COLUMN_IN, FILM, PIXEL, SMALL, cycled_look, new_figure
from sim.results.averages import lee
from sim.results.records import CaseResult, OpticalResult

_SENTENCE = re.compile(
    r"refinement (\d+) \((.*)\) changed LEE from (\S+) to (\S+) and its error from (\S+) to (\S+)"
)
_HIDDEN_BELOW = 0.005


@dataclass(frozen=True)
class Round:
    """One solution: what it refined, and its LEE with error."""

    label: str
    lee: float
    error: float


def rounds_of(optics: OpticalResult) -> list[Round]:
    """The rounds that a result's sentences tell of, the first solution before them; may be empty.

    A result keeps the parts of its last error alone: earlier ones are known in sum.
    """
    matches = [match for text in optics.warnings if (match := _SENTENCE.fullmatch(text))]
    if not matches:
        return []
    first = matches[0]
    rounds = [Round("as asked for", float(first[3]), float(first[5]))]
    return rounds + [Round(match[2], float(match[4]), float(match[6])) for match in matches]


def draw_convergence(case: CaseResult) -> Figure:
    """LEE with its error by round, and errors as bars, the last one split into its parts.

    Raises:
        ValueError: the case was not refined.
    """
    rounds = rounds_of(case.optics)
    if not rounds:
        raise ValueError("this case was not refined (optics.refine)")
    figure = new_figure(COLUMN_IN, 3.8)
    above, below = figure.subplots(2, 1, sharex=True)
    _draw_values(above, rounds, case)
    _draw_errors(below, rounds, case.optics)
    labels = [folded(entry.label, 18, most_lines=4) for entry in rounds]
    below.set_xticks(range(len(rounds)), labels, fontsize=SMALL)
    below.set_xlabel("round (what it refined)")
    figure.legend(loc="outside lower center", ncols=2)
    return figure


def _draw_values(axes: Axes, rounds: list[Round], case: CaseResult) -> None:
    values = [100.0 * entry.lee for entry in rounds]
    values[-1] = 100.0 * lee(case.optics)
    errors = [100.0 * entry.error for entry in rounds]
    axes.errorbar(range(len(rounds)), values, errors, fmt="o", color=PIXEL, capsize=3)
    if case.reference is not None:
        film = 100.0 * lee(case.reference)
        axes.axhline(film, color=FILM, ls="--", lw=1.0, label="unpatterned film")
    axes.set_ylabel("LEE (%)")
    axes.margins(x=0.2)


def _draw_errors(axes: Axes, rounds: list[Round], optics: OpticalResult) -> None:
    sums = [100.0 * entry.error for entry in rounds[:-1]]
    axes.bar(range(len(sums)), sums, 0.6, color="#BBBBBB", label="sum of its parts")
    bottom = 0.0
    parts = sorted(optics.error_parts.items(), key=lambda entry: -entry[1])
    for number, (name, part) in enumerate(parts):
        if part < _HIDDEN_BELOW * optics.lee_error:
            continue
        look = cycled_look(number)
        axes.bar(
            len(rounds) - 1,
            100.0 * part,
            0.6,
            bottom=bottom,
            color=look.colour,
            label=name.replace("_", " "),
        )
        bottom += 100.0 * part
    axes.set_ylabel("error of LEE (points)")
    axes.set_ylim(0.0, 1.1 * max(*sums, 100.0 * float(np.nan_to_num(optics.lee_error)), 1e-9))
