"""A sensitivity run as a table for a terminal."""

from __future__ import annotations

import math

from rich.box import SIMPLE_HEAD
from rich.console import Group
from rich.table import Table
from rich.text import Text

from postprocess.tables.input_text import input_value
from sim.analysis.sensitivity.records import Sensitivity

QUANTITY_NAMES = {"eqe_peak": "peak EQE at 1 cd/m2 or more", "lee": "light extraction"}


def render_sensitivity(result: Sensitivity) -> Group:
    """One line per assumed input, the most decisive first; shares in per cent."""
    base = getattr(result.base, result.quantity)
    title = f"{result.name}: {QUANTITY_NAMES[result.quantity]} {_percent(base)} % as it stands"
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("assumed input", no_wrap=True)
    for heading in ("low", "high", "at low (%)", "at high (%)", "swing (%)"):
        table.add_column(heading, justify="right")
    for row in result.rows:
        low, high = result.values(row)
        numbers = [input_value(row.path, number) for number in (row.low, row.high)]
        ends = [_percent(low), _percent(high), _percent(result.swing(row))]
        table.add_row(short_path(row.path), *numbers, *ends)
    problems = [f"{row.path}: {row.problem}" for row in result.rows if row.problem]
    notes = [Text(sentence, style="dim") for sentence in result.notes]
    notes += [Text(f"left out: {sentence}", style="yellow") for sentence in problems]
    parts = [table, *([_channels(result)] if result.channels else [])]
    return Group(*parts, *notes)


def _channels(result: Sensitivity) -> Table:
    title = "what each loss channel costs"
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("switched off")
    for heading in ("peak EQE (%)", "gained (points)"):
        table.add_column(heading, justify="right")
    for entry in result.channels:
        name = entry.channel.replace("_", " ")
        table.add_row(name, _percent(entry.eqe_peak_without), _percent(entry.cost))
    return table


def short_path(path: str) -> str:
    """A path without the block that it lies in."""
    return path.partition(".")[2]


def _percent(share: float) -> str:
    return f"{100.0 * share:.2f}" if math.isfinite(share) else "-"
