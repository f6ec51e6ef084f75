"""Curves of a single-carrier device, and decays of a film's light."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from postprocess.figures.saving import save_figures
from postprocess.figures.style import BLACK, COLUMN_IN, GREY, PIXEL, VERMILION, new_figure
from sim.analysis.photoluminescence.evaluate import FilmLightResult
from sim.analysis.sclc.records import SclcResult
from sim.electrical.single_carrier.reading import exponents

_LINES = ("-", "--", ":")


def draw_sclc(result: SclcResult) -> Figure:
    """Current with and without traps over the exponent; call inside ``figure_style``."""
    figure = new_figure(COLUMN_IN, 4.2)
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(2, 1))
    for curve, colour, line, label in (
        (result.without, GREY, "--", "without traps"),
        (result.curve, PIXEL, "-", "with traps"),
    ):
        if result.density_1_m3 == 0.0 and label == "with traps":
            continue
        shown = curve.current_density_a_m2 > 0.0
        voltage, current = curve.voltage_v[shown], 0.1 * curve.current_density_a_m2[shown]
        above.plot(voltage, current, line, color=colour, label=label)
        slope = exponents(voltage, current)
        below.plot(voltage, slope, line, color=colour)
    _marks(result, above)
    below.axhline(2.0, color=GREY, lw=0.6)
    below.set_ylim(0.0, 12.0)
    above.set_xscale("log")
    above.set_yscale("log")
    above.set_ylabel("current density (mA cm$^{-2}$)")
    below.set_ylabel("d ln J / d ln V (1)")
    below.set_xlabel("voltage (V)")
    figure.legend(loc="outside lower center", ncols=2)
    return figure


def _marks(result: SclcResult, axes: object) -> None:
    """Where filling ends: read off the curve, by the law of the stack, as measured."""
    marks = [(result.reading.voltage_v, PIXEL, ":", "end of filling, read off")]
    if result.density_1_m3 > 0.0:
        marks.append((result.stack_v, BLACK, "-.", "law of the stack"))
    if result.published is not None:
        measured = result.published.densities.voltage_v
        marks.append((measured, VERMILION, ":", "measured"))
    for voltage, colour, line, label in marks:
        if np.isfinite(voltage) and voltage > 0.0:
            axes.axvline(voltage, ls=line, lw=0.9, color=colour, label=label)  # type: ignore[attr-defined]


def draw_decays(result: FilmLightResult) -> Figure:
    """Light over time in every surrounding; call inside ``figure_style``."""
    figure = new_figure(COLUMN_IN, 2.6)
    axes = figure.add_subplot()
    for film, line in zip(result.films, _LINES, strict=False):
        lit = film.pulse.share > 1e-4
        axes.plot(
            1e9 * film.pulse.time_s[lit], film.pulse.share[lit], line, label=f"on {film.place}"
        )
    axes.set_yscale("log")
    axes.set_ylim(1e-4, 1.2)
    axes.set_xlabel("time after the pulse (ns)")
    axes.set_ylabel("photoluminescence (1)")
    figure.legend(loc="outside lower center", ncols=2)
    return figure


def save_sclc(result: SclcResult, folder: Path, formats: Sequence[str] = ("png",)) -> list[Path]:
    """Write ``sclc.FORMAT``; returns the files."""
    return save_figures({"sclc": partial(draw_sclc, result)}, folder, formats)


def save_decays(
    result: FilmLightResult, folder: Path, formats: Sequence[str] = ("png",)
) -> list[Path]:
    """Write ``pl.FORMAT``; returns the files."""
    return save_figures({"pl": partial(draw_decays, result)}, folder, formats)
