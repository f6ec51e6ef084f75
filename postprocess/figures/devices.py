"""Devices of one study beside each other: a row per case, and a black matrix's trade-off."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from postprocess.figures.fitting import add_heading, characters, folded
from postprocess.figures.saving import Draw
from postprocess.figures.style import (
    BLACK,
    BLUE,
    FILM,
    GREEN,
    GREY,
    LIGHT_GREY,
    ORANGE,
    PIXEL,
    PURPLE,
    SKY,
    SMALL,
    VERMILION,
    WIDE_IN,
    new_figure,
)
from postprocess.figures.sweeps.curves import curve_figures
from postprocess.figures.sweeps.maps import map_figures
from postprocess.figures.sweeps.quantity import CROSSTALK, EQE, LEE, Quantity, quantities_of_rows
from postprocess.studies.cases import StudyCase
from postprocess.studies.devices import ComparedDevice, DeviceStudy

_MOST_ROWS = 40
_ROW_IN, _LINE_IN = 0.24, 0.125
_LABEL_WIDTH = 34
_KEY_PT = 7.0
_COLOURS = (BLUE, VERMILION, GREEN, ORANGE, PURPLE, SKY)
_MARKERS = ("o", "s", "^", "D", "v", "P")
_NO_MATRIX = "no black matrix"


def figures(study: DeviceStudy) -> dict[str, Draw]:
    """Name -> what draws it: curves and maps over numeric axes, else a row per device.

    More than 40 rows are left to the tables: no page holds them. A study of one numeric axis has no
    rows but where its bands, which a curve does not show, were drawn.
    """
    drawn: dict[str, Draw] = {**curve_figures(study), **map_figures(study)} if study.devices else {}
    has_bands = any(device.band is not None for device in study.devices)
    is_curve = len(study.axes) == 1 and bool(study.numeric_axes) and not has_bands
    if 0 < len(study.devices) <= _MOST_ROWS and not is_curve:
        drawn["comparison"] = partial(draw_comparison, study)
        shown = [entry for entry in study.matrix_devices if math.isfinite(entry.case.crosstalk)]
        if len(shown) > 1:
            drawn["lee_vs_crosstalk"] = partial(draw_matrix, study, shown)
    return drawn


def draw_comparison(study: DeviceStudy) -> Figure:
    """A row per case: LEE and peak EQE with error, band and film, and crosstalk between them."""
    panels = quantities_of_rows(study.devices)
    labels = [folded(device.label, _LABEL_WIDTH) for device in study.devices]
    lines = max(label.count("\n") + 1 for label in labels)
    row_in = max(_ROW_IN, _LINE_IN * lines)
    figure = new_figure(WIDE_IN, 1.3 + row_in * len(study.devices))
    row = figure.subplots(1, len(panels), sharey=True, squeeze=False)[0]
    for axes, entry in zip(row, panels, strict=True):
        _draw_panel(axes, study.devices, entry)
    row[0].set_yticks(range(len(study.devices)), labels)
    row[0].set_ylim(len(study.devices) - 0.5, -0.5)
    row[0].set_ylabel(study.axis_name)
    add_heading(figure, _title(study))
    figure.legend(handles=_row_legend(study.devices), loc="outside lower center", ncols=4)
    return figure


def _draw_panel(axes: Axes, devices: Sequence[ComparedDevice], entry: Quantity) -> None:
    for place, device in enumerate(devices):
        case, band = device.case, device.band
        axes.axhline(place, color=LIGHT_GREY, lw=0.5, zorder=0)
        if entry.film is not None:
            _film_mark(axes, place, entry.scale * entry.film(case))
        if entry is EQE and band is not None:
            width = 100.0 * (band.high - band.low)
            axes.barh(place, width, 0.5, 100.0 * band.low, color=SKY, alpha=0.6, zorder=1)
        error = None if entry.error is None else entry.scale * entry.error(case)
        axes.errorbar(
            entry.scale * entry.value(case),
            place,
            xerr=error,
            color=PIXEL,
            marker="o",
            markerfacecolor="white" if case.is_doubtful else PIXEL,
            elinewidth=0.9,
            capsize=2,
            zorder=3,
        )
    axes.set_xlabel(entry.label)
    axes.set_xlim(*_limits(devices, entry))
    axes.tick_params(axis="y", length=0)


def _film_mark(axes: Axes, place: int, film: float) -> None:
    """The film's value across the row; equal films join into one line."""
    axes.plot([film, film], [place - 0.5, place + 0.5], color=FILM, lw=1.1, ls="--", zorder=2)


def _limits(devices: Sequence[ComparedDevice], entry: Quantity) -> tuple[float, float]:
    """Values, films, bands and all errors but the doubtful ones, which would hide the rest."""
    reach: list[float] = []
    for device in devices:
        case, band = device.case, device.band
        value = entry.value(case)
        error = 0.0 if entry.error is None or case.is_doubtful else entry.error(case)
        reach += [value, value - error, value + error]
        reach += [] if entry.film is None else [entry.film(case)]
        if entry is EQE and band is not None:
            reach += [band.low, band.high]
    known = entry.scale * np.array([x for x in reach if math.isfinite(x)])
    low = 0.0 if entry.from_zero else float(known.min())
    high = float(known.max())
    margin = 0.08 * ((high - low) or abs(high) or 1.0)
    return (low if entry.from_zero else low - margin), high + margin


