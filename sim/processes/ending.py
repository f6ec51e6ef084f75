"""How a job ended, read from its exit status and its log."""

from __future__ import annotations

import re
import signal
from pathlib import Path

_OF_A_RANK = re.compile(r"exited on signal (\d+)|EXIT STRING: .*\(signal (\d+)\)")
"""What mpirun of Open MPI, and of MPICH, writes about a rank that a signal has ended."""

_SHELL = 128
"""Shells and mpirun report the end by signal N as exit status 128 + N."""


def signal_of(status: int, log: str = "") -> int | None:
    """The signal that has ended a process or one of its ranks; None where there was none.

    Args:
        status: exit status; negative for a signal.
        log: all that it has written to standard error.
    """
    match = _OF_A_RANK.search(log)
    if match is not None:
        return int(match.group(1) or match.group(2))
    if status < 0:
        return -status
    number = status - _SHELL
    return number if number in {entry.value for entry in signal.Signals} else None


def ended_by(number: int, process: str = "rank") -> str:
    """``rank ended by signal 9 (SIGKILL)``."""
    names = {entry.value: entry.name for entry in signal.Signals}
    return f"{process} ended by signal {number} ({names.get(number, 'unnamed')})"


def read_log(log: Path) -> str:
    """A log's text, undecodable bytes replaced; "" where there is none."""
    return log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""


def last_words(text: str) -> str:
    """The last line of a log that is neither empty nor a frame of dashes or asterisks."""
    lines = [line.strip() for line in text.splitlines()]
    spoken = [line for line in lines if line and not line.startswith(("-", "*"))]
    return spoken[-1] if spoken else ""
