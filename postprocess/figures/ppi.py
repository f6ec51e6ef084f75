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

from geometry.fill_in.technique import TechniqueName, load_technique
from geometry.measures import row_ppi_of_square_lattice
from postprocess.figures.case_figures import Draw, save_figures
from postprocess.figures.ppi_bars import bar_figures
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
from postprocess.studies.ppi_points import PpiPoint, Series, by_series
from postprocess.studies.ppi_study import read_ppi_study
from postprocess.studies.ppi_table import write_ppi_tables
from postprocess.studies.published_table import Colour, PublishedRow, PublishedTable
from sim.analysis.waterfall_records import Explained

_LEAST_PPI, _MOST_PPI = 70.0, 14000.0

_SPARE: tuple[tuple[str, Line], ...] = (
    (BLUE, "-"),
    (VERMILION, "--"),
    (GREEN, "-."),
    (ORANGE, ":"),
    (PURPLE, "-"),
    (SKY, "--"),
)

Value = Callable[[PpiPoint], float]


Explain = Callable[[Sequence[Path]], Mapping[Path, Explained]]
"""Takes stored pixels apart (sim.analysis.explain), which needs the electrical models."""


def draw_ppi_folder(
    folder: Path, out_dir: Path, formats: Sequence[str], explain: Explain
) -> list[Path]:
    """Tables (CSV, Markdown) and figures of a sweep over pixel density.

    Raises:
        InputError, ConfigError: as :func:`postprocess.studies.ppi_study.read_ppi_study`.
        FigureFormatError: an unknown format.
    """
    study = read_ppi_study(folder)
    explained = explain(study.files)
    tables = write_ppi_tables(study.rows(explained), study.table, out_dir)
    drawn = draw_ppi_study(study.points, explained, study.table, out_dir, formats)
    return [*tables, *drawn]


def draw_ppi_study(
    points: Sequence[PpiPoint],
    explained: Mapping[Path, Explained],
    table: PublishedTable,
    out_dir: Path,
    formats: Sequence[str] = ("png",),
) -> list[Path]:
    """Draw every figure of a study against pixel density.

    Args:
        points: its pixels.
        explained: waterfalls and bands by result file.
        table: published devices.
        out_dir: made if missing.
        formats: png, pdf, svg.

    Raises:
        FigureFormatError: an unknown format.
    """
    figures: dict[str, Draw] = {}
    if any(math.isfinite(point.crosstalk) for point in points):
        figures["crosstalk_vs_ppi"] = partial(draw_crosstalk, points)
    if any(math.isfinite(point.eqe) for point in points):
        figures["eqe_vs_ppi"] = partial(draw_eqe_vs_ppi, points, explained, table)
    figures["lee_vs_ppi"] = partial(draw_lee_vs_ppi, points)
    figures |= bar_figures(points, explained)
    return save_figures(figures, out_dir, formats)


def draw_eqe_vs_ppi(
    points: Sequence[PpiPoint], explained: Mapping[Path, Explained], table: PublishedTable
) -> Figure:
    """Peak EQE of each series with the band of its edge's assumed inputs; markers are published."""
    figure = new_figure(WIDE_IN, 3.4)
    panels = _panels(figure, "peak EQE (%)")
    for colour, axes in panels.items():
        own = [point for point in points if point.series.colour is colour]
        for number, (series, entries) in enumerate(by_series(own).items()):
            _band(axes, series, number, entries, explained)
            _curve(axes, series, number, entries, lambda p: p.eqe, lambda p: p.eqe_error)
        _film_levels(axes, own)
        for row in table.with_eqe(colour):
            _published(axes, row)
    _from_zero(figure)
    _legend(figure, points, published=True)
    return figure


def draw_lee_vs_ppi(points: Sequence[PpiPoint]) -> Figure:
    """Extraction to air with its numerical error; the film's as a dashed line."""
    figure = new_figure(WIDE_IN, 2.9)
    for colour, axes in _panels(figure, "light extraction (%)").items():
        own = [point for point in points if point.series.colour is colour]
        for number, (series, entries) in enumerate(by_series(own).items()):
            _curve(axes, series, number, entries, lambda p: p.lee, lambda p: p.lee_error)
        _film_levels(axes, own, lambda p: p.film_lee)
    _from_zero(figure)
    _legend(figure, points, published=False)
    return figure


