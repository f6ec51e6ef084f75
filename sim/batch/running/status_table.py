"""The cases of a sweep as a table for a terminal; files keep the plain columns of table.csv."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sim.batch.running.folder import CaseState
from sim.batch.study.axes import axis_texts, short_names
from sim.batch.study.sampling import plain_number
from sim.batch.study.table import Row
from sim.text_table import NONE, Column, TextTable, compact, shown_number, shown_with_error

_SHOWN_ROWS = 60
Measures = Mapping[str, float]


@dataclass(frozen=True)
class _Quantity:
    """A column of measures: heading, unit, and what is written of a case."""

    name: str
    unit: str
    text: Callable[[Measures], str]


def _share(name: str) -> Callable[[Measures], str]:
    return lambda found: shown_number(100.0 * found.get(name, math.nan), 2)


def _lee(found: Measures) -> str:
    lee, error = found.get("lee", math.nan), found.get("lee_error", math.nan)
    return shown_with_error(100.0 * lee, 100.0 * error)


_QUANTITIES = (
    _Quantity("LEE", "%", _lee),
    _Quantity("Purcell", "", lambda found: shown_number(found.get("purcell", math.nan), 3)),
    _Quantity("crosstalk", "%", _share("crosstalk")),
    _Quantity("peak EQE", "%", _share("eqe_peak")),
    _Quantity("film EQE", "%", _share("film_eqe_peak")),
)


def case_table(title: str, axes: Sequence[str], rows: Sequence[Row]) -> TextTable:
    """One line per case: what varies of the axes, where it stands, and measures.

    What is the same in every case is said above the table.
    """
    shown = rows[:_SHOWN_ROWS]
    names = short_names(axes)
    columns, notes = [], []
    for axis in axes:
        found = axis_texts([row.values.get(axis) for row in shown])
        columns.append(Column(names[axis], found.values, is_text=not _are_numbers(found.values)))
        if found.common:
            notes.append(f"Every {names[axis]} there is: {found.common}.")
    columns.append(Column("status", tuple(_state(row) for row in shown), is_text=True))
    measured = [_measured(row) for row in shown]
    columns += [
        Column(entry.name, tuple(entry.text(found) for found in measured), entry.unit)
        for entry in _QUANTITIES
    ]
    kept, same = compact(columns)
    caption = ""
    if len(rows) > len(shown):
        caption = f"the first {len(shown)} of {len(rows)}; all in table.csv"
    said = tuple(sentence for sentence in (same, *notes) if sentence)
    return TextTable(title, kept, said, caption=caption)


def _are_numbers(texts: Sequence[str]) -> bool:
    return all(plain_number(text) is not None or text == NONE for text in texts)


def _measured(row: Row) -> Measures:
    record = row.found.record
    if row.found.state is not CaseState.DONE or record is None:
        return {}
    return record.measures


def _state(row: Row) -> str:
    record = row.found.record
    if row.found.state is CaseState.DONE and record is not None:
        return record.status
    return row.found.state.value
