"""What decides the light extraction of a green pixel of 3000 pixels per inch: a tornado.

Films' inputs at both ends of what was assumed of them, one at a time, by the films' exact optics
(`pencsim sensitivity`); what can be chosen at the pixel by stored studies of method edge_modes,
each less the case that it is compared with, with both errors. Written: a figure, and printed rows.

    python benchmarks/walls/what_decides_lee.py results docs/images/lee_tornado_3000ppi.png
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from matplotlib.patches import Patch

from postprocess.figures.style import (
    BLACK,
    BLUE,
    GREY,
    VERMILION,
    WIDE_IN,
    figure_style,
    new_figure,
)
from postprocess.studies.cases import StudyCase, solved_cases
from postprocess.tables.input_text import input_name
from sim.analysis.sensitivity.one_at_a_time import sensitivity
from sim.config.loader import load_study, shipped_library
from sim.progress import SilentReporter

CASE = Path("configs/studies/pixel_walls.yaml")
PIXEL = ["device.array.ppi=3000", "device.array.gap=4.233 um", "electrical=null"]
LEAST = 0.002
"""Inputs of films that move LEE by less are left out."""

TICKS = (-3, -1, -0.5, 0, 0.5, 1, 3, 10, 30)

WALL, PLATE = "device.array.sidewall", "device.encapsulation"


@dataclass(frozen=True)
class Bar:
    """One line of the figure: LEE at both ends less that of the case as it stands, and errors."""

    name: str
    low: float
    high: float
    error: float
    is_film: bool = False


def main() -> None:
    """Print and draw."""
    words = sys.argv[1:] or ["results", "runs/lee_tornado_3000ppi.png"]
    results, out = Path(words[0]), Path(words[1])
    bars = sorted([*films(), *pixels(results)], key=lambda bar: -max(abs(bar.low), abs(bar.high)))
    for bar in bars:
        print(
            f"{bar.name:46s} {100 * bar.low:+6.2f} {100 * bar.high:+6.2f} +- {100 * bar.error:.2f}"
        )
    out.parent.mkdir(parents=True, exist_ok=True)
    draw(bars, out)


def films() -> list[Bar]:
    """Assumed inputs of the films."""
    result = sensitivity(load_study(CASE, PIXEL), shipped_library(), SilentReporter())
    base, bars = result.base.lee, []
    for row in result.rows:
        low, high = (0.0 if end is None else end.lee - base for end in (row.at_low, row.at_high))
        if max(abs(low), abs(high)) > LEAST:
            scale, unit = (1e3, " nm") if row.path.endswith("thickness") else (1.0, "")
            inputs = f"{scale * row.low:g} to {scale * row.high:g}{unit}"
            bars.append(Bar(f"{input_name(row.path)}, {inputs}", low, high, 0.0, True))
    return bars


def pixels(results: Path) -> list[Bar]:
    """What can be chosen at the pixel."""
    walls, outside = (solved_cases(results / name) for name in ("walls_3000ppi", "encapsulation"))
    bare = one(walls, WALL, {"treatment": "none"}, matrix=None)
    bars = [Bar("bare wall, in place of the film", *ends(bare.lee - bare.film_lee), bare.lee_error)]
    spacer = {"material": "Al2O3", "thickness": "20 nm"}
    for name, treatment in (
        ("oxide of 10 nm on the wall", {"treatment": "oxide"}),
        ("silver that touches", {"treatment": "reflective"}),
        ("silver behind 20 nm", {"treatment": "reflective", "spacer": spacer}),
        ("absorbing wall", {"treatment": "absorbing"}),
    ):
        bars.append(compared(name, bare, one(walls, WALL, treatment)))
    for wider, opening in (("0.27", 4.5), ("1.27", 5.5)):
        name = f"black matrix {wider} um wider than the well"
        bars.append(compared(name, bare, one(walls, WALL, {"treatment": "none"}, matrix=opening)))
    open_air = one(outside, PLATE, "none")
    for name, plate in (
        ("plate of index 1.8 on the glass", {"index": 1.8}),
        ("observer in a medium of 1.3", {"index": 1.3, "immersed": True}),
        ("observer in a medium of 1.5", {"index": 1.5, "immersed": True}),
    ):
        bars.append(compared(name, open_air, one(outside, PLATE, plate)))
    return bars


def one(
    cases: Sequence[StudyCase], path: str, value: object, matrix: float | None = None
) -> StudyCase:
    """The first case with a value of an axis, and with an opening of its black matrix."""
    for case in cases:
        window = case.window
        opening = None if window is None else window.opening_um
        if case.values.get(path) == value and opening == matrix:
            return case
    raise ValueError(f"no case with {path} = {value}")


def compared(name: str, base: StudyCase, case: StudyCase) -> Bar:
    """A case less the one that it is compared with."""
    return Bar(name, *ends(case.lee - base.lee), base.lee_error + case.lee_error)


def ends(change: float) -> tuple[float, float]:
    """A change as both ends of a bar."""
    return min(change, 0.0), max(change, 0.0)


def draw(bars: list[Bar], out: Path) -> None:
    """Bars from the longest; errors as lines."""
    with figure_style():
        figure = new_figure(WIDE_IN, 0.9 + 0.22 * len(bars))
        axes = figure.add_subplot()
        for place, bar in enumerate(bars):
            colours = (BLUE, VERMILION) if bar.is_film else (GREY, GREY)
            longest = sorted(
                zip((bar.low, bar.high), colours, strict=True), key=lambda e: -abs(e[0])
            )
            for end, colour in longest:
                axes.barh(place, 100 * end, 0.7, color=colour)
            if bar.error > 0.0:
                tip = 100 * (bar.low + bar.high)
                axes.errorbar(tip, place, xerr=100 * bar.error, color=BLACK, lw=0.8, capsize=2)
        axes.axvline(0.0, color=BLACK, lw=0.8)
        axes.set_yticks(range(len(bars)), [bar.name for bar in bars])
        axes.set_ylim(len(bars) - 0.4, -0.6)
        axes.set_xscale("symlog", linthresh=1.0)
        axes.set_xticks(TICKS, [f"{tick:g}" for tick in TICKS])
        axes.set_xticks([], minor=True)
        axes.set_xlabel("change of LEE (points; beyond 1 on a logarithmic scale)")
        handles = [
            Patch(color=BLUE, label="films, low end of what is assumed"),
            Patch(color=VERMILION, label="high end"),
            Patch(color=GREY, label="what is chosen at the pixel, with errors"),
        ]
        figure.legend(handles=handles, loc="outside lower center", ncols=3)
        figure.savefig(out, dpi=150)


if __name__ == "__main__":
    main()
