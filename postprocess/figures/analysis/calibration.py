"""Measured against model after a calibration: curves over their axis, single numbers as bars."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from postprocess.figures.fitting import folded
from postprocess.figures.saving import save_figures
from postprocess.figures.style import BLACK, COLUMN_IN, FILM, GREY, PIXEL, new_figure
from sim.analysis.calibration.records import Calibration, CurveOutcome, RowOutcome

_AXES = {
    "current_density": ("voltage (V)", "current density (mA cm$^{-2}$)"),
    "luminance": ("voltage (V)", "luminance (cd m$^{-2}$)"),
    "eqe": ("current density (mA cm$^{-2}$)", "EQE (%)"),
}
_PANEL_IN = 2.2


def save_calibration(
    calibration: Calibration, folder: Path, formats: Sequence[str] = ("png",)
) -> list[Path]:
    """Draw ``calibration.FORMAT`` into the folder; returns the files."""
    draw = partial(draw_calibration, calibration)
    return save_figures({"calibration": draw}, folder, formats)


def draw_calibration(calibration: Calibration) -> Figure:
    """A panel per curve, and one with all single numbers where there are any."""
    rows = (*calibration.fitted, *calibration.judged)
    curves = (*calibration.curves, *calibration.judged_curves)
    count = len(curves) + bool(rows)
    figure = new_figure(COLUMN_IN, _PANEL_IN * count + 0.3)
    panels = np.atleast_1d(figure.subplots(count, 1))
    for number, (axes, curve) in enumerate(zip(panels, curves, strict=False)):
        _curve(axes, curve, is_fitted=number < len(calibration.curves))
    if rows:
        _rows(panels[-1], rows, len(calibration.fitted))
    handles = dict(
        pair
        for axes in panels
        for pair in zip(*reversed(axes.get_legend_handles_labels()), strict=True)
    )
    figure.legend(handles.values(), handles, loc="outside lower center", ncols=2)
    return figure


def _curve(axes: Axes, curve: CurveOutcome, is_fitted: bool) -> None:
    """Points with their deviation, the fitted model and the one that was begun with."""
    scale = 100.0 if curve.curve == "eqe" else 1.0
    order = np.argsort(curve.x)
    x = curve.x[order]
    low, high, measured = (scale * v[order] for v in (curve.low, curve.high, curve.measured))
    axes.errorbar(
        x,
        measured,
        yerr=np.stack([measured - low, high - measured]),
        fmt="o",
        ms=3.0,
        mfc="none",
        mew=0.6,
        lw=0.6,
        color=BLACK,
        label="measured, 1 sigma",
        zorder=1.0,
    )
    axes.plot(x, scale * curve.uncalibrated[order], ":", color=GREY, label="model, at the start")
    colour, name = (PIXEL, "model, calibrated") if is_fitted else (FILM, "model, curve left out")
    axes.plot(x, scale * curve.model[order], color=colour, label=name)
    name_x, name_y = _AXES[curve.curve]
    if curve.curve == "eqe":
        axes.set_xscale("log")
        axes.set_ylim(bottom=0.0)
    else:
        axes.set_yscale("log")
    axes.set_xlabel(name_x)
    axes.set_ylabel(name_y)
    axes.set_title(
        f"{folded(curve.label, 30, most_lines=2)}: off by {curve.rms:.2g} sigma (rms)", loc="left"
    )


def _rows(axes: Axes, rows: Sequence[RowOutcome], fitted: int) -> None:
    """Model over measurement, each with its deviation."""
    for number, row in enumerate(rows):
        place = len(rows) - number
        share = row.sigma / row.measured
        axes.plot([1.0 - share, 1.0 + share], [place, place], color=BLACK, lw=4.0, alpha=0.25)
        ratio, spread = row.model / row.measured, row.model_sigma / row.measured
        colour = PIXEL if number < fitted else FILM
        bar = spread if np.isfinite(spread) else 0.0
        name = "model, fitted row" if number < fitted else "model, row left out"
        axes.errorbar(ratio, place, xerr=bar, fmt="o", ms=3.0, color=colour, label=name)
    axes.axvline(1.0, color=GREY, lw=0.6)
    axes.set_yticks(range(len(rows), 0, -1), [folded(row.label, 28, most_lines=2) for row in rows])
    axes.set_xlabel("model over measurement (bars: 1 sigma)")
