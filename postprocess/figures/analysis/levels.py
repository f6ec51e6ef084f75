"""Levels, carriers, field and recombination over a device's layers, at rest and at work."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from geometry.arrays import FloatArray
from postprocess.figures.fitting import folded
from postprocess.figures.style import (
    BLACK,
    BLUE,
    VERMILION,
    WIDE_IN,
    Line,
    new_figure,
    panel_title,
    part_colour,
    part_name,
)
from sim.results.levels import EMITTER, LevelsResult

_NM = 1e9
_CM3 = 1e-6
_MV_CM = 1e-8
_TINT = 0.3
_WIDEST = 24
"""Characters of a layer's name in a line of the legend."""
_SLACK_NM = 1e-3
_DECADES = 12.0
"""Densities further below the largest are left out: minorities at rest span a hundred decades."""
_STYLES: tuple[Line, Line] = (":", "-")
"""At rest, at work."""


def draw_levels(result: LevelsResult) -> Figure:
    """Five panels over the position from the anode on; layers as tints, sheets of dots as dashes.

    Energies are over the cathode's Fermi level.

    Args:
        result: at one voltage (where no other was solved) or two.
    """
    figure = new_figure(WIDE_IN, 4.3)
    panels = figure.subplot_mosaic("aaabbb;ccddee")
    last = result.bias_v.size - 1
    _bands(panels["a"], result, 0)
    panel_title(panels["a"], "a", _voltage(result, 0))
    if last > 0:
        _bands(panels["b"], result, last)
        panel_title(panels["b"], "b", f"{_voltage(result, last)}, peak EQE")
        panels["b"].sharey(panels["a"])
        panels["a"].autoscale()
    else:
        panels["b"].set_axis_off()
    _carriers(panels["c"], result)
    panel_title(panels["c"], "c", "carriers")
    _field(panels["d"], result)
    panel_title(panels["d"], "d", "field away from the anode")
    _recombination(panels["e"], result, last)
    panel_title(panels["e"], "e", f"recombination, {_voltage(result, last)}")
    for axes in panels.values():
        _tint(axes, result)
    figure.legend(handles=list(_handles(result)), loc="outside lower center", ncols=4)
    return figure


def _voltage(result: LevelsResult, row: int) -> str:
    return f"{result.bias_v[row]:.3g} V"


def _tint(axes: Axes, result: LevelsResult) -> None:
    """Layers behind the curves, and the common axis."""
    starts, ends = _NM * result.layer_start_m, _NM * result.layer_end_m
    for name, start, end in zip(result.layer_names, starts, ends, strict=True):
        axes.axvspan(start, end, color=part_colour(name), alpha=_TINT, lw=0.0, zorder=0)
    axes.set_xlim(0.0, ends[-1])
    axes.set_xlabel("position from the anode (nm)")


def _over_layers(axes: Axes, result: LevelsResult, values: FloatArray, colour: str) -> None:
    """A level of the layers as lines, of the sheets as dashes as wide as a dot."""
    x, sheet = _NM * result.position_m, result.is_sheet
    for start, end in _layer_ends(result):
        inside = ~sheet & (x >= start) & (x <= end)
        axes.plot(x[inside], values[inside], color=colour)
    emitter = result.layer_names.index(EMITTER)
    thickness = _NM * (result.layer_end_m - result.layer_start_m)[emitter]
    half = 0.4 * thickness / sheet.sum()
    axes.hlines(values[sheet], x[sheet] - half, x[sheet] + half, color=colour, lw=1.4)


def _layer_ends(result: LevelsResult) -> Iterator[tuple[float, float]]:
    """Between which nodes of a layer lie, nm; the emitter, of sheets, is left out.

    Where two layers meet, their nodes lie side by side: the first one's last is not the second's.
    """
    before = EMITTER
    ends = zip(result.layer_names, result.layer_start_m, result.layer_end_m, strict=True)
    for name, start, end in ends:
        if name != EMITTER:
            first = -_SLACK_NM if before == EMITTER else _SLACK_NM
            yield _NM * start + first, _NM * end + _SLACK_NM
        before = name


def _bands(axes: Axes, result: LevelsResult, row: int) -> None:
    for edge, fermi, colour in (
        (result.conduction_ev, result.electron_fermi_ev, BLUE),
        (result.valence_ev, result.hole_fermi_ev, VERMILION),
    ):
        _over_layers(axes, result, edge[row], colour)
        axes.plot(_NM * result.position_m, fermi[row], color=colour, ls="--", lw=0.8)
    axes.set_ylabel("energy (eV)")


def _carriers(axes: Axes, result: LevelsResult) -> None:
    x = _NM * result.position_m
    for row, style in zip(range(result.bias_v.size), _STYLES, strict=False):
        for density, colour in ((result.electrons_1_m3, BLUE), (result.holes_1_m3, VERMILION)):
            _positive(axes, x, _CM3 * density[row], colour, style)
    top = _CM3 * max(result.electrons_1_m3.max(), result.holes_1_m3.max())
    axes.set_yscale("log")
    axes.set_ylim(top * 10.0**-_DECADES, 5.0 * top)
    axes.set_ylabel("density (cm$^{-3}$)")


def _positive(axes: Axes, x: FloatArray, y: FloatArray, colour: str, style: Line) -> None:
    shown = np.isfinite(y) & (y > 0.0)
    axes.plot(x[shown], y[shown], color=colour, ls=style, lw=1.0)


def _field(axes: Axes, result: LevelsResult) -> None:
    for values, style in zip(result.field_v_m, _STYLES, strict=False):
        axes.plot(_NM * result.edge_m, _MV_CM * values, color=BLACK, ls=style, lw=1.0)
    axes.set_ylabel("field (MV cm$^{-1}$)")


def _recombination(axes: Axes, result: LevelsResult, row: int) -> None:
    """On a log axis: of the sheets as stems with a mark, between them as a line."""
    x, rate, sheet = (
        _NM * result.position_m,
        _CM3 * result.recombination_1_m3s[row],
        result.is_sheet,
    )
    axes.set_ylabel("net recombination (cm$^{-3}$ s$^{-1}$)")
    if not np.any(rate > 0.0):
        return
    top = float(rate.max())
    for start, end in _layer_ends(result):
        inside = ~sheet & (x >= start) & (x <= end)
        _positive(axes, x[inside], rate[inside], BLACK, "-")
    shown = sheet & (rate > 0.0)
    axes.plot(x[shown], rate[shown], "o", color=BLACK, ms=3.0)
    axes.set_yscale("log")
    axes.set_ylim(top * 10.0**-_DECADES, 5.0 * top)
    axes.vlines(x[shown], axes.get_ylim()[0], rate[shown], color=BLACK, lw=0.8)


def _handles(result: LevelsResult) -> Iterator[Line2D | Patch]:
    yield Line2D([], [], color=BLUE, label="conduction level, electrons")
    yield Line2D([], [], color=VERMILION, label="valence level, holes")
    yield Line2D([], [], color=BLACK, ls="--", lw=0.8, label="quasi-Fermi levels, cathode's 0")
    for row, style in zip(range(result.bias_v.size), _STYLES, strict=False):
        yield Line2D([], [], color=BLACK, ls=style, lw=1.0, label=_voltage(result, row))
    for name in result.layer_names:
        yield Patch(
            color=part_colour(name), alpha=_TINT, lw=0.0, label=folded(part_name(name), _WIDEST)
        )
