"""A panel as tables for a terminal."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np
from rich.console import Group
from rich.text import Text

from geometry.arrays import FloatArray
from postprocess.case.panel_gamut import gamut_shares
from sim.results.panel import GamutResult, PanelResult
from sim.store.plain import plain
from sim.text_table import Column, TextTable

_UNITS = {"um": "um", "us": "us", "pf": "pF", "ua": "uA", "v": "V", "ma": "mA", "w": "W"}
_UNITS |= {"mv": "mV", "ms": "ms"}


def render_panel(panel: PanelResult) -> Group:
    """Numbers, grey levels, power and uniformity; colours against density where there are any."""
    rows, columns = panel.image.shape
    head = f"{panel.name}: {columns} x {rows} pixels"
    parts: list[object] = [Text(head, style="bold"), _numbers(panel.numbers)]
    parts += [Text(), _levels(panel)]
    power = ", ".join(f"{name} {_short(value)} W" for name, value in panel.power_w.items())
    even = ", ".join(f"{name} {100.0 * value:.2f} %" for name, value in panel.uniformity.items())
    error = max(panel.errors.values(), default=float("nan"))
    parts.append(Text(f"power of the picture: {power}; uniformity of white: {even}"))
    if panel.gamut is not None:
        parts += [Text(), _gamut(panel.gamut)]
    parts.append(Text(f"status: {panel.status.value}; luminance to {100.0 * error:.2g} %"))
    parts += [Text(note, style="yellow") for note in panel.warnings]
    if panel.assumptions:
        usual = ", ".join(f"{entry.path} {entry.value:.3g}" for entry in panel.assumptions)
        parts.append(Text(f"assumed inputs ({len(panel.assumptions)}): {usual}", style="dim"))
    return Group(*parts)  # type: ignore[arg-type]


def _short(value: float) -> str:
    return f"{value:.3g}"


def _numbers(numbers: Mapping[str, float]) -> TextTable:
    names, values, units = [], [], []
    for name, value in numbers.items():
        stem, _, unit = name.rpartition("_")
        known = unit in _UNITS
        names.append((stem if known else name).replace("_", " "))
        values.append(_short(value))
        units.append(_UNITS.get(unit, ""))
    return TextTable(
        "",
        (
            Column("quantity", tuple(names), is_text=True),
            Column("value", tuple(values)),
            Column("unit", tuple(units), is_text=True),
        ),
    )


def _levels(panel: PanelResult) -> TextTable:
    """At most a dozen grey levels from dark to bright."""
    lit = np.flatnonzero(panel.grey > 0.0)
    chosen = lit[np.unique(np.linspace(0, lit.size - 1, min(lit.size, 12)).astype(int))]

    def column(name: str, values: FloatArray, unit: str, form: str) -> Column:
        return Column(name, tuple(format(values[k], form) for k in chosen), unit)

    return TextTable(
        "",
        (
            column("grey", 255.0 * panel.grey, "", ".0f"),
            column("data", panel.data_v, "V", ".3f"),
            column("settled", panel.grey_wanted_cd_m2, "cd/m2", ".4g"),
            column("first frame", panel.grey_first_cd_m2, "cd/m2", ".4g"),
            column("last frame", panel.grey_last_cd_m2, "cd/m2", ".4g"),
        ),
    )


def _gamut(gamut: GamutResult) -> TextTable:
    """Share of Rec. 2020, a line per density."""
    shares = gamut_shares(gamut)
    columns = [Column("PPI", tuple(f"{ppi:g}" for ppi in gamut.ppi))]
    for number, light in enumerate(gamut.drive_cd_m2):
        cells = tuple(f"{100.0 * share:.1f}" for share in shares.electrical[number])
        columns.append(Column(f"current, {light:g} cd/m2", cells, "%"))
    columns.append(Column("light", tuple(f"{100.0 * s:.1f}" for s in shares.optical), "%"))
    caption = f"share of Rec. 2020; {100.0 * shares.ideal:.1f} % without mixing"
    return TextTable("", tuple(columns), caption=caption)


def panel_data(panel: PanelResult) -> dict[str, Any]:
    """Numbers, grey levels, power, uniformity and colours as plain values; no pictures."""
    content: dict[str, Any] = {
        "schema": 1,
        "name": panel.name,
        "status": panel.status.value,
        "pixels": list(panel.image.shape),
        "numbers": panel.numbers,
        "power_w": panel.power_w,
        "uniformity": panel.uniformity,
        "errors": panel.errors,
        "grey": panel.grey,
        "data_v": panel.data_v,
        "grey_wanted_cd_m2": panel.grey_wanted_cd_m2,
        "grey_first_cd_m2": panel.grey_first_cd_m2,
        "grey_last_cd_m2": panel.grey_last_cd_m2,
        "warnings": list(panel.warnings),
        "assumptions": [dataclasses.asdict(entry) for entry in panel.assumptions],
    }
    if panel.gamut is not None:
        shares = gamut_shares(panel.gamut)
        content["gamut"] = {
            "ppi": panel.gamut.ppi,
            "drive_cd_m2": panel.gamut.drive_cd_m2,
            "rec2020_by_current": shares.electrical,
            "rec2020_by_light": shares.optical,
            "rec2020_by_both": shares.both,
            "rec2020_without_mixing": shares.ideal,
        }
    data: dict[str, Any] = plain(content)
    return data
