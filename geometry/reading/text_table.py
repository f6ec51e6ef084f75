"""Columns of numbers in a text file: separator, decimal sign, headers and blocks, all looked for.

Every pair of separator and decimal sign is tried, and the one taken that reads most lines as
numbers; a decimal comma needs another separator than the comma. Lines without two numbers are
text: the last one before numbers, of as many entries as these, is their header. Text between
numbers begins a new block, as on pages that list n and then k.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from geometry.arrays import FloatArray
from geometry.wording import shorten

MAX_BYTES = 10_000_000

_FORMATS = (
    *(("\t", "."), ("\t", ","), (";", "."), (";", ","), (",", ".")),
    *((" ", "."), (" ", ",")),
)
"""Separator and decimal sign, in the order in which they win when they read equally much."""

_NAMES = {"\t": "tabs", ";": "semicolons", ",": "commas", " ": "blanks"}
_COMMENT = ("#", "%", "!", "//")
_POINT = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eEdD][+-]?\d+)?")
_COMMA = re.compile(r"[+-]?(\d+,?\d*|,\d+)([eEdD][+-]?\d+)?")
_MISSING = frozenset({"", "nan", "-nan", "inf", "-inf", "+inf", "--", "n/a", "na", "#n/a", "#num!"})


class FileError(ValueError):
    """A file that cannot be read as what it is meant to be; one line that names the file."""


@dataclass(frozen=True)
class Block:
    """Rows of numbers that follow one another.

    Attributes:
        header: one entry per column; empty where there is none.
        rows: (R, C); NaN where a cell is empty or says that it holds no number.
        lines: number of every row's line, from 1.
        above: the line before the header, which may hold names over units.
    """

    header: tuple[str, ...]
    rows: FloatArray
    lines: tuple[int, ...]
    above: tuple[str, ...] = ()


@dataclass(frozen=True)
class TextTable:
    """What a text file holds.

    Attributes:
        path: the file.
        blocks: in order; at least one.
        text: lines that are no numbers, such as settings of the instrument.
        format: separator and decimal sign, in words.
    """

    path: Path
    blocks: tuple[Block, ...]
    text: tuple[str, ...]
    format: str

    def refuse(self, text: str, line: int | None = None) -> FileError:
        """An error of this file."""
        where = f"{self.path}" if line is None else f"{self.path}:{line}"
        return FileError(f"{where}: {text}")


def read_text_table(path: Path) -> TextTable:
    """Read the columns of a file.

    Raises:
        FileError: unreadable, no numbers, or a row of another length than those before it.
    """
    lines = read_text(path).splitlines()
    separator, decimal = max(_FORMATS, key=lambda form: _score(lines, *form))
    if not _score(lines, separator, decimal):
        raise FileError(f"{path}: no two columns of numbers; expected text such as '500, 1.85, 0'")
    reader = _Reader(path, separator, decimal)
    for number, line in enumerate(lines, start=1):
        reader.take(number, line)
    reader.close()
    sign = "decimal comma" if decimal == "," else "decimal point"
    words = f"columns between {_NAMES[separator]}, {sign}"
    return TextTable(path, tuple(reader.blocks), tuple(reader.text), words)


def read_text(path: Path) -> str:
    """The text of a file in UTF-8, UTF-16 or the Windows code page of older instruments.

    Raises:
        FileError: no such file, not a file, or too long.
    """
    try:
        if path.is_dir():
            raise FileError(f"{path}: a directory; expected a file")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise FileError(f"{path}: {error.strerror or error}") from None
    if len(data) > MAX_BYTES:
        raise FileError(f"{path}: larger than {MAX_BYTES} bytes")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data:
        raise FileError(f"{path}: not a text file")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


@dataclass
class _Reader:
    """Takes lines and gathers blocks."""

    path: Path
    separator: str
    decimal: str
    blocks: list[Block] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    _header: tuple[str, ...] = ()
    _above: tuple[str, ...] = ()
    _rows: list[list[float]] = field(default_factory=list)
    _lines: list[int] = field(default_factory=list)

    def take(self, number: int, line: str) -> None:
        """One line of the file."""
        if not line.strip():
            return
        cells = _cells(line, self.separator)
        values = _numbers(cells, self.decimal)
        if values is None:
            self.close()
            text = line.strip().lstrip("#%!/ ")
            if self.separator == " ":  # a unit in brackets belongs to the word before it
                text = re.sub(r"\s+([(\[])", r"\1", text)
            self._above = self._header
            self._header = tuple(_cells(text, self.separator))
            self.text.append(line.strip())
            return
        if self._rows and len(values) != len(self._rows[0]):
            raise FileError(
                f"{self.path}:{number}: {len(values)} columns where {len(self._rows[0])} come "
                f"before: {shorten(line.strip())!r}"
            )
        self._rows.append(values)
        self._lines.append(number)

    def close(self) -> None:
        """End a block, if there is one."""
        if not self._rows:
            return
        header = self._header if len(self._header) == len(self._rows[0]) else ()
        block = Block(header, np.array(self._rows), tuple(self._lines), self._above)
        self.blocks.append(block)
        self._rows, self._lines, self._header, self._above = [], [], (), ()


def _score(lines: Sequence[str], separator: str, decimal: str) -> int:
    return sum(_numbers(_cells(line, separator), decimal) is not None for line in lines)


def _cells(line: str, separator: str) -> list[str]:
    """Entries of a line; blanks and separators at its end count for nothing."""
    line = line.strip()
    if line.startswith(_COMMENT):
        return [line]
    line = line.partition(" #")[0].rstrip()
    if separator == " ":
        return line.split()
    cells = next(csv.reader([line], delimiter=separator), [])
    cells = [cell.strip() for cell in cells]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _numbers(cells: Sequence[str], decimal: str) -> list[float] | None:
    """The numbers of a row; None where it is text."""
    pattern = _COMMA if decimal == "," else _POINT
    values: list[float] = []
    for cell in cells:
        if pattern.fullmatch(cell):
            plain = cell.replace(",", ".") if decimal == "," else cell
            values.append(float(plain.lower().replace("d", "e")))
        elif cell.lower() in _MISSING:
            values.append(float("nan"))
        else:
            return None
    return values if sum(not np.isnan(value) for value in values[:2]) and len(values) > 1 else None
