"""Efficiency, its steps, extraction and crosstalk against pixel density, a panel per colour."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from geometry.measures import row_ppi_of_square_lattice
from postprocess.figures.density.panels import (
    Value,
    add_legend,
    draw_curve,
    from_zero,
    heading,
    look_of,
    panels,
    technique_look,
)
from postprocess.figures.fitting import add_heading
from postprocess.figures.style import BLACK, GREY, WIDE_IN, new_figure
from postprocess.studies.cases import StudyCase
from postprocess.studies.density import DensityStudy, Series
from postprocess.studies.published import PublishedRow
from sim.analysis.waterfall_records import Explained, Mechanism, Step

_LOG_FROM = 20.0
"""Largest over smallest crosstalk from which its axis is logarithmic."""

_CLOSE = 0.7
"""Smallest over largest LEE from which its axis does not begin at zero: all would be one line."""

_MOST_BANDS = 4
"""Bands of one colour that can be told apart; those of more series are in the table alone."""

_STEP_IN = 1.25


def draw_eqe_vs_ppi(study: DensityStudy) -> Figure:
    """Peak EQE of each series with the band of its edge's assumed inputs; markers are published."""
    figure = _figure(study, 3.4)
    grid = panels(figure, study, ["peak EQE (%)"], published=True)
    has_bands = False
    for colour, (axes,) in grid.items():
        own = study.of_colour(colour)
        for number, (series, cases) in enumerate(own.items()):
            if len(own) <= _MOST_BANDS:
                has_bands |= _band(axes, series, number, cases, study.explained)
            draw_curve(axes, series, number, cases, lambda c: c.eqe, lambda c: c.eqe_error)
        _film_levels(axes, own, lambda c: c.film_eqe)
        for row in study.published_with_eqe(colour):
            _published(axes, row)
    from_zero(figure)
    add_legend(figure, study, published=study.has_published, bands=has_bands)
    return figure


def draw_lee_vs_ppi(study: DensityStudy) -> Figure:
    """Extraction to air with its numerical error; the film's as a dashed line."""
    figure = _figure(study, 2.9)
    for colour, (axes,) in panels(figure, study, ["light extraction (%)"]).items():
        own = study.of_colour(colour)
        for number, (series, cases) in enumerate(own.items()):
            draw_curve(axes, series, number, cases, lambda c: c.lee, lambda c: c.lee_error)
        _film_levels(axes, own, lambda c: c.film_lee)
    shown = [v for c in study.cases for v in (c.lee, c.film_lee) if math.isfinite(v)]
    if not shown or min(shown) < _CLOSE * max(shown):
        from_zero(figure)
    add_legend(figure, study)
    return figure


def draw_crosstalk(study: DensityStudy) -> Figure:
    """Share of the air light that leaves over other pixels."""
    figure = _figure(study, 2.9)
    for colour, (axes,) in panels(figure, study, ["crosstalk (% of the air light)"]).items():
        for number, (series, cases) in enumerate(study.of_colour(colour).items()):
            draw_curve(axes, series, number, cases, lambda c: c.crosstalk)
    shown = [case.crosstalk for case in study.cases if case.crosstalk > 0.0]
    if shown and max(shown) > _LOG_FROM * min(shown):
        figure.axes[0].set_yscale("log")
    else:
        from_zero(figure)
    add_legend(figure, study, film=False)
    return figure


def draw_steps(study: DensityStudy) -> Figure:
    """From the film's peak EQE to the pixel's: a panel per mechanism, in points of EQE."""
    mechanisms = study.mechanisms
    figure = _figure(study, 1.6 + _STEP_IN * len(mechanisms))
    labels = [f"{mechanism.label} (points of EQE)" for mechanism in mechanisms]
    for colour, column in panels(figure, study, labels).items():
        for axes, mechanism in zip(column, mechanisms, strict=True):
            _draw_step(axes, study, study.of_colour(colour), mechanism)
    add_legend(figure, study, film=False)
    return figure


def _draw_step(
    axes: Axes,
    study: DensityStudy,
    curves: Mapping[Series, Sequence[StudyCase]],
    mechanism: Mechanism,
) -> None:
    def step(case: StudyCase) -> Step | None:
        explained = study.explained.get(case.path)
        whole = None if explained is None else explained.waterfall
        return None if whole is None else whole.step(mechanism)

    def points(case: StudyCase) -> float:
        found = step(case)
        return math.nan if found is None else found.points

    def error(case: StudyCase) -> float:
        found = step(case)
        return math.nan if found is None else found.points_error

    for number, (series, cases) in enumerate(curves.items()):
        draw_curve(axes, series, number, cases, points, error)
    axes.axhline(0.0, color=GREY, lw=0.5, zorder=0)


def _figure(study: DensityStudy, height_in: float) -> Figure:
    """With the technique that all series have above its panels."""
    figure = new_figure(WIDE_IN, height_in)
    title = heading(study)
    if title:
        add_heading(figure, title)
    return figure


def _band(
    axes: Axes,
    series: Series,
    number: int,
    cases: Sequence[StudyCase],
    explained: Mapping[Path, Explained],
) -> bool:
    """What the edge's assumed inputs may make of the EQE; whether there is any."""
    drawn = [(case.ppi, explained[case.path].band) for case in cases if case.path in explained]
    bands = [(ppi, band) for ppi, band in drawn if band is not None]
    if not bands:
        return False
    axes.fill_between(
        [ppi for ppi, _ in bands],
        [100.0 * band.low for _, band in bands],
        [100.0 * band.high for _, band in bands],
        color=look_of(series, number)[0],
        alpha=0.13,
        linewidth=0.0,
        zorder=1,
    )
    return True


def _film_levels(axes: Axes, curves: Mapping[Series, Sequence[StudyCase]], value: Value) -> None:
    """A dashed line per distinct film."""
    values = [value(case) for cases in curves.values() for case in cases]
    levels = {round(100.0 * level, 2) for level in values if math.isfinite(level)}
    for level in sorted(levels):
        axes.axhline(level, color=GREY, lw=0.7, ls=(0, (4, 3)), zorder=0)


def _published(axes: Axes, row: PublishedRow) -> None:
    """Filled where nothing is doubtful; a line spans densities up to sqrt(2) of the printed one."""
    ppi, eqe = row.shown_ppi, row.eqe_percent
    if ppi is None or eqe is None:
        return
    look = technique_look(row.technique)
    axes.plot(
        [ppi, row_ppi_of_square_lattice(ppi)], [eqe, eqe], color=look.colour, lw=0.7, zorder=4
    )
    axes.plot(
        [ppi],
        [eqe],
        marker=look.marker,
        color=look.colour,
        markerfacecolor="white" if row.is_doubted else look.colour,
        markeredgecolor=BLACK,
        markeredgewidth=0.6,
        markersize=5.5,
        linestyle="none",
        zorder=5,
    )
