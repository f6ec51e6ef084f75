"""J-V-L and EQE from a text file: which column is what, by header or by the user's words.

    voltage            V, mV
    current density    mA/cm2, A/m2, A/cm2, uA/cm2
    current            A, mA, uA      needs the device's area: mA are never taken for mA/cm2
    luminance          cd/m2, kcd/m2  volts of a photodiode are never taken for a luminance
    EQE                %, or a share

Every current and luminance needs a unit. Points below 0 V are left out with their number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from geometry.arrays import FloatArray
from geometry.reading.columns import LEFT_OUT, Heading, headings
from geometry.reading.text_table import TextTable, read_text_table
from sim.measured.spec import MeasuredSpec

VOLTAGES: Mapping[str, float] = {"v": 1.0, "mv": 1e-3}
DENSITIES: Mapping[str, float] = {"ma/cm2": 1.0, "a/m2": 0.1, "a/cm2": 1e3, "ua/cm2": 1e-3}
CURRENTS: Mapping[str, float] = {"a": 1e3, "ma": 1.0, "ua": 1e-3}
LUMINANCES: Mapping[str, float] = {"cd/m2": 1.0, "kcd/m2": 1e3}
_M2_PER_CM2 = 1e-4

_NAMES = {
    "voltage": ("v", "u", "voltage", "bias", "volt", "volts", "vbias", "drive voltage"),
    "current": ("i", "j", "current", "current density", "jd", "density"),
    "luminance": ("l", "lum", "luminance", "brightness", "lv"),
    "eqe": ("eqe", "external quantum efficiency", "ext. quantum efficiency", "quantum efficiency"),
}


def read_jvl(
    path: Path, columns: Sequence[str] | None = None, area_m2: float | None = None
) -> MeasuredSpec:
    """Read a file.

    Args:
        path: the file.
        columns: what its columns are, such as ``voltage_V current_mA luminance_cd/m2``.
        area_m2: emitting area, for currents.

    Raises:
        FileError: a column that is missed or has no unit, currents without an area.
    """
    table = read_text_table(path)
    block = max(table.blocks, key=lambda block: block.rows.shape[0])
    heads = headings(block, columns, table)
    if not any(head.name for head in heads):
        raise table.refuse(
            "no header; name the columns, such as columns: voltage_V current_mA luminance_cd/m2",
            block.lines[0],
        )
    places, said = _places(heads, table)
    rows = np.full((block.rows.shape[0], 4), np.nan)
    for number, name in enumerate(("voltage", "current", "luminance", "eqe")):
        if name in places:
            column = block.rows[:, places[name]]
            factor, sentence = _factor(name, heads[places[name]], column, area_m2, table)
            rows[:, number] = column * factor
            said += [sentence] if sentence else []
    kept = np.isfinite(rows[:, 0]) & (rows[:, 0] >= 0.0)
    negative = int(np.sum(rows[:, 0] < 0.0))
    said += [f"{negative} points below 0 V left out"] if negative else []
    rows = rows[kept & np.isfinite(rows[:, 1:]).any(axis=1)]
    if rows.shape[0] < 2:
        raise table.refuse("fewer than two points at 0 V and above")
    return MeasuredSpec(table=_text(rows), source=f"file {path.name}", guesses="; ".join(said))


def _places(heads: Sequence[Heading], table: TextTable) -> tuple[dict[str, int], list[str]]:
    """Column of every quantity; the second list says which columns are left out."""
    places: dict[str, int] = {}
    said: list[str] = []
    for index, head in enumerate(heads):
        name = _quantity(head)
        if name is None or name in places:
            shown = f"{head.name} ({head.unit})" if head.unit else head.name
            said += [] if head.name == LEFT_OUT else [f"column {shown!r} is left out"]
            continue
        places[name] = index
    if "voltage" not in places or len(places) < 2:
        words = ", ".join(repr(head.name) for head in heads)
        raise table.refuse(
            f"of the columns {words}, found {', '.join(places) or 'none'}; expected voltage and a "
            "current, luminance or EQE; name them by columns:"
        )
    return places, said


def _quantity(head: Heading) -> str | None:
    """Which quantity a column holds, by name and unit; None for another one."""
    for name, words in _NAMES.items():
        if head.name in words:
            # A photodiode's signal is often called luminance; its unit tells.
            return None if name == "luminance" and head.unit in {**VOLTAGES, **CURRENTS} else name
    return None


def _factor(
    name: str, head: Heading, column: FloatArray, area_m2: float | None, table: TextTable
) -> tuple[float, str]:
    """What a column is multiplied by, and what was guessed for it."""
    if name == "voltage":
        return _known(head, {**VOLTAGES, "": 1.0}, table), ""
    if name == "luminance":
        return _known(head, LUMINANCES, table), ""
    if name == "eqe":
        if head.unit == "%":
            return 0.01, ""
        in_percent = float(np.nanmax(column)) > 1.0
        return (0.01, "EQE taken as %") if in_percent else (1.0, "EQE taken as a share")
    if head.unit in CURRENTS:
        if area_m2 is None:
            raise table.refuse(f"{head.name!r} is a current in {head.unit}; give area: 4 mm2")
        return CURRENTS[head.unit] / (area_m2 / _M2_PER_CM2), ""
    return _known(head, DENSITIES, table), ""


def _known(head: Heading, units: Mapping[str, float], table: TextTable) -> float:
    if head.unit not in units:
        allowed = ", ".join(unit for unit in units if unit)
        what = f"unit {head.unit!r}" if head.unit else "no unit"
        raise table.refuse(f"{head.name!r} has {what}; expected one of {allowed}")
    return units[head.unit]


def _text(rows: FloatArray) -> str:
    return "; ".join(" ".join(f"{number:.8g}" for number in row) for row in rows)
