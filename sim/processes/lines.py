"""What a job tells its launcher: marked lines of JSON on standard output; the rest is its log."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass

MARK = "pencsim:"
"""Begins every line that is meant for the launcher."""


@dataclass(frozen=True)
class JobLine:
    """One event: start, update, finish, warn or error."""

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
        except json.JSONDecodeError:
            return None
        return JobLine(message["event"], float(message["units"]), str(message["text"]))


def tell(event: str, units: float, text: str) -> None:
    """Send the launcher one line, in a single write: other threads and ranks write there too."""
    line = json.dumps({"event": event, "units": units, "text": text})
    os.write(1, f"{MARK}{line}\n".encode())
