"""Measuring how fast this machine steps: short runs of sim.processes.rate_program."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import IO

from sim.cost.stepping_rate import SteppingRate, cache_file, keep_rate, known_rate
from sim.processes.child import Child, RunError
from sim.processes.lines import JobLine

_SECONDS = 2.5
_TIMEOUT_S = 120.0


def calibrate(ranks: int, environment: Mapping[str, str]) -> SteppingRate:
    """Measure one process alone, ``ranks`` beside one another, and ``ranks`` on one run; keep it.

    Args:
        ranks: MPI processes.
        environment: of the measuring processes.

    Raises:
        RunError: Meep or mpirun does not start, or the cache cannot be written.
    """
    program = [sys.executable, "-m", "sim.processes.rate_program", str(_SECONDS)]
    known = known_rate()
    alone = _measured([program], environment)
    beside, together = dict(known.beside), dict(known.together)
    if ranks > 1:
        beside[ranks] = _measured([program] * ranks, environment)
        together[ranks] = _measured(
            [["mpirun", "-n", str(ranks), *program, str(ranks)]], environment
        )
    rate = SteppingRate(alone, beside, together, f"measured here on {time.strftime('%Y-%m-%d')}")
    try:
        keep_rate(rate)
    except OSError as error:
        raise RunError(f"cannot write {cache_file()}: {error.strerror}") from error
    return rate


def _measured(commands: Sequence[Sequence[str]], environment: Mapping[str, str]) -> float:
    """Mean rate of programs that run at once.

    Raises:
        RunError: one of them does not start, fails, or takes too long.
    """
    with ExitStack() as stack:
        started: list[tuple[Child, IO[str]]] = []
        for command in commands:
            log = stack.enter_context(tempfile.TemporaryFile("w+", errors="replace"))
            started.append((stack.enter_context(Child(command, environment, log)), log))
        rates = [_rate_of(child, log) for child, log in started]
    return sum(rates) / len(rates)


def _rate_of(child: Child, log: IO[str]) -> float:
    with child.limited(_TIMEOUT_S) as limit:
        events = [line for line in map(JobLine.parse, child.lines()) if line is not None]
        status = child.wait()
    if limit.is_exceeded:
        raise RunError(f"the measuring run gave no answer within {_TIMEOUT_S:.0f} s")
    if status != 0 or not events:
        log.seek(0)
        spoken = [line.strip() for line in log if line.strip()][-1:] or ["it wrote nothing"]
        raise RunError(f"the measuring run failed: {spoken[0]}")
    return events[0].units
