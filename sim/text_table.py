"""Tables for a terminal: narrow ones keep every cell whole, and what never changes is said once.

A table is laid out for the width it is given: headings in one line where they fit, else a word per
line, then narrower gaps, and at last words of text wrapped within their columns.
"""

from __future__ import annotations

import math
import os
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.measure import Measurement
from rich.text import Text

NONE = "-"
_LEAST_WIDTH = 6
_WIDE_GAP, _NARROW_GAP = 2, 1


@dataclass(frozen=True)
class Column:
    """One column: what it is called, the unit of its numbers, and its cells.

    Attributes:
        name: of the quantity.
        cells: a text per row.
        unit: stated in the heading; "" for none.
        is_text: set to the left, and may be wrapped.
    """

    name: str
    cells: tuple[str, ...]
    unit: str = ""
    is_text: bool = False

    @property
    def is_constant(self) -> bool:
        """Whether every row says the same."""
        return len(set(self.cells)) <= 1

    @property
    def is_empty(self) -> bool:
        """Whether no row says anything."""
        return set(self.cells) <= {NONE, ""}

    @property
    def heading(self) -> str:
        """Name and unit."""
        return f"{self.name} ({self.unit})" if self.unit else self.name

    def statement_of(self, row: int) -> str:
        """A row's cell in a sentence."""
        return " ".join(part for part in (self.name, self.cells[row], self.unit) if part)


@dataclass(frozen=True)
class TextTable:
    """A table that fits the width it is printed at, as far as its numbers allow.

    Attributes:
        title: above everything.
        columns: of equal length.
        said_once: sentences on all rows.
        groups: a text per row, said above the rows that share it; none for one group.
        caption: below.
    """

    title: str
    columns: tuple[Column, ...]
    said_once: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    caption: str = ""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Lines for rich; columns that do not fit beside each other go below, rows numbered."""
        width = options.max_width
        yield Text(self.title, style="italic")
        for sentence in self.said_once:
            yield Text(sentence)
        for columns in _blocks(self.columns, width):
            layout = _layout(columns, width)
            for line in layout.head:
                yield Text(line, style="bold", no_wrap=True, overflow="ignore")
            for line in self._body(columns, layout):
                yield Text(line, no_wrap=True, overflow="ignore")
        if self.caption:
            yield Text(self.caption, style="italic")

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        """Narrowest and widest sensible width."""
        sentences = (self.title, self.caption, *self.said_once, *self.groups)
        widest = max(_full_width(self.columns), *(len(text) for text in sentences))
        return Measurement(min(_LEAST_WIDTH, widest), widest)

    def _body(self, columns: Sequence[Column], layout: _Layout) -> Iterator[str]:
        rows = range(len(columns[0].cells))
        named = self.groups or ("",) * len(rows)
        for group, members in groupby(rows, key=lambda row: named[row]):
            if group:
                yield f"{group}:"
            for row in members:
                yield from layout.lines([column.cells[row] for column in columns])


def compact(columns: Sequence[Column]) -> tuple[tuple[Column, ...], str]:
    """Columns that tell rows apart, and a sentence on what is the same in all of them.

    Columns without any content are left out of both. A single row keeps all its columns.
    """
    filled = [column for column in columns if not column.is_empty]
    if not filled or len(filled[0].cells) < 2:
        return tuple(filled), ""
    kept = tuple(column for column in filled if not column.is_constant)
    same = [column.statement_of(0) for column in filled if column.is_constant]
    return kept, f"In every row: {', '.join(same)}." if same else ""


def shown_number(value: float, digits: int = 2) -> str:
    """With so many decimals; a missing one as `NONE`."""
    return f"{value:.{digits}f}" if math.isfinite(value) else NONE


def shown_with_error(value: float, error: float) -> str:
    """``20.57 ± 1.35``; an error that rounds to nothing as ``<0.01``, a missing one left out."""
    if not math.isfinite(value):
        return NONE
    if not math.isfinite(error):
        return f"{value:.2f}"
    return f"{value:.2f} ± {f'{error:.2f}' if error >= 0.005 else '<0.01'}"


def console_for(shown: RenderableType) -> Console:
    """A console as wide as the terminal; in a pipe or file as wide as ``shown`` needs.

    The environment's COLUMNS, where set, decides in both.
    """
    console = Console()
    if console.is_terminal or os.environ.get("COLUMNS", "").isdigit():
        return console
    unlimited = console.options.update(width=100_000)
    needed = Measurement.get(console, unlimited, shown).maximum
    return Console(width=max(console.width, needed))


@dataclass(frozen=True)
class _Layout:
    """Widths and gap of a table's columns, with its finished head."""

    widths: tuple[int, ...]
    to_left: tuple[bool, ...]
    gap: int
    head: tuple[str, ...] = ()

    def lines(self, cells: Sequence[str], at_bottom: bool = False) -> list[str]:
        """One row, over as many lines as its longest cell."""
        stacks = [_wrapped(cell, width) for cell, width in zip(cells, self.widths, strict=True)]
        return self.joined(stacks, at_bottom)

    def joined(self, stacks: Sequence[Sequence[str]], at_bottom: bool) -> list[str]:
        """Stacks of lines beside each other."""
        height = max((len(stack) for stack in stacks), default=0)
        lines = []
        for line in range(height):
            parts = []
            for stack, width, left in zip(stacks, self.widths, self.to_left, strict=True):
                place = line - (height - len(stack) if at_bottom else 0)
                text = stack[place] if 0 <= place < len(stack) else ""
                parts.append(text.ljust(width) if left else text.rjust(width))
            lines.append((" " * self.gap).join(parts).rstrip())
        return lines


