"""Areas and lifetimes as tables for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group
from rich.text import Text

from sim.analysis.area import AreaResult
from sim.electrical.ageing.stretched_exponential import Decay
from sim.text_table import Column, TextTable

_NF_MM2 = 1e3
"""F/m2 to nF/mm2."""


def render_areas(result: AreaResult) -> Group:
    """The parts of the capacitance, and a line per width."""
    rows, parts, around = result.rows, result.capacitance, result.surroundings
    head = (
        f"{result.name} at {0.1 * result.current_density_a_m2:g} mA/cm2 of emitting area, "
        f"{rows[0].voltage_v:.2f} V"
    )
    split = (
        f"capacitance {_NF_MM2 * parts.total:.4g} nF/mm2 (well {_NF_MM2 * parts.well:.3g}, bank "
        f"{_NF_MM2 * parts.bank:.3g}, fringe {_NF_MM2 * parts.fringe:.2g}), fill factor "
        f"{parts.fill_factor:.3g}; electrode {around.sheet_resistance_ohm:g} ohm, fed at "
        f"{around.feed.value}; leads and generator {around.resistance_ohm:g} ohm"
    )

    def column(name: str, values: Sequence[float], unit: str, form: str) -> Column:
        return Column(name, tuple(format(value, form) for value in values), unit)

    table = TextTable(
        "",
        (
            column("width", [1e3 * r.width_m for r in rows], "mm", ".3g"),
            column("current", [1e3 * r.current_a for r in rows], "mA", ".3g"),
            column("drop", [1e3 * r.drop_v for r in rows], "mV", ".3g"),
            column("least / mean", [r.least_over_mean for r in rows], "", ".3f"),
            column("capacitance", [1e9 * r.capacitance_f for r in rows], "nF", ".3g"),
            column("0 to 90 %", [1e6 * r.response_s for r in rows], "us", ".3g"),
            column("rise", [r.rise_k for r in rows], "K", ".3g"),
            column("of the plate", [r.plate_rise_k for r in rows], "K", ".3g"),
        ),
    )
    notes = (Text(note, style="yellow") for note in result.notes)
    return Group(Text(head, style="bold"), Text(split, style="dim"), table, *notes)


def render_lifetimes(decays: Sequence[tuple[float, Decay]], shares: Sequence[float]) -> TextTable:
    """Times to shares of the initial luminance: one line per luminance in cd/m2."""
    columns = [Column("luminance", tuple(f"{light:g}" for light, _ in decays), "cd/m2")]
    for share in shares:
        times = tuple(f"{decay.time_h(share):.4g}" for _, decay in decays)
        columns.append(Column(f"T{100.0 * share:g}", times, "h"))
    return TextTable("", tuple(columns))
