"""What a job sends its launcher: marked lines of JSON on standard output; the rest is its log.

    solver -> PipeReporter -> send -> standard output -> Listener -> Reporter of the launcher
                               ^                             (what has no mark goes to the log)
                               '-- Progress sums several workers into one job

A line is written in one piece, so that lines of several ranks do not mix.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TextIO

from sim.progress import Reporter

MARK = "pencsim:"
"""Begins every line that is meant for the launcher."""


@dataclass(frozen=True)
class JobLine:
    """One event: start, update, finish, warn, error, or rate."""

    event: str
    units: float
    text: str

    @staticmethod
    def parse(line: str) -> JobLine | None:
        """The event of a line; None where it is for the log."""
        position = line.find(MARK)
        if position < 0:
            return None
        try:
            message = json.loads(line[position + len(MARK) :])
            return JobLine(message["event"], float(message["units"]), str(message["text"]))
        except (ValueError, KeyError, TypeError):
            return None


def send(event: str, units: float, text: str) -> None:
    """Send the launcher one line, in a single write: other threads and ranks write there too."""
    line = json.dumps({"event": event, "units": units, "text": text})
    os.write(1, f"{MARK}{line}\n".encode())


class PipeReporter:
    """A sim.progress.Reporter that sends what it hears to the launcher."""

    def start(self, total_units: float, text: str) -> None:
        """Send the beginning of a stage."""
        send("start", total_units, text)

    def update(self, done_units: float, text: str) -> None:
        """Send the units that are done."""
        send("update", done_units, text)

    def finish(self, text: str) -> None:
        """Send the end of the work."""
        send("finish", 0.0, text)

    def warn(self, text: str) -> None:
        """Send a warning."""
        send("warn", 0.0, text)


@dataclass
class Listener:
    """The launcher's end: passes a job's events on to a reporter and keeps the last error."""

    reporter: Reporter
    error: str = ""

    def follow(self, lines: Iterable[str], log: TextIO) -> None:
        """Hear lines until they end; those without an event go to the log."""
        for line in lines:
            if not self.hear(line):
                log.write(line)

    def hear(self, line: str) -> bool:
        """Pass a line's event on; False where it has none."""
        message = JobLine.parse(line)
        if message is None:
            return False
        event, units, text = message.event, message.units, message.text
        if event == "start":
            self.reporter.start(units, text)
        elif event == "update":
            self.reporter.update(units, text)
        elif event == "finish":
            self.reporter.finish(text)
        elif event == "warn":
            self.reporter.warn(text)
        elif event == "error":
            self.error = text
        return True


@dataclass
class Progress:
    """Sums the events of several workers and sends them on as those of one job.

    Attributes:
        done: units of every worker by its number.
        furthest: largest sum so far; what is sent never falls.
        has_begun: whether the start was sent.
        has_failed: whether an error was sent.
        texts: warnings and endings that were sent.
    """

    done: dict[int, float] = field(default_factory=dict)
    furthest: float = 0.0
    has_begun: bool = False
    has_failed: bool = False
    texts: set[str] = field(default_factory=set)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def hear(self, worker: int, line: JobLine) -> None:
        """Take a worker's event; start, error and equal warnings are sent once."""
        with self._guard:
            if line.event == "start":
                if not self.has_begun:
                    send("start", line.units, line.text)
                self.has_begun = True
            elif line.event == "update":
                self.done[worker] = line.units
                self.furthest = max(self.furthest, sum(self.done.values()))
                send("update", self.furthest, line.text)
            elif line.event == "error":
                if not self.has_failed:
                    send("error", 0.0, line.text)
                self.has_failed = True
            elif line.event == "finish" or line.text not in self.texts:
                self.texts.add(line.text)
                send(line.event, line.units, line.text)

    def begin_last(self) -> None:
        """Start counting anew: the last worker counts the records of the others as its own."""
        with self._guard:
            self.done.clear()