def draw_matrix(study: DeviceStudy, devices: Sequence[ComparedDevice]) -> Figure:
    """LEE against crosstalk of each black matrix, numbered; the key stands below.

    Colours are openings, markers densities.

    Args:
        study: for title and film.
        devices: with finite crosstalk.
    """
    labels = _matrix_labels(devices)
    cases = [device.case for device in devices]
    key = _key(labels, WIDE_IN)
    lines = sum(entry.count("\n") + 1 for entry in key)
    figure = new_figure(WIDE_IN, 1.0 + max(2.2, 0.13 * len(cases)) + 0.14 * lines)
    axes = figure.add_subplot()
    openings = sorted({case.window.opening_um for case in cases if case.window})
    densities = sorted({case.window.optical_density_per_um for case in cases if case.window})
    for case in cases:
        colour, marker = BLACK, "*"
        if case.window is not None:
            colour = _COLOURS[openings.index(case.window.opening_um) % len(_COLOURS)]
            place = densities.index(case.window.optical_density_per_um)
            marker = _MARKERS[place % len(_MARKERS)]
        axes.errorbar(
            100.0 * case.crosstalk,
            100.0 * case.lee,
            xerr=100.0 * case.crosstalk_error,
            yerr=100.0 * case.lee_error,
            color=colour,
            marker=marker,
            markersize=7 if marker == "*" else 5,
            markerfacecolor="white" if case.is_doubtful else colour,
            elinewidth=0.7,
            capsize=2,
            zorder=3,
        )
    for film in sorted({round(100.0 * c.film_lee, 3) for c in cases if math.isfinite(c.film_lee)}):
        axes.axhline(film, color=FILM, lw=1.1, ls="--", zorder=1)
    axes.set_xlabel(CROSSTALK.label)
    axes.set_ylabel(LEE.label)
    axes.set_ylim(*_limits(devices, LEE))
    axes.set_xlim(*_limits(devices, CROSSTALK))
    _number_points(axes, cases)
    add_heading(figure, _title(study))
    handles = _row_legend(devices, with_band=False, with_marker=False)
    handles += [Line2D([], [], ls="none", label=entry) for entry in key]
    figure.legend(handles=handles, loc="outside lower left", ncols=1, labelspacing=0.3)
    return figure


def _key(labels: Sequence[str], width_in: float) -> list[str]:
    """What each number stands for, as wide as the figure at most."""
    width = characters(width_in - 0.7, _KEY_PT)
    return [folded(f"{number}  {label}", width) for number, label in enumerate(labels, start=1)]


def _matrix_labels(devices: Sequence[ComparedDevice]) -> list[str]:
    """Opening and density; where these do not tell the cases apart, all that varies."""
    windows = [device.case.window for device in devices]
    labels = [_NO_MATRIX if window is None else window.label for window in windows]
    return labels if len(set(labels)) == len(labels) else [device.label for device in devices]


def _number_points(axes: Axes, cases: Sequence[StudyCase]) -> None:
    """Numbers in a column beside the axes, in the order of LEE, so that none covers another."""
    low, high = axes.get_ylim()
    order = sorted(range(len(cases)), key=lambda place: cases[place].lee)
    wanted = [(100.0 * cases[place].lee - low) / (high - low) for place in order]
    for place, height in zip(order, _spread(wanted), strict=True):
        axes.annotate(
            str(place + 1),
            (100.0 * cases[place].crosstalk, 100.0 * cases[place].lee),
            xytext=(1.02, height),
            textcoords="axes fraction",
            va="center",
            fontsize=SMALL,
            arrowprops={"arrowstyle": "-", "color": GREY, "lw": 0.4, "shrinkA": 0, "shrinkB": 3},
        )


def _spread(wanted: Sequence[float]) -> list[float]:
    """Rising heights from 0 to 1 near those wanted, at least one line apart."""
    count = len(wanted)
    least = min(0.08, 1.0 / max(count - 1, 1))
    heights: list[float] = []
    for number, height in enumerate(wanted):
        room = 1.0 - least * (count - 1 - number)
        floor = heights[-1] + least if heights else 0.0
        heights.append(max(floor, min(height, room)))
    return heights


def _title(study: DeviceStudy) -> str:
    return f"{study.name}: {study.same}" if study.same else study.name


def _row_legend(
    devices: Sequence[ComparedDevice], with_band: bool = True, with_marker: bool = True
) -> list[Line2D | Patch]:
    """What is drawn of these devices."""
    handles: list[Line2D | Patch] = []
    if with_marker:
        handles.append(Line2D([], [], color=PIXEL, marker="o", label="device, numerical error"))
    else:
        handles.append(Line2D([], [], color=BLACK, lw=0.7, label="bars: numerical error"))
    if any(device.case.is_doubtful for device in devices):
        label = "hollow: error of LEE above half of it"
        hollow = Line2D(
            [],
            [],
            ls="none",
            marker="o",
            mfc="white",
            mec=PIXEL if with_marker else BLACK,
            label=label,
        )
        handles.append(hollow)
    if with_band and any(device.band is not None for device in devices):
        handles.append(Patch(color=SKY, alpha=0.6, lw=0, label="assumed edge, 5 to 95 %"))
    if any(math.isfinite(device.case.film_lee) for device in devices):
        handles.append(Line2D([], [], color=FILM, lw=1.1, ls="--", label="unpatterned film"))
    return handles
