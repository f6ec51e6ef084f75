"""The cases of a sweep as a table for a terminal; files keep the plain columns of table.csv."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sim.batch.running.folder import CaseState
from sim.batch.running.table import Row
from sim.batch.study.axes import axis_texts, short_names
from sim.batch.study.sampling import plain_number
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
    return lambda measures: shown_number(100.0 * measures.get(name, math.nan), 2)


def _with_error(name: str) -> Callable[[Measures], str]:
    """A share and its error; records of older sweeps hold none for some of them."""

    def text(measures: Measures) -> str:
        value, error = (measures.get(key, math.nan) for key in (name, f"{name}_error"))
        return shown_with_error(100.0 * value, 100.0 * error)

    return text


_QUANTITIES = (
    _Quantity("LEE", "%", _with_error("lee")),
    _Quantity("Purcell", "", lambda measures: shown_number(measures.get("purcell", math.nan), 3)),
    _Quantity("crosstalk", "%", _with_error("crosstalk")),
    _Quantity("peak EQE", "%", _with_error("eqe_peak")),
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
        texts = axis_texts([row.values.get(axis) for row in shown])
        columns.append(Column(names[axis], texts.values, is_text=not _are_numbers(texts.values)))
        if texts.common:
            notes.append(f"Every {names[axis]} there is: {texts.common}.")
    columns.append(Column("status", tuple(_state(row) for row in shown), is_text=True))
    measured = [_measured(row) for row in shown]
    columns += [
        Column(entry.name, tuple(entry.text(measures) for measures in measured), entry.unit)
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
    record = row.examined.record
    if row.examined.state is not CaseState.DONE or record is None:
        return {}
    return record.measures


def _state(row: Row) -> str:
    record = row.examined.record
    if row.examined.state is CaseState.DONE and record is not None:
        return record.status
    return row.examined.state.value
