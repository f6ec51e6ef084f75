"""Efficiency, extraction and crosstalk against pixel density, a panel per colour."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import NullFormatter

from geometry.fill_in.technique import TechniqueName, load_technique
from geometry.measures import row_ppi_of_square_lattice
from postprocess.figures.fitting import folded
from postprocess.figures.ppi_bars import bar_figures
from postprocess.figures.saving import Draw
from postprocess.figures.style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    SKY,
    VERMILION,
    WIDE_IN,
    Line,
    Look,
    cycled_look,
    new_figure,
)
from postprocess.studies.cases import StudyCase
from postprocess.studies.density import DensityStudy, Series
from postprocess.studies.published import Colour, PublishedRow
from sim.analysis.waterfall_records import Explained
from sim.optics.methods.choose import method_called
from sim.study import Method

_LEAST_PPI, _MOST_PPI = 70.0, 14000.0
"""What an axis of densities shows at least: that of what is published."""
_BESIDE = 1.4
"""Factor between the lowest or highest density that was computed and the axis's end."""
_TICKS: dict[float, str] = {
    10: "10",
    100: "100",
    1000: "1000",
    10_000: "10 000",
    100_000: "100 000",
}
_FEWEST_TICKS = 2
"""Fewer on an axis say nothing of its scale: the densities themselves are named then."""
_LOG_FROM = 20.0
"""Largest over smallest crosstalk from which its axis is logarithmic."""

_SPARE: tuple[tuple[str, Line], ...] = (
    (BLUE, "-"),
    (VERMILION, "--"),
    (GREEN, "-."),
    (ORANGE, ":"),
    (PURPLE, "-"),
    (SKY, "--"),
)
_LINES: tuple[Line, ...] = ("-", "--", "-.", ":")
_CLOSE = 0.7
"""Smallest over largest LEE from which its axis does not begin at zero: all would be one line."""

Value = Callable[[StudyCase], float]


def figures(study: DensityStudy) -> dict[str, Draw]:
    """Name -> what draws it."""
    drawn: dict[str, Draw] = {}
    if any(math.isfinite(case.crosstalk) for case in study.cases):
        drawn["crosstalk_vs_ppi"] = partial(draw_crosstalk, study)
    if any(math.isfinite(case.eqe) for case in study.cases):
        drawn["eqe_vs_ppi"] = partial(draw_eqe_vs_ppi, study)
    drawn["lee_vs_ppi"] = partial(draw_lee_vs_ppi, study)
    return drawn | bar_figures(study.series, study.explained)


def draw_eqe_vs_ppi(study: DensityStudy) -> Figure:
    """Peak EQE of each series with the band of its edge's assumed inputs; markers are published."""
    figure = new_figure(WIDE_IN, 3.4)
    for colour, axes in _panels(figure, study, "peak EQE (%)").items():
        own = study.of_colour(colour)
        for number, (series, cases) in enumerate(own.items()):
            _band(axes, series, number, cases, study.explained)
            _curve(axes, series, number, cases, lambda c: c.eqe, lambda c: c.eqe_error)
        _film_levels(axes, own, lambda c: c.film_eqe)
        for row in study.published_with_eqe(colour):
            _published(axes, row)
    _from_zero(figure)
    _legend(figure, study, published=study.has_published)
    return figure


def draw_lee_vs_ppi(study: DensityStudy) -> Figure:
    """Extraction to air with its numerical error; the film's as a dashed line."""
    figure = new_figure(WIDE_IN, 2.9)
    for colour, axes in _panels(figure, study, "light extraction (%)", published=False).items():
        own = study.of_colour(colour)
        for number, (series, cases) in enumerate(own.items()):
            _curve(axes, series, number, cases, lambda c: c.lee, lambda c: c.lee_error)
        _film_levels(axes, own, lambda c: c.film_lee)
    shown = [v for c in study.cases for v in (c.lee, c.film_lee) if math.isfinite(v)]
    if not shown or min(shown) < _CLOSE * max(shown):
        _from_zero(figure)
    _legend(figure, study, published=False)
    return figure


def draw_crosstalk(study: DensityStudy) -> Figure:
    """Share of the air light that leaves over other pixels."""
    figure = new_figure(WIDE_IN, 2.9)
    for colour, axes in _panels(figure, study, "crosstalk (% of the air light)").items():
        for number, (series, cases) in enumerate(study.of_colour(colour).items()):
            _curve(axes, series, number, cases, lambda c: c.crosstalk)
    shown = [case.crosstalk for case in study.cases if case.crosstalk > 0.0]
    if shown and max(shown) > _LOG_FROM * min(shown):
        figure.axes[0].set_yscale("log")
    else:
        _from_zero(figure)
    _legend(figure, study, published=False, film=False)
    return figure


def _panels(
    figure: Figure, study: DensityStudy, ylabel: str, *, published: bool = True
) -> dict[Colour, Axes]:
    """A panel per colour that was computed, wide enough for what is published where it is shown."""
    colours = [colour for colour in Colour if study.of_colour(colour)]
    row = figure.subplots(1, len(colours), sharey=True, squeeze=False)[0]
    panels = dict(zip(colours, row, strict=True))
    limits = _limits(study, published=published)
    ticks = {tick: text for tick, text in _TICKS.items() if limits[0] < tick < limits[1]}
    if len(ticks) < _FEWEST_TICKS:
        ticks = {case.ppi: f"{case.ppi:.0f}" for case in study.cases}
    for colour, axes in panels.items():
        axes.set_xscale("log")
        axes.set_xlim(*limits)
        axes.set_xticks(list(ticks), list(ticks.values()))
        axes.xaxis.set_minor_formatter(NullFormatter())
        axes.set_xlabel("pixels per inch")
        axes.set_title(colour.value)
    row[0].set_ylabel(ylabel)
    return panels


