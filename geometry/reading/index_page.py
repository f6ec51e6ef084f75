"""A page of the refractiveindex.info data base: YAML with a list of formulas and tables.

    DATA:
      - {type: formula 2, wavelength_range: 0.3 2.5, coefficients: 0 1.03961212 0.00600069867 ...}
      - {type: tabulated k, data: "0.3 2.8e-6 ..."}

Formulas are put into tables of 2 nm within 300 to 1200 nm and their own range: between such points
the line differs from glass's curve by 1e-6.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from geometry.arrays import FloatArray
from geometry.reading.formulas import index_of_formula
from geometry.reading.optical_constants import Curve, OpticalConstants, joined, rising
from geometry.reading.text_table import Block, FileError, TextTable

_STEP_NM = 2.0
_LOW_NM, _HIGH_NM = 300.0, 1200.0
_TAG = re.compile(r"<[^>]*>")
_COLUMNS = {"tabulated nk": ("n", "k"), "tabulated n": ("n",), "tabulated k": ("k",)}


def read_page(path: Path, page: Mapping[str, Any]) -> OpticalConstants:
    """The optical constants of a page.

    Args:
        path: the file, for messages.
        page: what its YAML holds.

    Raises:
        FileError: an entry without a type or of an unknown one, a missing coefficient, no n.
    """
    entries = page.get("DATA")
    if not isinstance(entries, list) or not entries:
        raise FileError(f"{path}: no list DATA of formulas or tables")
    curves: dict[str, Curve] = {}
    said: list[str] = []
    for number, entry in enumerate(entries, start=1):
        for name, curve in _entry(path, number, entry).items():
            if name in curves:
                raise FileError(f"{path}: entry {number}: a second {name}")
            curves[name] = curve
        said.append(f"entry {number}: {entry['type']}")
    if "n" not in curves:
        raise FileError(f"{path}: entries 1 to {len(entries)} hold no n")
    wavelength, n, k = joined(curves["n"], curves.get("k"))
    if wavelength.size < 2:
        raise FileError(f"{path}: n and k share no range of wavelengths")
    guesses = () if "k" in curves else ("the page holds no k: taken as 0",)
    said += [*guesses, f"covers {wavelength[0]:g} to {wavelength[-1]:g} nm"]
    source = " ".join(_TAG.sub("", str(page.get("REFERENCES", ""))).split()) or f"file {path.name}"
    return OpticalConstants(wavelength, n, k, source, tuple(said), guesses)


def _entry(path: Path, number: int, entry: Any) -> dict[str, Curve]:
    where = f"entry {number}"
    if not isinstance(entry, Mapping) or "type" not in entry:
        raise FileError(
            f"{path}: {where}: no type; expected formula 1 to 9, or tabulated nk, n or k"
        )
    kind = " ".join(str(entry["type"]).lower().split())
    if kind in _COLUMNS:
        return _table(path, where, entry, _COLUMNS[kind])
    if re.fullmatch(r"formula \d+", kind):
        return {"n": _formula(path, where, entry, int(kind.split()[1]))}
    raise FileError(
        f"{path}: {where}: type {kind!r} is unknown; expected formula 1 to 9, or tabulated nk, n, k"
    )


def _table(
    path: Path, where: str, entry: Mapping[str, Any], names: tuple[str, ...]
) -> dict[str, Curve]:
    lines = [line.split() for line in str(entry.get("data", "")).splitlines() if line.strip()]
    if len(lines) < 2 or {len(line) for line in lines} != {1 + len(names)}:
        expected = " ".join(("wavelength_um", *names))
        raise FileError(f"{path}: {where}: expected at least two rows of {expected} under data")
    rows = np.array([[_number(path, where, word) for word in line] for line in lines])
    table = TextTable(Path(f"{path}: {where}"), (Block((), rows, ()),), (), "")
    numbers = tuple(range(1, len(lines) + 1))
    return {
        name: rising(rows[:, 0] * 1e3, rows[:, column], name, table, numbers)
        for column, name in enumerate(names, start=1)
    }


def _formula(path: Path, where: str, entry: Mapping[str, Any], number: int) -> Curve:
    coefficients = [_number(path, where, w) for w in str(entry.get("coefficients", "")).split()]
    written = str(entry.get("wavelength_range", entry.get("range", ""))).split()
    if len(written) != 2:
        raise FileError(f"{path}: {where}: no wavelength_range of two numbers in um")
    low, high = (1e3 * _number(path, where, word) for word in written)
    wavelength = _between(max(low, _LOW_NM), min(high, _HIGH_NM))
    if wavelength.size < 2:
        raise FileError(f"{path}: {where}: holds from {low:g} to {high:g} nm: no visible light")
    try:
        return Curve(wavelength, index_of_formula(number, coefficients, wavelength * 1e-3))
    except ValueError as error:
        raise FileError(f"{path}: {where}: {error}") from None


def _between(low_nm: float, high_nm: float) -> FloatArray:
    if not low_nm < high_nm:
        return np.zeros(0)
    return np.linspace(low_nm, high_nm, 1 + int(np.ceil((high_nm - low_nm) / _STEP_NM)))


def _number(path: Path, where: str, word: str) -> float:
    try:
        number = float(word)
    except ValueError:
        raise FileError(f"{path}: {where}: {word!r} is not a number") from None
    if not np.isfinite(number):
        raise FileError(f"{path}: {where}: {word!r} is not finite")
    return number
