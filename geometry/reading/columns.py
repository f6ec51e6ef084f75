"""Which column of a table is what, and in which unit: told, in the header, or by its range.

A header is a name with or without a unit: ``Wavelength (nm)``, ``lambda/um``, ``Current_mA``.
Users may name the columns themselves as words: ``wavelength_nm n k``, with ``-`` for one to leave
out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from geometry.arrays import FloatArray
from geometry.materials.absorption_edge import PLANCK_LIGHTSPEED_EV_NM
from geometry.reading.text_table import Block, TextTable

LENGTHS_NM: Mapping[str, float] = {"nm": 1.0, "um": 1e3, "m": 1e9, "a": 0.1}
"""Units of a wavelength, in nm; ``a`` is the angstrom."""

LEFT_OUT = "-"
"""A column that the user leaves out."""

UNITS = frozenset(
    {
        *("nm", "um", "m", "ev", "v", "mv", "a", "ma", "ua", "w", "mw", "uw", "w/nm", "uw/nm"),
        *("ma/cm2", "a/m2", "a/cm2", "ua/cm2", "cd/m2", "kcd/m2", "cd/a", "lm/w", "%"),
    }
)
"""Units that a header may have without brackets, as ``plain_unit`` writes them."""

_BRACKETS = re.compile(r"^(?P<name>.*?)\s*[(\[](?P<unit>[^)\]]*)[)\]]\s*$")
_PART = re.compile(r"[/_\s]\s*")
_SPELLINGS = (
    *(("µ", "u"), ("μ", "u"), ("å", "a"), ("²", "2"), ("^", ""), ("·", " "), ("*", " ")),
    *(("microns", "um"), ("micrometers", "um"), ("micron", "um"), ("angstrom", "a")),
    *(("nits", "cd/m2"), ("nit", "cd/m2"), ("percent", "%")),
)
_VISIBLE_NM = (380.0, 780.0)


@dataclass(frozen=True)
class Heading:
    """A header's entry.

    Attributes:
        name: in small letters.
        unit: in small letters as ``cd/m2``; "" where there is none.
    """

    name: str
    unit: str


def heading(text: str) -> Heading:
    """Name and unit of a header's entry."""
    text = text.strip().strip('"')
    match = _BRACKETS.match(text)
    if match is not None:
        return Heading(_plain_name(match["name"]), plain_unit(match["unit"]))
    for part in _PART.finditer(text):
        unit = plain_unit(text[part.end() :])
        if unit in UNITS:
            return Heading(_plain_name(text[: part.start()]), unit)
    return Heading(_plain_name(text), "")


def _plain_name(text: str) -> str:
    return " ".join(text.lower().replace("_", " ").strip(" ,:").split())


def plain_unit(text: str) -> str:
    """One spelling for a unit: ``mA cm^-2`` and ``mA/cm²`` are ``ma/cm2``."""
    unit = text.strip().lower()
    for old, new in _SPELLINGS:
        unit = unit.replace(old, new)
    return re.sub(r"\s*([a-z]+)-([0-9])", r"/\1\2", unit).replace(" ", "")


def headings(block: Block, told: Sequence[str] | None, table: TextTable) -> tuple[Heading, ...]:
    """Name and unit of every column: the user's words, else the header's; names are "" without.

    Raises:
        FileError: another number of words than of columns.
    """
    count = block.rows.shape[1]
    if told is not None:
        if len(told) != count:
            raise table.refuse(
                f"columns names {len(told)} ({' '.join(told)}); the file has {count}; "
                f"write '{LEFT_OUT}' for a column to leave out"
            )
        return tuple(heading(word) for word in told)
    own = tuple(heading(cell) for cell in block.header)
    if (
        own
        and len(block.above) == count
        and all(plain_unit(cell) in UNITS for cell in block.header)
    ):
        # a line of names over a line of units
        return tuple(
            Heading(_plain_name(name), plain_unit(unit))
            for name, unit in zip(block.above, block.header, strict=True)
        )
    return own or (Heading("", ""),) * count


@dataclass(frozen=True)
class Axis:
    """A wavelength axis.

    Attributes:
        wavelength_nm: in the order of the file.
        is_energy: it was written as photon energy.
        said: how its unit is known, as a sentence.
        is_guess: the unit follows from the numbers alone.
    """

    wavelength_nm: FloatArray
    is_energy: bool
    said: str
    is_guess: bool


def spectral_axis(values: FloatArray, head: Heading, table: TextTable, line: int) -> Axis:
    """Wavelengths of a column of wavelengths or photon energies.

    Args:
        values: as written.
        head: of the column.
        table: the file, for messages.
        line: of the first row.

    Raises:
        FileError: not positive, an unknown unit, or numbers that two units explain.
    """
    if np.any(~np.isfinite(values)) or np.any(values <= 0):
        raise table.refuse("a wavelength or energy that is not a positive number", line)
    unit, is_guess = head.unit, False
    if not unit and re.fullmatch(r"e|ev|energy|photon energy|hv", head.name):
        unit = "ev"
    if not unit:
        unit, is_guess = _unit_by_range(values, head, table, line), True
    if unit == "ev":
        wavelength = PLANCK_LIGHTSPEED_EV_NM / values
    elif unit in LENGTHS_NM:
        wavelength = values * LENGTHS_NM[unit]
    else:
        allowed = ", ".join([*LENGTHS_NM, "eV"])
        raise table.refuse(f"unit {unit!r} of {head.name!r} is unknown; known: {allowed}")
    _refuse_far(wavelength, unit, values, table, line)
    shown = {"ev": "eV", "um": "um", "a": "angstrom"}.get(unit, unit)
    kind = "photon energies" if unit == "ev" else "wavelengths"
    by = "by their range" if is_guess else "by the header"
    return Axis(wavelength, unit == "ev", f"{kind} in {shown} {by}", is_guess)


def _unit_by_range(values: FloatArray, head: Heading, table: TextTable, line: int) -> str:
    """The unit in which the numbers reach into the visible."""
    low, high = float(values.min()), float(values.max())
    if high < 1e-4:
        hint = "metres? name the column wavelength_m, or 'wavelength (m)' in the header"
        raise table.refuse(f"wavelengths of {low:g} to {high:g}: {hint}", line)
    spans = {u: (low * LENGTHS_NM[u], high * LENGTHS_NM[u]) for u in ("nm", "um")}
    spans["ev"] = (PLANCK_LIGHTSPEED_EV_NM / high, PLANCK_LIGHTSPEED_EV_NM / low)
    if head.name.startswith(("w", "l", "λ")):  # a header that says wavelength
        del spans["ev"]
    seen = [u for u, (a, b) in spans.items() if a < _VISIBLE_NM[1] and b > _VISIBLE_NM[0]]
    if len(seen) == 1:
        return seen[0]
    what = "could be um or eV" if seen else "are neither nm, um nor eV of visible light"
    hint = "name the columns, such as columns: wavelength_um n k, or write the unit in the header"
    raise table.refuse(f"numbers of {low:g} to {high:g} in the first column {what}; {hint}", line)


def _refuse_far(
    wavelength_nm: FloatArray, unit: str, values: FloatArray, table: TextTable, line: int
) -> None:
    low, high = float(wavelength_nm.min()), float(wavelength_nm.max())
    if low < _VISIBLE_NM[1] and high > _VISIBLE_NM[0]:
        return
    written = f"{values.min():g} to {values.max():g} {unit}"
    metres = "; metres?" if high < 1.0 else ""
    raise table.refuse(
        f"{written} is {low:g} to {high:g} nm: no visible light{metres}; look at the unit", line
    )
