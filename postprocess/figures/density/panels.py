"""What curves against density share: a panel per colour, a look per series, the legend."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import NullFormatter

from geometry.fill_in.technique import TechniqueName, load_technique
from postprocess.figures.fitting import folded
from postprocess.figures.style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    SKY,
    VERMILION,
    Line,
    Look,
    cycled_look,
)
from postprocess.studies.cases import StudyCase
from postprocess.studies.density import DensityStudy, Series
from postprocess.studies.published import Colour
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
_SPARE: tuple[tuple[str, Line], ...] = (
    (BLUE, "-"),
    (VERMILION, "--"),
    (GREEN, "-."),
    (ORANGE, ":"),
    (PURPLE, "-"),
    (SKY, "--"),
)
_LINES: tuple[Line, ...] = ("-", "--", "-.", ":")
_LABEL, _LEGEND_COLUMNS = (30, 4), 4
"""Characters and lines of a series' label: room for three others beside it."""

Value = Callable[[StudyCase], float]


def panels(
    figure: Figure, study: DensityStudy, ylabels: Sequence[str], *, published: bool = False
) -> dict[Colour, list[Axes]]:
    """A panel per quantity for each colour that was computed.

    Args:
        figure: empty.
        study: the pixels.
        ylabels: of the quantities, from above.
        published: whether the axis of densities is wide enough for what is published.
    """
    colours = [colour for colour in Colour if study.of_colour(colour)]
    grid = figure.subplots(len(ylabels), len(colours), sharex=True, sharey="row", squeeze=False)
    limits = _limits(study, published=published)
    ticks = {tick: text for tick, text in _TICKS.items() if limits[0] < tick < limits[1]}
    if len(ticks) < _FEWEST_TICKS:
        ticks = {case.ppi: f"{case.ppi:.0f}" for case in study.cases}
    for axes in grid.flat:
        axes.set_xscale("log")
        axes.set_xlim(*limits)
        axes.set_xticks(list(ticks), list(ticks.values()))
        axes.xaxis.set_minor_formatter(NullFormatter())
    for colour, first, last in zip(colours, grid[0], grid[-1], strict=True):
        first.set_title(colour.value)
        last.set_xlabel("pixels per inch")
    for axes, ylabel in zip(grid[:, 0], ylabels, strict=True):
        axes.set_ylabel(ylabel)
    return {colour: list(grid[:, place]) for place, colour in enumerate(colours)}


def _limits(study: DensityStudy, *, published: bool) -> tuple[float, float]:
    """Of the axis of densities, 1 / inch: all that was computed, and what is published."""
    ppi = [case.ppi for case in study.cases]
    low, high = min(ppi) / _BESIDE, max(ppi) * _BESIDE
    return (min(_LEAST_PPI, low), max(_MOST_PPI, high)) if published else (low, high)


def from_zero(figure: Figure) -> None:
    """Start the panels' common axis at zero, once everything is drawn: it stops following then."""
    figure.axes[0].set_ylim(bottom=0.0)


def look_of(series: Series, number: int) -> tuple[str, Line]:
    """Colour and line: of the technique; of the number where there is none, or variants."""
    if series.technique is None or series.variant:
        round_, place = divmod(number, len(_SPARE))
        colour, line = _SPARE[place]
        # every time round, the next line: no two of 24 are alike
        return colour, _LINES[(_LINES.index(line) + round_) % len(_LINES)]
    look = technique_look(series.technique)
    return look.colour, look.line


def technique_look(technique: TechniqueName) -> Look:
    """The same in every picture."""
    return cycled_look(list(TechniqueName).index(technique))


def draw_curve(
    axes: Axes,
    series: Series,
    number: int,
    cases: Sequence[StudyCase],
    value: Value,
    error: Value | None = None,
) -> None:
    """A value in percent with its error, the cases joined, markers by their method."""
    shown = [case for case in cases if math.isfinite(value(case))]
    if not shown:
        return
    colour, line = look_of(series, number)
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


def add_legend(
    figure: Figure,
    study: DensityStudy,
    *,
    published: bool = False,
    bands: bool = False,
    film: bool = True,
) -> None:
    """Series, then what was published, bands, methods and the film, as far as they are drawn."""
    handles: list[Line2D | Patch] = []
    for series, number in _distinct(study).items():
        colour, line = look_of(series, number)
        plain = series.technique is not None and not series.variant
        if not (published and plain):  # otherwise one entry shows line and marker
            label = folded(series_label(study, series), *_LABEL)
            handles.append(Line2D([], [], color=colour, linestyle=line, label=label))
    if published:
        for name in TechniqueName:
            look = technique_look(name)
            title = load_technique(name).title.partition(" with ")[0]
            handle = Line2D([], [], color=look.colour, ls=look.line, label=title)
            handle.set_marker(look.marker)
            handle.set_markeredgecolor(BLACK)
            handle.set_markeredgewidth(0.6)
            handles.append(handle)
        handles.append(
            Line2D([], [], marker="o", ls="none", mfc="white", mec=BLACK, mew=0.6, label="doubtful")
        )
    if bands:
        handles.append(Patch(color=GREY, alpha=0.2, lw=0, label="assumed edge, 5 to 95 %"))
    for method in dict.fromkeys(case.method for case in study.cases):
        face = _face(method, GREY)
        marker = Line2D([], [], ls="none", color=GREY, mfc=face, ms=3.2, label=f"by {method}")
        marker.set_marker(_method_marker(method))
        handles.append(marker)
    if film:
        handles.append(Line2D([], [], color=GREY, lw=0.7, ls=(0, (4, 3)), label="unpatterned film"))
    figure.legend(handles=handles, loc="outside lower center", ncols=_LEGEND_COLUMNS)


def series_label(study: DensityStudy, series: Series) -> str:
    """What tells it from the others: without the technique where they all have the same."""
    titles = {entry.title for entry in study.series}
    return (series.variant or series.label) if len(titles) == 1 else series.label


def heading(study: DensityStudy) -> str:
    """The technique, where :func:`series_label` leaves it out; else empty."""
    titles = {entry.title for entry in study.series}
    return titles.pop() if len(titles) == 1 and len(study.series) > 1 else ""


def _distinct(study: DensityStudy) -> dict[Series, int]:
    """One entry per look: the number of a series within its colour's panel."""
    looks: dict[tuple[TechniqueName | None, str], tuple[Series, int]] = {}
    for colour in Colour:
        for number, series in enumerate(study.of_colour(colour)):
            looks.setdefault((series.technique, series.variant), (series, number))
    return dict(looks.values())
