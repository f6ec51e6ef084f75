"""How a long run tells how far it is: a bar on a terminal, plain lines in a log, or nothing."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TextIO

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, TaskID

LINE_INTERVAL_S = 10.0
"""Shortest time between two lines of a log."""


class Reporter(Protocol):
    """What a run reports to. Units are whatever the run counts (time steps, dipoles)."""

    def start(self, total_units: float, text: str) -> None:
        """Work of ``total_units`` begins; a later call begins another stage."""

    def update(self, done_units: float, text: str) -> None:
        """``done_units`` of the total are done; ``text`` says what is being worked on."""

    def finish(self, text: str) -> None:
        """The work has ended; ``text`` says how."""

    def warn(self, text: str) -> None:
        """Something that the user should know."""


class SilentReporter:
    """Reports nothing; for tests and for all ranks but the first."""

    def start(self, total_units: float, text: str) -> None:
        """Do nothing."""

    def update(self, done_units: float, text: str) -> None:
        """Do nothing."""

    def finish(self, text: str) -> None:
        """Do nothing."""

    def warn(self, text: str) -> None:
        """Do nothing."""


class LogReporter:
    """Plain lines: ``12:03:04  41 %  dipole 2/6 x  3:10 left``.

    Args:
        stream: where lines go.
        seconds: a monotonic clock.
        time_of_day: text of the present time.
    """

    def __init__(
        self,
        stream: TextIO,
        seconds: Callable[[], float] = time.monotonic,
        time_of_day: Callable[[], str] = lambda: time.strftime("%H:%M:%S"),
    ) -> None:
        self._stream = stream
        self._seconds = seconds
        self._time_of_day = time_of_day
        self._total = 0.0
        self._begun = self._last = seconds()

    def start(self, total_units: float, text: str) -> None:
        """Write the first line of a stage."""
        self._total = total_units
        self._begun = self._last = self._seconds()
        self._line(f"  0 %  {text}")

    def update(self, done_units: float, text: str) -> None:
        """Write a line unless the last one is recent."""
        now = self._seconds()
        if now - self._last < LINE_INTERVAL_S:
            return
        self._last = now
        share = min(1.0, done_units / self._total) if self._total > 0 else 0.0
        left = ""
        if share > 0:
            left = f"  {format_duration((now - self._begun) * (1.0 - share) / share)} left"
        self._line(f"{100.0 * share:3.0f} %  {text}{left}")

    def finish(self, text: str) -> None:
        """Write the last line with the time taken."""
        self._line(f"done  {text}  ({format_duration(self._seconds() - self._begun)})")

    def warn(self, text: str) -> None:
        """Write a warning."""
        self._line(f"warning: {text}")

    def _line(self, text: str) -> None:
        self._stream.write(f"{self._time_of_day()}  {text}\n")
        self._stream.flush()


class BarReporter:
    """A progress bar with the case's name, the time taken and the time left, for terminals."""

    def __init__(self) -> None:
        self._name = ""
        self._progress: Progress | None = None
        self._task: TaskID | None = None

    def start(self, total_units: float, text: str) -> None:
        """Show an empty bar."""
        from rich.progress import (
            BarColumn,
            Progress,
            TaskProgressColumn,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        self._stop()
        self._name = text
        columns = (
            *(TextColumn("{task.fields[case]}"), BarColumn(bar_width=20), TaskProgressColumn()),
            *(TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn()),
            TextColumn("{task.description}"),
        )
        self._progress = Progress(*columns, console=_error_console(), transient=True)
        self._progress.start()
        # Before the first update a grid is built and films are solved: say so beside the 0 %.
        self._task = self._progress.add_task("setting up", total=total_units, case=text)

    def update(self, done_units: float, text: str) -> None:
        """Move the bar."""
        if self._progress is not None and self._task is not None:
            shown = "" if text == self._name else text
            self._progress.update(self._task, completed=done_units, description=shown)

    def finish(self, text: str) -> None:
        """Take the bar away and say how the work ended."""
        self._stop()
        _error_console().print(text, markup=False, highlight=False)

    def warn(self, text: str) -> None:
        """Print a warning above the bar."""
        console = _error_console() if self._progress is None else self._progress.console
        console.print(f"warning: {text}", markup=False, highlight=False)

    def _stop(self) -> None:
        if self._progress is not None:
            self._progress.stop()
        self._progress = self._task = None


def reporter_for(stream: TextIO | None = None) -> Reporter:
    """A bar where ``stream`` (default: standard error) is a terminal, lines elsewhere."""
    target = sys.stderr if stream is None else stream
    return BarReporter() if target.isatty() else LogReporter(target)


def format_duration(seconds: float) -> str:
    """``3:10`` for minutes and seconds, ``1:02:03`` from one hour on."""
    rounded_s = max(0, round(seconds))
    hours, rest = divmod(rounded_s, 3600)
    minutes, last = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{last:02d}" if hours else f"{minutes}:{last:02d}"


def _error_console() -> Console:
    from rich.console import Console

    return Console(stderr=True)
