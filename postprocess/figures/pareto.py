"""The trade-offs that a search of the design space has found."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from postprocess.figures.case_figures import save_figures
from postprocess.figures.style import COLUMN_IN, LIGHT_GREY, PIXEL, new_figure
from sim.config.errors import InputError

PARETO_FILE = "pareto.json"


def is_search(path: Path) -> bool:
    """Whether a folder is that of a finished search."""
    return (path / PARETO_FILE).is_file()


def draw_search(path: Path, out_dir: Path, formats: Sequence[str] = ("png",)) -> list[Path]:
    """Draw the front of a search from its folder alone.

    Raises:
        InputError: the folder's summary is damaged.
        FigureFormatError: an unknown format.
    """
    try:
        found = json.loads((path / PARETO_FILE).read_text(encoding="utf-8"))
    except ValueError as error:
        raise InputError(f"{path / PARETO_FILE} is damaged: {error}") from error
    return save_figures({"pareto": partial(draw_pareto, found)}, out_dir, formats)


def draw_pareto(found: Mapping[str, Any]) -> Figure:
    """All designs in the plane of the first two objectives, the best trade-offs joined.

    With one objective: its value in the order of the designs.

    Args:
        found: content of pareto.json.
    """
    figure = new_figure(COLUMN_IN, 2.7)
    axes = figure.add_subplot()
    names = [_label(objective) for objective in found["objectives"]]
    designs = found["promoted"] or found["searched"]
    kinds = ((found["searched"], LIGHT_GREY, "searched"), (designs, PIXEL, "best"))
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
