"""A device in time: light under a pulse, impedance with the fitted circuit, capacitance."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import EngFormatter

from geometry.arrays import ComplexArray, FloatArray
from postprocess.figures.style import (
    BLACK,
    BLUE,
    COLUMN_IN,
    GREY,
    ORANGE,
    WIDE_IN,
    cycled_look,
    new_figure,
)
from sim.results.response import ImpedanceResult, TransientResult

_CURVES = 4
_RISE_AT = -0.3
"""Where the rise is drawn, below the light."""


def draw_pulse(result: TransientResult) -> Figure:
    """Light, generator and current of the last pulse; onset and rise are marked."""
    figure = new_figure(WIDE_IN, 2.7)
    rising, falling = figure.subplots(1, 2, sharey=True)
    start, end, off = _last_pulse(result)
    lit = float(np.interp(off, result.time_s, result.luminance_cd_m2)) or 1.0
    span = 4.0 * result.response_s if np.isfinite(result.response_s) else off - start
    _draw_edge(rising, result, start, min(span, off - start), lit)
    fall = 6.0 * result.fall_s if np.isfinite(result.fall_s) else end - off
    _draw_edge(falling, result, off, min(fall, end - off), lit)
    _mark(rising, "onset", result.onset_s, 0.10, is_before=True)
    _mark(rising, "response", result.response_s, 0.60)
    _mark(falling, "fall", result.fall_s, 0.10)
    if np.isfinite(result.onset_s) and np.isfinite(result.response_s):
        ends = (result.onset_s * 1e6, result.response_s * 1e6)
        rising.plot(ends, (_RISE_AT, _RISE_AT), "|-", color=GREY, lw=0.8)
        rising.annotate(f"  rise {ends[1] - ends[0]:.3g} µs", (ends[1], _RISE_AT), va="center")
    rising.set_xlabel("time from the rising edge (µs)")
    falling.set_xlabel("time from the falling edge (µs)")
    rising.set_ylabel("over its value at the pulse's end")
    rising.set_ylim(-0.6, 1.6)
    handles, labels = rising.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=3)
    return figure


def _mark(axes: Axes, name: str, at_s: float, height: float, is_before: bool = False) -> None:
    """A line at a time, its value beside it, on the side where no curve runs."""
    if not np.isfinite(at_s):
        return
    at = at_s * 1e6
    axes.axvline(at, color=GREY, lw=0.8, ls=":")
    side = "right" if is_before else "left"
    axes.annotate(f" {name} {at:.3g} µs ", (at, height), va="bottom", ha=side, color=BLACK)


def _last_pulse(result: TransientResult) -> tuple[float, float, float]:
    """Start and end of what is drawn, and where the last pulse begins to fall."""
    volts, time = result.generator_v, result.time_s
    low, high = volts[0], volts[np.argmax(np.abs(volts - volts[0]))]
    on = np.abs(volts - low) > 0.999 * abs(high - low)
    last = np.flatnonzero(on)[-1] if on.any() else time.size - 1
    before = np.flatnonzero(np.abs(volts[:last] - low) < 1e-3 * abs(high - low))
    return float(time[before[-1]] if before.size else time[0]), float(time[-1]), float(time[last])


def _draw_edge(axes: Axes, result: TransientResult, start: float, span: float, lit: float) -> None:
    time = (result.time_s - start) * 1e6
    shown = (time >= -1e-9) & (time <= span * 1e6)
    steady = float(np.interp(start + span, result.time_s, result.generator_v)) or 1.0
    high = float(np.abs(result.generator_v).max()) or steady
    on = np.argmin(np.abs(result.luminance_cd_m2 - lit))
    current = result.current_density_a_m2[on] or 1.0
    axes.plot(time[shown], result.generator_v[shown] / high, color=GREY, lw=1, label="generator")
    axes.plot(
        time[shown],
        result.current_density_a_m2[shown] / current,
        color=ORANGE,
        lw=1,
        label="current, with displacement",
    )
    axes.plot(time[shown], result.luminance_cd_m2[shown] / lit, color=BLUE, label="light")


def draw_nyquist(result: ImpedanceResult) -> Figure:
    """Impedance of the area at a few voltages, with the fitted circuit as lines."""
    figure = new_figure(WIDE_IN, 2.9)
    plane, bode = figure.subplots(1, 2)
    solved = np.flatnonzero(np.isfinite(result.conductance_s_m2[:, 0]))
    picked = solved[np.unique(np.linspace(0, solved.size - 1, _CURVES).round().astype(int))]
    colours = (BLUE, "#009E73", ORANGE, "#D55E00")
    for colour, row in zip(colours, picked, strict=False):
        z = result.impedance_ohm[row]
        label = f"{result.voltage_v[row]:.2f} V"
        plane.loglog(np.abs(z.real), np.abs(z.imag), "o", ms=2.5, color=colour, label=label)
        bode.loglog(result.frequency_hz, np.abs(z), "o", ms=2.5, color=colour)
        fitted = _circuit(result.elements[row], result.frequency_hz) / result.area_m2
        plane.loglog(fitted.real, np.abs(fitted.imag), "-", lw=0.8, color=colour)
        bode.loglog(result.frequency_hz, np.abs(fitted), "-", lw=0.8, color=colour)
    plane.set_xlabel("Re Z (ohm)")
    plane.set_ylabel("$-$Im Z (ohm)")
    bode.set_xlabel("frequency (Hz)")
    bode.set_ylabel("|Z| (ohm)")
    handles = plane.get_legend_handles_labels()[0]
    handles.append(Line2D([], [], color=GREY, lw=0.8, label="fitted circuit"))
    figure.legend(handles=handles, loc="outside lower center", ncols=5)
    return figure


def _circuit(elements: FloatArray, frequency_hz: FloatArray) -> ComplexArray:
    """R_s and the arcs that were fitted, ohm m2."""
    omega = 2.0 * np.pi * frequency_hz
    total = np.full(omega.shape, elements[0], dtype=complex)
    for resistance, capacitance in elements[1:].reshape(-1, 2):
        if np.isfinite(resistance):
            total += resistance / (1.0 + 1j * omega * resistance * capacitance)
    return np.asarray(total)


def draw_capacitance(result: ImpedanceResult) -> Figure:
    """Capacitance against voltage at a few frequencies."""
    figure = new_figure(COLUMN_IN, 2.7)
    axes = figure.add_subplot()
    count = result.frequency_hz.size
    picked = np.unique(np.linspace(0, count - 1, _CURVES).round().astype(int))
    in_hz = EngFormatter("Hz", places=0)
    for number, column in enumerate(picked):
        # Low frequencies lie on one another: dashes let the lower curve through.
        look = cycled_look(number)
        capacitance = result.capacitance_f_m2[:, column] * 1e3
        label = in_hz(result.frequency_hz[column])
        axes.plot(result.voltage_v, capacitance, look.line, color=look.colour, label=label)
    axes.set_xlabel("voltage (V)")
    axes.set_ylabel("capacitance (nF mm$^{-2}$)")
    figure.legend(loc="outside lower center", ncols=2)
    return figure