def _limits(study: DensityStudy, *, published: bool) -> tuple[float, float]:
    """Of the axis of densities, 1 / inch: all that was computed, and what is published."""
    ppi = [case.ppi for case in study.cases]
    low, high = min(ppi) / _BESIDE, max(ppi) * _BESIDE
    return (min(_LEAST_PPI, low), max(_MOST_PPI, high)) if published else (low, high)


def _from_zero(figure: Figure) -> None:
    """Start the panels' common axis at zero, once everything is drawn: it stops following then."""
    figure.axes[0].set_ylim(bottom=0.0)


def _look(series: Series, number: int) -> tuple[str, Line]:
    if series.technique is None or series.variant:
        round_, place = divmod(number, len(_SPARE))
        colour, line = _SPARE[place]
        # every time round, the next line: no two of 24 are alike
        return colour, _LINES[(_LINES.index(line) + round_) % len(_LINES)]
    look = _technique_look(series.technique)
    return look.colour, look.line


def _technique_look(technique: TechniqueName) -> Look:
    return cycled_look(list(TechniqueName).index(technique))


def _curve(
    axes: Axes,
    series: Series,
    number: int,
    cases: Sequence[StudyCase],
    value: Value,
    error: Value | None = None,
) -> None:
    shown = [case for case in cases if math.isfinite(value(case))]
    if not shown:
        return
    colour, line = _look(series, number)
    axes.errorbar(
        [case.ppi for case in shown],
        [100.0 * value(case) for case in shown],
        yerr=None if error is None else [100.0 * error(case) for case in shown],
        color=colour,
        linestyle=line,
        elinewidth=0.7,
        capsize=1.5,
        zorder=3,
    )
    for case in shown:
        axes.plot(
            case.ppi,
            100.0 * value(case),
            color=colour,
            marker=_method_marker(case.method),
            markersize=3.2,
            markerfacecolor=_face(case.method, colour),
            markeredgewidth=0.6,
            zorder=3.5,
        )


def _method_marker(method: str) -> str:
    """A marker per method: where it changes, a curve may have a kink that is not the pixel's."""
    methods = list(Method)
    return "osD^v"[methods.index(Method(method)) % 5] if method in methods else "o"


def _face(method: str, colour: str) -> str:
    """Hollow where the light is that of the film."""
    return "white" if method_called(method).leaves_out_pixels else colour


def _band(
    axes: Axes,
    series: Series,
    number: int,
    cases: Sequence[StudyCase],
    explained: Mapping[Path, Explained],
) -> None:
    drawn = [(case.ppi, explained[case.path].band) for case in cases if case.path in explained]
    bands = [(ppi, band) for ppi, band in drawn if band is not None]
    if not bands:
        return
    axes.fill_between(
        [ppi for ppi, _ in bands],
        [100.0 * band.low for _, band in bands],
        [100.0 * band.high for _, band in bands],
        color=_look(series, number)[0],
        alpha=0.13,
        linewidth=0.0,
        zorder=1,
    )


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
    look = _technique_look(row.technique)
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


def _legend(figure: Figure, study: DensityStudy, published: bool, film: bool = True) -> None:
    handles: list[Line2D | Patch] = []
    for series, number in _distinct(study).items():
        colour, line = _look(series, number)
        plain = series.technique is not None and not series.variant
        if not (published and plain):  # otherwise one entry shows line and marker
            handles.append(Line2D([], [], color=colour, linestyle=line, label=_short(series.label)))
    if published:
        for name in TechniqueName:
            look = _technique_look(name)
            title = load_technique(name).title.partition(" with ")[0]
            handle = Line2D([], [], color=look.colour, ls=look.line, label=title)
            handle.set_marker(look.marker)
            handle.set_markeredgecolor(BLACK)
            handle.set_markeredgewidth(0.6)
            handles.append(handle)
        handles.append(
            Line2D([], [], marker="o", ls="none", mfc="white", mec=BLACK, mew=0.6, label="doubtful")
        )
        handles.append(Patch(color=GREY, alpha=0.2, lw=0, label="assumed edge, 5 to 95 %"))
    for method in dict.fromkeys(case.method for case in study.cases):
        face = _face(method, GREY)
        marker = Line2D([], [], ls="none", color=GREY, mfc=face, ms=3.2, label=f"by {method}")
        marker.set_marker(_method_marker(method))
        handles.append(marker)
    if film:
        handles.append(Line2D([], [], color=GREY, lw=0.7, ls=(0, (4, 3)), label="unpatterned film"))
    figure.legend(handles=handles, loc="outside lower center", ncols=4)


def _short(label: str) -> str:
    """A label that leaves room for three others beside it."""
    return folded(label, 30, most_lines=3)


def _distinct(study: DensityStudy) -> dict[Series, int]:
    """One entry per look: the number of a series within its colour's panel."""
    looks: dict[tuple[TechniqueName | None, str], tuple[Series, int]] = {}
    for colour in Colour:
        for number, series in enumerate(study.of_colour(colour)):
            looks.setdefault((series.technique, series.variant), (series, number))
    return dict(looks.values())
