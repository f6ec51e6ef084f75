"""A whole study as one table, a row per case: CSV, HDF5, and where installed pandas or xarray."""

from __future__ import annotations

import csv
import importlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.batch.running.folder import CaseState, Examined, SweepFolder
from sim.batch.study.sampling import plain_number
from sim.store.atomic import renamed_when_whole
from sim.store.hdf5 import write_columns


@dataclass(frozen=True)
class Row:
    """Axis values of a case, and where it stands."""

    values: Mapping[str, Any]
    examined: Examined


_FACTS = ("case", "state", "status", "reason")


def write_table(path: Path, axes: Sequence[str], rows: Sequence[Row]) -> None:
    """Write ``table.csv`` and ``table.hdf5`` into the sweep's folder.

    Raises:
        OSError: the file system refuses.
    """
    columns = columns_of(axes, rows)
    with renamed_when_whole(path / "table.csv") as part, part.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))
    write_columns(path / "table.hdf5", {name: _packed(c) for name, c in columns.items()})


def columns_of(axes: Sequence[str], rows: Sequence[Row]) -> dict[str, list[Any]]:
    """Columns by name: facts of the case, then the axes, then the measures; NaN for none."""
    rows_examined = [row.examined for row in rows]
    columns: dict[str, list[Any]] = {
        "case": [examined.key for examined in rows_examined],
        "state": [examined.state.value for examined in rows_examined],
        "status": [examined.record.status if examined.record else "" for examined in rows_examined],
        "reason": [_reason(examined) for examined in rows_examined],
    }
    for path in axes:
        columns[path] = [_shown(row.values.get(path)) for row in rows]
    names: dict[str, None] = {}
    for examined in rows_examined:
        names.update(dict.fromkeys(_measures(examined)))
    for name in names:
        columns[name] = [_measures(examined).get(name, math.nan) for examined in rows_examined]
    return columns


def stored_rows(folder: SweepFolder) -> list[Row]:
    """The rows of a sweep's folder as it is now."""
    index = folder.read_index()
    return [Row(entry["values"], folder.examine(entry["key"])) for entry in index.get("cases", [])]


def to_pandas(path: Path) -> Any:
    """The table of a sweep as a pandas.DataFrame, numbers of axes in their written unit.

    Args:
        path: the sweep's folder, or its table.csv or table.hdf5.

    Raises:
        ImportError: pandas is not installed.
        FileNotFoundError: no sweep lies there.
    """
    pandas = importlib.import_module("pandas")
    folder = SweepFolder(_folder_of(path))
    axes = folder.read_index().get("axes", [])
    frame = pandas.DataFrame(columns_of(axes, stored_rows(folder)))
    for axis in axes:
        numbers = [plain_number(value) for value in frame[axis]]
        if all(number is not None for number in numbers):
            frame[axis] = numbers
    return frame


def to_xarray(path: Path) -> Any:
    """The finished cases of a grid sweep as an xarray.Dataset with one dimension per axis.

    Raises:
        ImportError: xarray or pandas is not installed.
    """
    importlib.import_module("xarray")
    axes = SweepFolder(_folder_of(path)).read_index().get("axes", [])
    frame = to_pandas(path)
    done = frame[frame["state"] == CaseState.DONE.value]
    return done.drop(columns=list(_FACTS)).set_index(list(axes)).to_xarray()


def _folder_of(path: Path) -> Path:
    """The folder of a sweep, from itself or from a table in it."""
    folder = path.parent if path.is_file() else path
    if not (folder / "index.json").is_file():
        raise FileNotFoundError(f"{path}: no sweep (no index.json in {folder})")
    return folder


def _measures(examined: Examined) -> Mapping[str, float]:
    if examined.state is not CaseState.DONE or examined.record is None:
        return {}
    return examined.record.measures


def _reason(examined: Examined) -> str:
    if examined.state is CaseState.CORRUPT:
        return examined.note
    if examined.state is CaseState.FAILED and examined.record is not None:
        return f"{examined.record.reason}: {examined.record.message}"
    return examined.note


def _shown(value: Any) -> str | float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return "" if value is None else str(value)
    return float(value)


def _packed(column: Sequence[Any]) -> np.ndarray[Any, Any]:
    """Numbers as numbers, anything else as text."""
    if all(isinstance(value, float) for value in column):
        return np.array(column, dtype=float)
    return np.array([str(value) for value in column], dtype=object)