def draw_crosstalk(points: Sequence[PpiPoint]) -> Figure:
    """Share of the air light that leaves over other pixels."""
    figure = new_figure(WIDE_IN, 2.9)
    for colour, axes in _panels(figure, "crosstalk (% of the air light)").items():
        own = [point for point in points if point.series.colour is colour]
        for number, (series, entries) in enumerate(by_series(own).items()):
            _curve(axes, series, number, entries, lambda p: p.crosstalk)
    _from_zero(figure)
    _legend(figure, points, published=False, film=False)
    return figure


def _panels(figure: Figure, ylabel: str) -> dict[Colour, Axes]:
    row = figure.subplots(1, len(Colour), sharey=True)
    found = dict(zip(Colour, row, strict=True))
    for colour, axes in found.items():
        axes.set_xscale("log")
        axes.set_xlim(_LEAST_PPI, _MOST_PPI)
        axes.set_xticks([100, 1000, 10000], ["100", "1000", "10 000"])
        axes.set_xlabel("pixels per inch")
        axes.set_title(colour.value)
    row[0].set_ylabel(ylabel)
    return found


def _from_zero(figure: Figure) -> None:
    """Start the panels' common axis at zero, once everything is drawn: it stops following then."""
    figure.axes[0].set_ylim(bottom=0.0)


def _look(series: Series, number: int) -> tuple[str, Line]:
    if series.technique is None or series.variant:
        return _SPARE[number % len(_SPARE)]
    look = _technique_look(series.technique)
    return look.colour, look.line


def _technique_look(technique: TechniqueName) -> Look:
    return cycled_look(list(TechniqueName).index(technique))


def _curve(
    axes: Axes,
    series: Series,
    number: int,
    entries: Sequence[PpiPoint],
    value: Value,
    error: Value | None = None,
) -> None:
    shown = [point for point in entries if math.isfinite(value(point))]
    if not shown:
        return
    colour, line = _look(series, number)
    axes.errorbar(
        [point.ppi for point in shown],
        [100.0 * value(point) for point in shown],
        yerr=None if error is None else [100.0 * error(point) for point in shown],
        color=colour,
        linestyle=line,
        marker=".",
        markersize=3,
        elinewidth=0.7,
        capsize=1.5,
        zorder=3,
    )


def _band(
    axes: Axes,
    series: Series,
    number: int,
    entries: Sequence[PpiPoint],
    explained: Mapping[Path, Explained],
) -> None:
    found = [(p.ppi, explained[p.path].band) for p in entries if p.path in explained]
    bands = [(ppi, band) for ppi, band in found if band is not None]
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


def _film_levels(
    axes: Axes, points: Sequence[PpiPoint], value: Value = lambda p: p.film_eqe
) -> None:
    """A dashed line per distinct film."""
    levels = {round(100.0 * value(p), 2) for p in points if math.isfinite(value(p))}
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


def _legend(figure: Figure, points: Sequence[PpiPoint], published: bool, film: bool = True) -> None:
    handles: list[Line2D | Patch] = []
    for series, number in _distinct(points).items():
        colour, line = _look(series, number)
        plain = series.technique is not None and not series.variant
        if not (published and plain):  # otherwise one entry shows line and marker
            handles.append(Line2D([], [], color=colour, linestyle=line, label=series.label))
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
    if film:
        handles.append(Line2D([], [], color=GREY, lw=0.7, ls=(0, (4, 3)), label="unpatterned film"))
    figure.legend(handles=handles, loc="outside lower center", ncols=4, fontsize=6.5)


def _distinct(points: Sequence[PpiPoint]) -> dict[Series, int]:
    """One entry per look: the number of a series within its colour's panel."""
    found: dict[tuple[TechniqueName | None, str], tuple[Series, int]] = {}
    for colour in Colour:
        own = [point for point in points if point.series.colour is colour]
        for number, series in enumerate(by_series(own)):
            found.setdefault((series.technique, series.variant), (series, number))
    return dict(found.values())
