"""The best trade-offs of a search of the design space."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from matplotlib.figure import Figure

from postprocess.figures.saving import Draw
from postprocess.figures.style import COLUMN_IN, LIGHT_GREY, PIXEL, new_figure


def figures(search: Mapping[str, Any]) -> dict[str, Draw]:
    """Name -> what draws it, from the content of pareto.json."""
    return {"pareto": partial(draw_pareto, search)}


def draw_pareto(search: Mapping[str, Any]) -> Figure:
    """All designs in the plane of the first two objectives, the best trade-offs joined.

    With one objective: its value in the order of the designs.

    Args:
        search: content of pareto.json.
    """
    figure = new_figure(COLUMN_IN, 2.7)
    axes = figure.add_subplot()
    names = [_label(objective) for objective in search["objectives"]]
    designs = search["promoted"] or search["searched"]
    kinds = ((search["searched"], LIGHT_GREY, "searched"), (designs, PIXEL, "best"))
    for entries, colour, label in kinds:
        shown = [d for d in entries if label == "searched" or d["rank"] == 0]
        points = sorted(_point(design, number) for number, design in enumerate(shown))
        axes.plot(
            [x for x, _ in points],
            [y for _, y in points],
            "o-" if label == "best" and len(names) > 1 else "o",
            color=colour,
            linewidth=0.8,
            label=label,
        )
    axes.set_xlabel(names[0] if len(names) > 1 else "design")
    axes.set_ylabel(names[1] if len(names) > 1 else names[0])
    axes.legend()
    return figure


def _label(objective: Mapping[str, str]) -> str:
    arrow = "larger" if objective["goal"] == "maximize" else "smaller"
    return f"{objective['measure'].replace('_', ' ')} ({arrow} is better)"


def _point(design: Mapping[str, Any], number: int) -> tuple[float, float]:
    values = design["objectives"]
    return (values[0], values[1]) if len(values) > 1 else (float(number), values[0])
