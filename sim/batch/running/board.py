"""How far a sweep is: a live table on a terminal, plain lines in a log, a file for `status`."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TextIO

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from sim.batch.running.folder import Outcome, write_json
from sim.progress import LINE_INTERVAL_S, format_duration

_FILE_INTERVAL_S = 2.0
_SHOWN_FAILURES = 5


class BoardView(Protocol):
    """Where the board is shown."""

    def show(self, board: Board) -> None:
        """Show it as it is now."""

    def close(self) -> None:
        """Show nothing more."""


@dataclass
class Running:
    """One case at work."""

    text: str
    share: float = 0.0

    @property
    def waits(self) -> bool:
        """Whether it stands in a queue: Slurm's word for its state begins the text."""
        return self.text.startswith(("pending", "configuring", "requeue"))


@dataclass
class Board:
    """Counts of one launch; may be changed from any thread.

    Attributes:
        total: cases to run.
        file: for `pencsim status`; None for none.
    """

    total: int
    view: BoardView
    file: Path | None = None
    counts: Counter[str] = field(default_factory=Counter)
    running: dict[str, Running] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    started: float = field(default_factory=time.monotonic)
    _written: float = 0.0
    _guard: threading.RLock = field(default_factory=threading.RLock)

    def begin(self, key: str, text: str) -> None:
        """A case has started."""
        with self._guard:
            self.running[key] = Running(text)
            self._show()

    def progress(self, key: str, share: float, text: str) -> None:
        """A case is so far."""
        with self._guard:
            if key in self.running:
                self.running[key] = Running(text, share)
                self._show()

    def end(self, key: str, outcome: Outcome) -> None:
        """A case has ended."""
        with self._guard:
            self.running.pop(key, None)
            if outcome.reason is None:
                self.counts["done"] += 1
            elif not outcome.interrupted:
                self.counts["failed"] += 1
                self.failures[key] = f"{outcome.reason.value}: {outcome.message}"
            self._show()

    def close(self) -> None:
        """The launch has ended."""
        with self._guard:
            self.view.show(self)
            self.view.close()
            if self.file is not None:
                with suppress(OSError):
                    self.file.unlink(missing_ok=True)

    @property
    def finished(self) -> int:
        """Cases that have ended."""
        return self.counts["done"] + self.counts["failed"]

    @property
    def left_s(self) -> float | None:
        """Time left at the rate so far; None before the first case has ended."""
        done = self.finished + sum(running.share for running in self.running.values())
        if done <= 0.0:
            return None
        return (time.monotonic() - self.started) * (self.total - done) / done

    def line(self) -> str:
        """The state in one line."""
        left = self.left_s
        parts = [f"{self.counts['done']} of {self.total} done"]
        if self.counts["failed"]:
            parts.append(f"{self.counts['failed']} failed")
        waiting = sum(item.waits for item in self.running.values())
        parts.append(f"{len(self.running) - waiting} running")
        if waiting:
            parts.append(f"{waiting} waiting")
        parts.append(f"{format_duration(time.monotonic() - self.started)} gone")
        if left is not None:
            parts.append(f"{format_duration(left)} left")
        return ", ".join(parts)

    def _show(self) -> None:
        self.view.show(self)
        now = time.monotonic()
        if self.file is None or now - self._written < _FILE_INTERVAL_S:
            return
        self._written = now
        running: Mapping[str, object] = {
            key: {"share": item.share, "text": item.text} for key, item in self.running.items()
        }
        # What is said here serves status alone: a full disk must not end the sweep.
        with suppress(OSError):
            write_json(self.file, {"line": self.line(), "running": running}, forced=False)


class SilentView:
    """Shows nothing."""

    def show(self, board: Board) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


class LineView:
    """A line now and then, and one for every failure."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._last = -LINE_INTERVAL_S
        self._shown: set[str] = set()
        self._finished = -1

    def show(self, board: Board) -> None:
        """Write new failures, and the counts if the last ones are old."""
        for key, text in board.failures.items():
            if key not in self._shown:
                self._shown.add(key)
                self._stream.write(f"case {key} failed: {text}\n")
        if board.total == 0:
            return
        now = time.monotonic()
        ended = board.finished == board.total and self._finished != board.total
        if now - self._last < LINE_INTERVAL_S and not ended:
            return
        self._last, self._finished = now, board.finished
        self._stream.write(f"{time.strftime('%H:%M:%S')}  {board.line()}\n")
        self._stream.flush()

    def close(self) -> None:
        """Nothing to take away."""


class LiveView:
    """A table that is redrawn in place."""

    def __init__(self, console: Console) -> None:
        self._live = Live(console=console, refresh_per_second=4, transient=True)
        self._live.start()

    def show(self, board: Board) -> None:
        """Draw it at the next refresh."""
        self._live.update(_render(board))

    def close(self) -> None:
        """Take the table away."""
        self._live.stop()


def _render(board: Board) -> Group:
    table = Table(box=None, pad_edge=False)
    for heading in ("running", "", "step"):
        table.add_column(heading)
    for key, item in list(board.running.items())[:20]:
        table.add_row(key, f"{100 * item.share:3.0f} %", Text(item.text))
    failures = [
        Text(f"failed {key}: {text}", style="red")
        for key, text in list(board.failures.items())[-_SHOWN_FAILURES:]
    ]
    return Group(Text(board.line()), table, *failures)


def view_for(stream: TextIO) -> BoardView:
    """A live table where ``stream`` is a terminal, lines elsewhere."""
    return LiveView(Console(file=stream)) if stream.isatty() else LineView(stream)


@dataclass
class CaseReporter:
    """Passes one case's progress on to the board."""

    board: Board
    key: str
    total: float = 1.0

    def start(self, total_units: float, text: str) -> None:
        """A stage begins."""
        self.total = total_units
        self.board.progress(self.key, 0.0, text)

    def update(self, done_units: float, text: str) -> None:
        """It is so far."""
        share = min(1.0, done_units / self.total) if self.total > 0.0 else 0.0
        self.board.progress(self.key, share, text)

    def finish(self, text: str) -> None:
        """It has ended."""
        self.board.progress(self.key, 1.0, text)

    def warn(self, text: str) -> None:
        """Warnings stand in the result."""
