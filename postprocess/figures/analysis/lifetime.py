"""Luminance over time at several initial luminances."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from postprocess.figures.saving import save_figures
from postprocess.figures.style import COLUMN_IN, GREY, new_figure
from sim.electrical.ageing.stretched_exponential import Decay


def draw_lifetime(decays: Sequence[tuple[float, Decay]]) -> Figure:
    """One curve per initial luminance in cd/m2; call inside ``figure_style``."""
    figure = new_figure(COLUMN_IN, 2.6)
    axes = figure.add_subplot()
    first = min(decay.time_h(0.99) for _, decay in decays)
    last = max(decay.time_h(0.1) for _, decay in decays)
    times = np.geomspace(first, last, 300)
    for light, decay in decays:
        axes.plot(times, decay.share(times), label=f"{light:g} cd m$^{{-2}}$")
    for share, name in ((0.95, "T95"), (0.5, "T50")):
        axes.axhline(share, color=GREY, lw=0.6)
        axes.annotate(name, (last, share), va="bottom", ha="right", fontsize=6, color=GREY)
    axes.set_xscale("log")
    axes.set_ylim(0.0, 1.05)
    axes.set_xlabel("time (h)")
    axes.set_ylabel("luminance over the initial one")
    figure.legend(loc="outside lower center", ncols=3)
    return figure


def save_lifetime(
    decays: Sequence[tuple[float, Decay]], folder: Path, formats: Sequence[str] = ("png",)
) -> list[Path]:
    """Write ``lifetime.FORMAT``; returns the files."""
    return save_figures({"lifetime": partial(draw_lifetime, decays)}, folder, formats)
