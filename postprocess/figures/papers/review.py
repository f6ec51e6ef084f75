"""Figure 5 of the review: EQE by year, and the area of all walls against pixel density.

Zhao et al., Communications Materials (2025), doi:10.1038/s43246-025-00957-2, CC-BY 4.0.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from postprocess.figures.papers.tables import printed
from postprocess.figures.style import (
    BLACK,
    BLUE,
    COLUMN_IN,
    GREEN,
    GREY,
    VERMILION,
    cycled_look,
    new_figure,
)
from postprocess.studies.cases import StudyCase
from postprocess.studies.published import Colour, colour_of_peak, load_published_table

_COLOURS = {Colour.RED: VERMILION, Colour.GREEN: GREEN, Colour.BLUE: BLUE}
_MARKERS = {Colour.RED: "s", Colour.GREEN: "o", Colour.BLUE: "^"}
_WALL_AREA = "sidewall_scaling.total_sidewall_area_fold_relative_to_1_ppi"
_MOST_GAPS = 4
_SHIFT = {Colour.RED: -0.12, Colour.GREEN: 0.0, Colour.BLUE: 0.12}


def draw_eqe_by_year(cases: Sequence[StudyCase]) -> Figure:
    """5a: printed EQE of films (filled) and pixels (hollow) by year, levels computed here beside.

    Call inside ``figure_style``.
    """
    table = printed("zhao2025_eqe_by_year")
    figure = new_figure(COLUMN_IN, 2.9)
    axes = figure.add_subplot()
    for entry in table["thin_film"]:
        colour = Colour(entry["colour"])
        _point(axes, colour, entry["year"], entry["eqe_percent"], filled=True)
    for row in load_published_table().rows:
        if row.eqe_percent is not None:
            _point(axes, row.colour, table["years"][row.reference], row.eqe_percent, filled=False)
    years = [*table["years"].values(), *(entry["year"] for entry in table["thin_film"])]
    for colour, level in _computed_films(cases).items():
        axes.axhline(level, color=_COLOURS[colour], ls="--", lw=0.8, zorder=1)
    axes.set_xlim(min(years) - 0.6, max(years) + 0.6)
    axes.set_xticks(range(min(years), max(years) + 1))
    axes.set_ylim(bottom=0.0)
    axes.set_xlabel("year of publication")
    axes.set_ylabel("peak EQE (%)")
    for colour in Colour:
        axes.plot([], [], _MARKERS[colour], color=_COLOURS[colour], label=colour.value)
    axes.plot([], [], "o", color=BLACK, label="thin film")
    axes.plot([], [], "o", color=BLACK, mfc="white", label="pixels")
    if _computed_films(cases):
        axes.plot([], [], "--", color=GREY, lw=0.8, label="best film computed here")
    figure.legend(loc="outside lower center", ncols=3)
    return figure


def _point(axes: object, colour: Colour, year: int, eqe: float, *, filled: bool) -> None:
    hue = _COLOURS[colour]
    face = hue if filled else "white"
    axes.plot(  # type: ignore[attr-defined]
        year + _SHIFT[colour], eqe, _MARKERS[colour], color=hue, mfc=face, mew=0.9
    )


def _computed_films(cases: Sequence[StudyCase]) -> dict[Colour, float]:
    """The best film of each colour in per cent, where the study has any."""
    best: dict[Colour, float] = {}
    for case in cases:
        colour = colour_of_peak(case.device.emission.peak_um * 1e3)
        if math.isfinite(case.film_eqe):
            best[colour] = max(best.get(colour, 0.0), 100.0 * case.film_eqe)
    return best


def draw_wall_area(cases: Sequence[StudyCase]) -> Figure:
    """5c: wall area over that at 1 ppi. The review's law is ppi; a gap of fixed width bends it.

    For square wells of width p - g at pitch p the walls measure 4 h (p - g) / p^2 per area, which
    grows with 1/p only while the gap g is small against p. Call inside ``figure_style``.
    """
    claims = printed(
        "zhao2025_claims", "sidewall_scaling.total_sidewall_area_fold_relative_to_1_ppi"
    )
    figure = new_figure(COLUMN_IN, 2.8)
    axes = figure.add_subplot()
    axes.loglog(claims["ppi"], claims["fold"], "o", color=BLACK, label="review", zorder=4)
    ppi = np.geomspace(1.0, 2e4, 200)
    axes.loglog(ppi, ppi, color=GREY, lw=0.8, label="proportional to ppi")
    for number, gap_um in enumerate(_gaps_um(cases)):
        pitch = 25400.0 / ppi
        area = np.where(pitch > gap_um, (pitch - gap_um) / pitch**2, np.nan)
        look = cycled_look(number)
        label = f"gap of {gap_um:.3g} µm"
        axes.loglog(ppi, area / area[0], ls=look.line, color=look.colour, label=label)
    axes.set_xlabel("pixels per inch")
    axes.set_ylabel("wall area over that at 1 ppi (times)")
    figure.legend(loc="outside lower center", ncols=2)
    return figure


def _gaps_um(cases: Sequence[StudyCase]) -> list[float]:
    """Gaps of the study's pixels at their least dense, four at most."""
    arrays = [case.device.array for case in cases if case.device.array is not None]
    gaps = sorted({round(array.pitch - array.aperture.width_um, 2) for array in arrays})
    return [gap for gap in gaps if gap > 0.0][:_MOST_GAPS]