def _blocks(columns: Sequence[Column], width: int) -> list[tuple[Column, ...]]:
    """All columns at once where they can fit; else as many at a time as do, with row numbers."""
    if not columns:
        return []
    if _total([_least(column, False) for column in columns], _NARROW_GAP) <= width:
        return [tuple(columns)]
    numbers = Column("#", tuple(str(n) for n in range(1, len(columns[0].cells) + 1)))
    blocks: list[tuple[Column, ...]] = []
    block: tuple[Column, ...] = (numbers,)
    for column in columns:
        widths = [_least(entry, False) for entry in (*block, column)]
        if len(block) > 1 and _total(widths, _NARROW_GAP) > width:
            blocks.append(block)
            block = (numbers,)
        block = (*block, column)
    return [*blocks, block]


def _layout(columns: Sequence[Column], width: int) -> _Layout:
    """The first of ever narrower layouts that fits; text gives way last."""
    to_left = tuple(column.is_text for column in columns)
    full = tuple(max(len(column.heading), _content(column)) for column in columns)
    stacked = tuple(max(_longest_word(column.heading), _content(column)) for column in columns)
    if _total(full, _WIDE_GAP) <= width:
        layout = _Layout(full, to_left, _WIDE_GAP)
        stacks = [[column.heading] for column in columns]
    else:
        gap = _WIDE_GAP if _total(stacked, _WIDE_GAP) <= width else _NARROW_GAP
        fitted = _shrunk(columns, stacked, width - gap * (len(columns) - 1))
        layout = _Layout(fitted, to_left, gap)
        stacks = [_wrapped(c.heading, w) for c, w in zip(columns, fitted, strict=True)]
    rule = "─" * _total(layout.widths, layout.gap)
    return _Layout(layout.widths, to_left, layout.gap, (*layout.joined(stacks, True), rule))


def _shrunk(columns: Sequence[Column], widths: tuple[int, ...], total: int) -> tuple[int, ...]:
    """Take width from the widest text: down to its longest word, then within words."""
    shrunk = list(widths)
    for whole_words in (True, False):
        least = [_least(column, whole_words) for column in columns]
        while sum(shrunk) > total:
            loose = [n for n, width in enumerate(shrunk) if width > least[n]]
            if not loose:
                break
            shrunk[max(loose, key=lambda n: shrunk[n])] -= 1
    return tuple(shrunk)


def _least(column: Column, whole_words: bool) -> int:
    if not column.is_text:
        return max(_longest_word(column.heading), _content(column))
    longest = max(_longest_word(text) for text in (column.heading, *column.cells))
    return longest if whole_words else min(longest, _LEAST_WIDTH)


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_on_hyphens=False) or [""]


def _full_width(columns: Sequence[Column]) -> int:
    return _total([max(len(c.heading), _content(c)) for c in columns], _WIDE_GAP)


def _total(widths: Sequence[int], gap: int) -> int:
    return sum(widths) + gap * max(len(widths) - 1, 0)


def _content(column: Column) -> int:
    return max((len(cell) for cell in column.cells), default=0)


def _longest_word(text: str) -> int:
    return max((len(word) for word in text.split()), default=0)
