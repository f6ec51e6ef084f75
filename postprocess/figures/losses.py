"""Why the EQE is what it is: its factors, the way from the film to the device, and lost current."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from postprocess.case.efficiency import EfficiencyChain, efficiency_chain
from postprocess.figures.eqe import density_ma_cm2, electrical_of
from postprocess.figures.style import (
    BLACK,
    BLUE,
    BROWN,
    COLUMN_IN,
    FILM,
    GREEN,
    GREY,
    ORANGE,
    PINK,
    PIXEL,
    PURPLE,
    SKY,
    SMALL,
    VERMILION,
    WIDE_IN,
    YELLOW,
    new_figure,
    panel_title,
)
from sim.electrical.channels.table import CHANNELS, Channel
from sim.results.records import CaseResult

_FACTORS = {
    "injection": "injection",
    "iqe": "IQE",
    "lee": "LEE",
    "recycling": "recycling\nand zone",
}
_LINES = ("-", "--", "-.", ":")
_COLOURS = {
    "black": BLACK,
    "blue": BLUE,
    "brown": BROWN,
    "green": GREEN,
    "grey": GREY,
    "orange": ORANGE,
    "pink": PINK,
    "purple": PURPLE,
    "sky": SKY,
    "vermilion": VERMILION,
    "yellow": YELLOW,
}


@dataclass(frozen=True)
class _Bar:
    """One group of bars: whose factors, in which colour."""

    label: str
    colour: str
    chain: EfficiencyChain


def draw_chain(case: CaseResult) -> Figure:
    """Factors of the peak EQE, and the steps from the film's peak EQE to the device's.

    Raises:
        ValueError: the case has no electrical result, or no point of it emits.
    """
    bars = _bars(case)
    if not bars:
        raise ValueError("no point of the electrical result emits light")
    both = len(bars) == 2
    figure = new_figure(WIDE_IN if both else COLUMN_IN, 2.5)
    panels = figure.subplots(1, len(bars), squeeze=False)[0]
    _draw_factors(panels[0], bars)
    if both:
        _draw_waterfall(panels[1], bars[1].chain, bars[0].chain)
    return figure


LEAST_SHARE = 1e-3
"""A channel that never takes this much of the current is not drawn."""


def draw_losses(case: CaseResult) -> Figure:
    """Share of the current that each loss channel takes, against current density.

    Raises:
        ValueError: the case has no electrical result.
    """
    result = electrical_of(case)
    density = density_ma_cm2(result)
    figure = new_figure(COLUMN_IN, 2.7)
    axes = figure.add_subplot()
    for number, channel in enumerate(_rows(result.losses)):
        share = result.losses[channel.name]
        shown = (density > 0) & np.isfinite(share)
        if np.max(share[shown], initial=0.0) < LEAST_SHARE:
            continue
        axes.semilogx(
            density[shown],
            100 * share[shown],
            _LINES[number % len(_LINES)],
            color=_COLOURS[channel.colour],
            label=channel.label,
        )
    axes.set_xlabel("current density (mA cm$^{-2}$)")
    axes.set_ylabel("share of the current (%)")
    axes.set_ylim(0.0, 100.0)
    figure.legend(loc="outside lower center", ncols=3)
    return figure


def _rows(names: Iterable[str]) -> list[Channel]:
    """Rows of the channels that a result has; a name that the table lacks becomes a grey row."""
    stored = list(names)
    known = {channel.name for channel in CHANNELS}
    rows = [channel for channel in CHANNELS if channel.name in stored]
    rows += [Channel(n, n.replace("_", " "), "grey") for n in stored if n not in known]
    return rows


def _draw_factors(axes: Axes, bars: list[_Bar]) -> None:
    names = [*_FACTORS, "eqe"]
    width = 0.8 / len(bars)
    for row, bar in enumerate(bars):
        heights = [100.0 * getattr(bar.chain, name) for name in names]
        place = np.arange(len(names)) + (row - 0.5 * (len(bars) - 1)) * width
        drawn = axes.bar(place, heights, width * 0.92, color=bar.colour, label=bar.label)
        axes.bar_label(drawn, fmt="{:.3g}", fontsize=SMALL, padding=1)
    axes.set_xticks(range(len(names)), [*_FACTORS.values(), "EQE"])
    axes.set_ylabel("factor at the peak EQE (%)")
    axes.set_ylim(0.0, 1.3 * max(100.0, axes.get_ylim()[1] / 1.05))
    axes.set_yticks(range(0, 101, 20))
    axes.legend(loc="upper center", ncols=2)
    if len(bars) > 1:
        panel_title(axes, "a")


def _draw_waterfall(axes: Axes, film: EfficiencyChain, device: EfficiencyChain) -> None:
    """Replace the film's factors by the device's one after another, in the order of the chain."""
    level = 100.0 * film.eqe
    axes.bar(0, level, 0.7, color=FILM)
    _mark(axes, 0, level, f"{level:.1f}")
    for place, name in enumerate(_FACTORS, start=1):
        after = level * getattr(device, name) / getattr(film, name)
        colour = GREEN if after > level else VERMILION
        axes.bar(place, after - level, 0.7, bottom=level, color=colour)
        axes.plot([place - 0.65, place + 0.35], [level, level], color=GREY, lw=0.6)
        step = round(after - level, 1)
        _mark(axes, place, max(level, after), f"{step:+.1f}" if step else "0")
        level = after
    last = len(_FACTORS) + 1
    axes.bar(last, level, 0.7, color=PIXEL)
    _mark(axes, last, level, f"{level:.1f}")
    labels = ["film", *_FACTORS.values(), "this\ndevice"]
    axes.set_xticks(range(last + 1), labels)
    axes.set_ylabel("peak EQE (%)")
    axes.set_ylim(0.0, 115.0 * max(film.eqe, device.eqe))
    panel_title(axes, "b")


def _mark(axes: Axes, x: float, y: float, text: str) -> None:
    axes.annotate(
        text, (x, y), xytext=(0, 2), textcoords="offset points", ha="center", fontsize=SMALL
    )


def _bars(case: CaseResult) -> list[_Bar]:
    bars = []
    own = efficiency_chain(electrical_of(case), case.optics)
    if own is not None:
        bars.append(_Bar("this device", PIXEL, own))
    if case.reference is not None and case.reference_electrical is not None:
        film = efficiency_chain(case.reference_electrical, case.reference)
        if own is not None and film is not None:
            bars.append(_Bar("unpatterned film", FILM, film))
    return bars
