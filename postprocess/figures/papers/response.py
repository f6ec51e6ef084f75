"""Figure 3 of the device paper: its films under pulses, and small signals; times over voltage.

Printed are response times (to 90 % of the light) and, of impedance and capacitance, directions
alone: of those the computed curves stand by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import ArrayLike

from postprocess.figures.papers.device import TITLES, Variant, look_of
from postprocess.figures.papers.tables import printed
from postprocess.figures.style import (
    BLACK,
    COLUMN_IN,
    GREY,
    WIDE_IN,
    new_figure,
    panel_title,
)
from sim.results.response import TransientResult

_US, _MM2 = 1e6, 1e6
_FILM_MM2, _SMALL_MM2 = 4.0, 1.0
_DRIVE_V, _BIAS_V = 5.0, 1.0
_NF_MM2 = 1e3
_PRINTED: dict[str, Any] = {"ls": "none", "marker": "s", "ms": 6, "mfc": "none", "mec": GREY}
_WIDTHS_PT = (2.6, 1.9, 1.2, 0.7)
"""Thinner curves over wider ones: where they coincide all are seen."""
_SPAN = 3.0
"""Responses that the light is drawn over."""


def draw_films_response(variants: Sequence[Variant]) -> Figure:
    """3g to 3i: light of the films of 4 mm2 under 5 V, and their times to 90 %."""
    figure = new_figure(WIDE_IN, 2.6)
    light, times = figure.subplots(1, 2)
    films = [entry for entry in _driven(variants, _FILM_MM2, _DRIVE_V) if entry.name != "hires"]
    films.sort(key=lambda entry: list(TITLES).index(entry.name))
    told = printed("zhang2025", "response.by_variant_us")
    for place, variant in enumerate(films):
        look, pulses = look_of(variant.name), _pulses(variant)
        _draw_rise(light, pulses, look.colour, look.line, TITLES[variant.name])
        _mark(times, place, pulses)
        _draw_printed(times, [place], [told[variant.name]])
    times.set_xticks(range(len(films)), [TITLES[variant.name] for variant in films])
    times.set_xlim(-0.5, max(len(films), 1) - 0.5)
    light.set_xlabel("time from the rising edge (µs)")
    light.set_ylabel("light over that at the pulse's end (1)")
    _finish(times)
    panel_title(light, "a", "4 mm$^2$, 5 V")
    panel_title(times, "b")
    handles = [*light.get_legend_handles_labels()[0], *_handles()]
    figure.legend(handles=handles, loc="outside lower center", ncols=5)
    return figure


def draw_voltages(variants: Sequence[Variant]) -> Figure:
    """Times to 90 % of the treated film of 1 mm2 against the pulse's voltage."""
    figure = new_figure(COLUMN_IN, 2.6)
    axes = figure.add_subplot()
    for variant in _driven(variants, _SMALL_MM2, None):
        if variant.name == "otf3":
            _mark(axes, _on_v(_pulses(variant)), _pulses(variant))
    _draw_printed(axes, *np.array(_printed_by_voltage()).T)
    axes.set_xlabel("voltage of the pulse (V)")
    _finish(axes)
    axes.set_title("treated film, 1 mm$^2$")
    figure.legend(handles=_handles(), loc="outside lower center", ncols=2)
    return figure


def draw_small_signals(variants: Sequence[Variant]) -> Figure:
    """3e and 3f: impedance at 1 V, and capacitance against voltage at the lowest frequency."""
    figure = new_figure(WIDE_IN, 2.6)
    plane, capacitance = figure.subplots(1, 2)
    for name, width in zip(TITLES, _WIDTHS_PT, strict=True):
        signals = next((v.electrical.impedance for v in variants if v.name == name), None)
        if signals is None:
            continue
        look = look_of(name)
        row = int(np.argmin(np.abs(signals.voltage_v - _BIAS_V)))
        z = signals.impedance_ohm[row] * signals.area_m2 * _MM2
        way = {"ls": look.line, "color": look.colour, "lw": width}
        plane.loglog(z.real, np.abs(z.imag), label=TITLES[name], **way)
        farad = _NF_MM2 * signals.capacitance_f_m2[:, 0]
        capacitance.plot(signals.voltage_v, farad, **way)
    plane.set_xlabel("Re Z (ohm mm$^2$)")
    plane.set_ylabel("$-$Im Z (ohm mm$^2$)")
    capacitance.set_xlabel("voltage (V)")
    capacitance.set_ylabel("capacitance (nF mm$^{-2}$)")
    panel_title(plane, "a", "1 V")
    panel_title(capacitance, "b", "lowest frequency")
    figure.legend(*plane.get_legend_handles_labels(), loc="outside lower center", ncols=4)
    return figure


def _printed_by_voltage() -> list[tuple[float, float]]:
    """Voltage and time of the prototype of 1 mm2, from all places that name both."""
    response = printed("zhang2025", "response")
    told = {row["voltage_v"]: row["time_us"] for row in response["by_voltage_us"]}
    told[response["by_frequency_us"]["voltage_v"]] = response["by_frequency_us"]["time_us"]
    for row in response["by_area_us"]:
        if row["device"] == "prototype" and np.isclose(row["area_mm2"], _SMALL_MM2):
            told[response["drive"]["voltage_v"]] = row["time_us"]
    return sorted(told.items())


def _draw_printed(axes: Axes, x: ArrayLike, y: ArrayLike) -> None:
    """Larger than what is computed, so that both are seen where they meet."""
    axes.plot(x, y, **_PRINTED, zorder=4)


def _driven(
    variants: Iterable[Variant], area_mm2: float | None, on_v: float | None
) -> list[Variant]:
    """Devices under pulses of an area and a voltage; None takes all."""
    return [
        variant
        for variant in variants
        if (pulses := variant.electrical.transient) is not None
        and (area_mm2 is None or np.isclose(pulses.area_m2 * _MM2, area_mm2))
        and (on_v is None or np.isclose(_on_v(pulses), on_v))
    ]


def _pulses(variant: Variant) -> TransientResult:
    pulses = variant.electrical.transient
    if pulses is None:
        raise ValueError(f"{variant.case.name} has no pulses")
    return pulses


def _on_v(pulses: TransientResult) -> float:
    return float(pulses.generator_v.max())


def _draw_rise(axes: Axes, pulses: TransientResult, colour: str, line: str, label: str) -> None:
    """Light over its value where the pulse ends."""
    on = pulses.generator_v >= 0.999 * _on_v(pulses)
    time, light = pulses.time_s[on], pulses.luminance_cd_m2[on]
    span = _SPAN * pulses.response_s if np.isfinite(pulses.response_s) else time[-1]
    shown = time <= span
    axes.plot(
        _US * time[shown], light[shown] / (light[-1] or 1.0), ls=line, color=colour, label=label
    )


def _mark(axes: Axes, place: float, pulses: TransientResult, colour: str = BLACK) -> None:
    """A computed time with its error."""
    error = _US * pulses.response_error_s
    axes.errorbar(place, _US * pulses.response_s, error, fmt="o", ms=3, color=colour, capsize=2)


def _finish(axes: Axes) -> None:
    axes.set_ylabel("time to 90 % of the light (µs)")
    axes.set_ylim(bottom=0.0)


def _handles() -> list[Line2D]:
    return [
        Line2D([], [], ls="none", marker="o", ms=3, color=BLACK, label="computed"),
        Line2D([], [], **_PRINTED, label="printed"),
    ]
