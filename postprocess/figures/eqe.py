"""Electrical curves: EQE against current density, and current and luminance against voltage."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from geometry.arrays import FloatArray
from postprocess.case.references import PublishedValue
from postprocess.figures.style import (
    BLACK,
    COLUMN_IN,
    FILM,
    PIXEL,
    new_figure,
)
from sim.measured.spec import MeasuredCurves
from sim.results.records import CaseResult, ElectricalResult

_A_M2_PER_MA_CM2 = 10.0
_PUBLISHED_DASHES = ((1, 2), (5, 2), (5, 1, 1, 1))


def draw_eqe(
    case: CaseResult,
    published: Sequence[PublishedValue] = (),
    measured: MeasuredCurves | None = None,
) -> Figure:
    """EQE in percent against the current density.

    Args:
        case: the result.
        published: peak values, drawn as lines.
        measured: points of the real device, drawn under the curves.

    Raises:
        ValueError: the case has no electrical result.
    """
    figure = new_figure(COLUMN_IN, 2.7)
    axes = figure.add_subplot()
    if measured is not None:
        points = measured.current_density_ma_cm2, 100 * measured.eqe
        _points(axes, *points, "o", "measured")
    for result, label, colour, style in _curves(case):
        density = density_ma_cm2(result)
        shown = (density > 0) & (result.eqe > 0)
        axes.semilogx(density[shown], 100 * result.eqe[shown], style, color=colour, label=label)
    for value, dashes in zip(published, cycle(_PUBLISHED_DASHES)):
        colour = FILM if value.of_film else PIXEL
        label = f"{value.source_short}, {value.label}: peak {value.percent:g} %"
        axes.axhline(value.percent, color=colour, lw=0.8, ls=(0, dashes), label=label)
    axes.set_xlabel("current density (mA cm$^{-2}$)")
    axes.set_ylabel("EQE (%)")
    axes.set_ylim(bottom=0.0)
    figure.legend(loc="outside lower center", ncols=1)
    return figure


LEAST_LUMINANCE_CD_M2 = 1e-3
"""Lower end of the luminance axis."""


def draw_jvl(case: CaseResult, measured: MeasuredCurves | None = None) -> Figure:
    """Current density and luminance against voltage, both on log axes.

    Args:
        case: the result.
        measured: points of the real device, drawn under the curves.

    Raises:
        ValueError: the case has no electrical result.
    """
    figure = new_figure(COLUMN_IN, 2.7)
    left = figure.add_subplot()
    right = left.twinx()
    right.spines["right"].set_visible(True)
    if measured is not None:
        _points(left, measured.voltage_v, measured.current_density_ma_cm2, "o", "measured")
        _points(right, measured.voltage_v, measured.luminance_cd_m2, "^", "")
    for result, label, colour, _ in _curves(case):
        current, light = density_ma_cm2(result), result.luminance_cd_m2
        _positive(left, result.voltage_v, current, colour, "-")
        _positive(right, result.voltage_v, light, colour, "--")
        left.plot([], [], color=colour, label=label)
    for axes, name, unit in (
        (left, "current density", "mA cm$^{-2}$"),
        (right, "luminance", "cd m$^{-2}$"),
    ):
        axes.set_yscale("log")
        axes.set_ylabel(f"{name} ({unit})")
    # Less light than this is not seen, and its decades would squeeze the rest.
    right.set_ylim(bottom=max(right.get_ylim()[0], LEAST_LUMINANCE_CD_M2))
    left.set_xlabel("voltage (V)")
    handles, labels = left.get_legend_handles_labels()
    handles += [Line2D([], [], color=BLACK, ls=style) for style in ("-", "--")]
    labels += ["current density (left)", "luminance (right)"]
    figure.legend(handles, labels, loc="outside lower center", ncols=2)
    return figure


def _curves(case: CaseResult) -> list[tuple[ElectricalResult, str, str, str]]:
    curves = [(electrical_of(case), "this device", PIXEL, "-")]
    if case.reference_electrical is not None:
        curves.append((case.reference_electrical, "unpatterned film", FILM, "--"))
    return curves


def electrical_of(case: CaseResult) -> ElectricalResult:
    """The electrical result; raises ValueError where the case has none."""
    if case.electrical is None:
        raise ValueError("this case has no electrical result")
    return case.electrical


def density_ma_cm2(result: ElectricalResult) -> FloatArray:
    """Current density in the unit of the field's papers, shape (V,)."""
    return np.asarray(result.current_density_a_m2 / _A_M2_PER_MA_CM2)


def _positive(axes: Axes, x: FloatArray, y: FloatArray, colour: str, style: str) -> None:
    shown = np.isfinite(y) & (y > 0)
    axes.plot(x[shown], y[shown], style, color=colour)


def _points(axes: Axes, x: FloatArray, y: FloatArray, marker: str, label: str) -> None:
    """Measured points, under the curves; none where a quantity was not measured."""
    shown = np.isfinite(x) & np.isfinite(y) & (y > 0)
    if shown.any():
        (drawn,) = axes.plot(x[shown], y[shown], marker, label=label or None, ms=3.0)
        drawn.set(markerfacecolor="none", markeredgecolor=BLACK, markeredgewidth=0.6, zorder=1.0)
