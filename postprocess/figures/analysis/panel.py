"""A panel's picture, its grey levels, its pixels in time, and its colours against density."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage

from geometry.arrays import FloatArray
from postprocess.case.panel_gamut import gamut_shares
from postprocess.figures.saving import Draw
from postprocess.figures.style import BLACK, COLUMN_IN, GREY, WIDE_IN, cycled_look, new_figure
from sim.results.panel import GamutResult, PanelResult

_LEAST = 1e-4
"""Of white: what a logarithmic picture shows as black."""


def panel_figures(panel: PanelResult) -> Mapping[str, Draw]:
    """Name -> what draws it."""
    figures: dict[str, Draw] = {
        "panel": partial(draw_picture, panel),
        "grey": partial(draw_greys, panel),
        "pixel": partial(draw_pixel, panel),
    }
    if panel.gamut is not None:
        figures["gamut"] = partial(draw_gamut, panel.gamut)
    return figures


def draw_picture(panel: PanelResult) -> Figure:
    """Asked for, emitted, seen: as the eye sees them above, over four decades below."""
    figure = new_figure(WIDE_IN, 4.6)
    rows = figure.subplots(2, 3)
    pictures = (
        ("settled pixels alone", panel.wanted_cd_m2),
        ("emitted", panel.emitted_cd_m2),
        ("seen", panel.seen_cd_m2),
    )
    white = float(panel.wanted_cd_m2.max())
    for column, (name, picture) in enumerate(pictures):
        share = np.clip(picture / white, 0.0, 1.0)
        _show(rows[0, column], share ** (1.0 / 2.2), 0.0)
        dark = np.log10(np.maximum(share, _LEAST))
        drawn = _show(rows[1, column], dark, float(np.log10(_LEAST)))
        rows[0, column].set_title(name)
    for axes, name in zip(rows[:, 0], ("as the eye sees it", "four decades"), strict=True):
        axes.set_ylabel(name)
    bar = figure.colorbar(drawn, ax=list(rows[1]), shrink=0.8)
    bar.set_label("log$_{10}$ of luminance\nover white")
    return figure


def _show(axes: Axes, picture: FloatArray, least: float) -> AxesImage:
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[:].set_visible(False)
    high = 1.0 if least == 0.0 else 0.0
    return axes.imshow(picture, cmap="gray", vmin=least, vmax=high, interpolation="nearest")


def draw_greys(panel: PanelResult) -> Figure:
    """Luminance of every grey level: settled, in the first frame, in the last one."""
    figure = new_figure(COLUMN_IN, 2.8)
    axes = figure.add_subplot()
    lit = panel.grey > 0.0
    wanted = panel.grey_wanted_cd_m2[lit]
    axes.loglog(wanted, wanted, color=GREY, lw=0.8, label="settled")
    for values, line, label in (
        (panel.grey_first_cd_m2, "-", "first frame after black"),
        (panel.grey_last_cd_m2, "--", "last frame"),
    ):
        axes.loglog(wanted, np.maximum(values[lit], 1e-12), line, label=label)
    axes.set_ylim(0.3 * wanted.min(), 2.0 * wanted.max())
    axes.set_xlabel("luminance asked for (cd m$^{-2}$)")
    axes.set_ylabel("mean over a frame (cd m$^{-2}$)")
    figure.legend(loc="outside lower center", ncols=3)
    return figure


def draw_pixel(panel: PanelResult) -> Figure:
    """Anode and luminance of single pixels through the first frame after black."""
    figure = new_figure(COLUMN_IN, 4.2)
    above, below = figure.subplots(2, 1, sharex=True)
    time = 1e3 * panel.time_s[1:]
    for number, light in enumerate(panel.traced_cd_m2):
        look = cycled_look(number)
        above.plot(
            time,
            panel.traced_anode_v[number][1:],
            look.line,
            color=look.colour,
            label=f"{light:g} cd m$^{{-2}}$",
        )
        share = panel.traced_luminance_cd_m2[number][1:] / light
        below.plot(time, share, look.line, color=look.colour)
    below.axhline(1.0, color=GREY, lw=0.6)
    below.set_xscale("log")
    below.set_xlim(1e-3, time[-1])
    below.set_ylim(0.0, 1.4)
    above.set_ylabel("anode (V)")
    below.set_ylabel("luminance over asked")
    below.set_xlabel("time after the row is written (ms)")
    figure.legend(loc="outside lower center", ncols=2)
    return figure


def draw_gamut(gamut: GamutResult) -> Figure:
    """Share of Rec. 2020 against pixels per inch, by current, by light, by both."""
    shares = gamut_shares(gamut)
    figure = new_figure(WIDE_IN, 2.8)
    left, right = figure.subplots(1, 2, sharex=True, sharey=True)
    for number, light in enumerate(gamut.drive_cd_m2):
        look = cycled_look(number)
        for axes, values in ((left, shares.electrical), (right, shares.both)):
            axes.plot(
                gamut.ppi,
                100.0 * values[number],
                look.line,
                color=look.colour,
                marker=look.marker,
                label=f"{light:g} cd m$^{{-2}}$" if axes is left else None,
            )
    right.plot(gamut.ppi, 100.0 * shares.optical, color=BLACK, lw=1.0, label="light alone")
    left.set_title("current into neighbours")
    right.set_title("current and light")
    left.set_xscale("log")
    left.set_ylim(0.0, 102.0)
    left.set_ylabel("share of Rec. 2020 (%)")
    for axes in (left, right):
        axes.axhline(100.0 * shares.ideal, color=GREY, lw=0.6)
        axes.set_xlabel("pixels per inch")
    figure.legend(loc="outside lower center", ncols=5)
    return figure
