"""Figures 3 and 5 of the device paper, its response times against area.

Zhang et al., Light: Science & Applications (2025), doi:10.1038/s41377-025-01959-y, CC-BY 4.0.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from postprocess.figures.papers.tables import printed
from postprocess.figures.style import COLUMN_IN, cycled_look, new_figure
from postprocess.studies.cases import StudyCase

_SETS = ("film", "9072 ppi")
_PRINTED = {"prototype": "film", "hires_9072ppi": "9072 ppi"}


def draw_response_area(cases: Sequence[StudyCase]) -> Figure:
    """Response to 90 % against the device's area, banks included; markers: printed times."""
    figure = new_figure(COLUMN_IN, 2.8)
    axes = figure.add_subplot()
    for number, name in enumerate(_SETS):
        _draw_computed(axes, [case for case in cases if _set_of(case) == name], name, number)
        _draw_printed(axes, name, number)
    axes.set_xlabel("area of the device (mm$^2$)")
    axes.set_ylabel("response to 90 % (µs)")
    axes.set_xlim(left=0.0)
    axes.set_ylim(bottom=0.0)
    figure.legend(loc="outside lower center", ncols=2)
    return figure


def _set_of(case: StudyCase) -> str:
    return "film" if case.device.array is None else "9072 ppi"


def _draw_computed(axes: Axes, cases: Sequence[StudyCase], name: str, number: int) -> None:
    pulsed = [(case, case.pulse) for case in cases if case.pulse is not None]
    if not pulsed:
        return
    # The paper's area is that of the array with its banks, the model's that which emits.
    rows = sorted(
        (
            1e6 * pulse.area_m2 / (1.0 if case.device.array is None else case.fill),
            1e6 * pulse.response_s,
            1e6 * pulse.error_s,
        )
        for case, pulse in pulsed
    )
    area, response, error = np.array(rows).T
    look = cycled_look(number)
    axes.plot(area, response, look.line, color=look.colour, label=f"{name}, computed")
    axes.fill_between(area, response - error, response + error, color=look.colour, alpha=0.18, lw=0)


def _draw_printed(axes: Axes, name: str, number: int) -> None:
    rows = printed("zhang2025", "response.by_area_us")
    points = [(r["area_mm2"], r["time_us"]) for r in rows if _PRINTED[r["device"]] == name]
    area, time = np.array(points, dtype=float).T
    look = cycled_look(number)
    axes.plot(area, time, look.marker, color=look.colour, label=f"{name}, printed")
