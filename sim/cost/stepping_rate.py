"""How fast this machine steps: measured once, kept in the user's cache, else a shipped figure.

Meep-free: `measure` starts sim.processes.rate_program in processes of its own. A record counts for
one host, processor and Meep; anything else falls back on the shipped figures.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import math
import os
import platform
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sim.processes.lines import JobLine
from sim.store.atomic import renamed_when_whole

RATE_VOXEL_STEPS_PER_S = 28e6
"""Voxel-steps per second of one process alone, monitors included: Meep 1.25 with real fields on one
core of an AMD EPYC of 2022 (benchmarks/mpi_scaling.py)."""

PARALLEL_LOSS = 0.1
"""Share that a run loses for every doubling of its ranks (measured for two: 0.09)."""

CROWD_LOSS = 0.04
"""Share that a process loses for every doubling of the processes beside it, which share memory."""

FILE = "stepping_rate.json"
_SECONDS = 2.5
_TIMEOUT_S = 120.0
_FEWEST = 1e3


class CalibrationError(Exception):
    """The machine could not be measured; one line says why."""


@dataclass(frozen=True)
class SteppingRate:
    """Voxel-steps per second.

    Attributes:
        alone: of one process with nothing beside it.
        beside: number of processes -> of each of them, stepping runs of their own.
        together: ranks -> of all of them, stepping one run.
        origin: where the figures are from, for the user.
    """

    alone: float = RATE_VOXEL_STEPS_PER_S
    beside: Mapping[int, float] = field(default_factory=dict)
    together: Mapping[int, float] = field(default_factory=dict)
    origin: str = "shipped figure; `pencsim validate --calibrate` measures this machine"

    def of_process(self, busy: int) -> float:
        """Rate of each of ``busy`` processes that step runs of their own."""
        if busy in self.beside:
            return self.beside[busy]
        return float(self.alone * (1.0 - CROWD_LOSS) ** _doublings(busy))

    def of_run(self, ranks: int, busy: int) -> float:
        """Rate of one run on ``ranks`` of ``busy`` stepping processes."""
        return ranks * self.of_process(busy) * self.efficiency(ranks)

    def efficiency(self, ranks: int) -> float:
        """Rate of one run on ``ranks`` ranks over that of as many runs on one."""
        if ranks > 1 and ranks in self.together:
            return self.together[ranks] / (ranks * self.of_process(ranks))
        return float((1.0 - PARALLEL_LOSS) ** _doublings(ranks))


def _doublings(count: int) -> float:
    return math.log2(max(1, count))


def known_rate(folder: Path | None = None, machine: str | None = None) -> SteppingRate:
    """The rate measured on this machine; the shipped one where there is no measurement.

    Args:
        folder: where measurements are kept; None takes the user's cache.
        machine: name of the machine; None for this one.
    """
    kept = _read(cache_file(folder)).get(machine or machine_name())
    return _from_record(kept) if isinstance(kept, dict) else SteppingRate()


def cache_file(folder: Path | None = None) -> Path:
    """Where measurements are kept: $XDG_CACHE_HOME/pencsim, or ~/.cache/pencsim."""
    if folder is None:
        root = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
        folder = Path(root) / "pencsim"
    return folder / FILE


def machine_name() -> str:
    """Host, processor and Meep: a measurement of one says nothing about another."""
    meep = importlib.util.find_spec("meep")
    origin = meep.origin if meep is not None and meep.origin else ""
    changed = 0
    with contextlib.suppress(OSError):
        changed = int(os.stat(origin).st_mtime)
    return f"{platform.node()} | {_processor()} | {os.cpu_count()} cores | {origin} {changed}"


def calibrate(ranks: int, environment: Mapping[str, str]) -> SteppingRate:
    """Measure one process alone, ``ranks`` beside one another, and ``ranks`` on one run; keep it.

    Raises:
        CalibrationError: Meep or mpirun does not start, or the cache cannot be written.
    """
    program = [sys.executable, "-m", "sim.processes.rate_program", str(_SECONDS)]
    known = known_rate()
    alone = _measured([program], environment)
    beside, together = dict(known.beside), dict(known.together)
    if ranks > 1:
        beside[ranks] = _measured([program] * ranks, environment)
        together[ranks] = _measured([["mpirun", "-n", str(ranks), *program]], environment)
    rate = SteppingRate(alone, beside, together, f"measured here on {time.strftime('%Y-%m-%d')}")
    keep_rate(rate)
    return rate


def _measured(commands: Sequence[Sequence[str]], environment: Mapping[str, str]) -> float:
    """Mean rate of programs that run at once."""
    try:
        started = [
            subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                env=dict(environment),
            )
            for command in commands
        ]
    except OSError as error:
        raise CalibrationError(f"cannot start {commands[0][0]}: {error.strerror}") from error
    try:
        rates = [_rate_of(process) for process in started]
    except subprocess.TimeoutExpired as error:
        raise CalibrationError(f"no answer within {_TIMEOUT_S:.0f} s") from error
    finally:
        for process in started:
            process.kill()
            process.wait()
    return sum(rates) / len(rates)


def _rate_of(process: subprocess.Popen[str]) -> float:
    out, said = process.communicate(timeout=_TIMEOUT_S)
    lines = [line for line in map(JobLine.parse, out.splitlines()) if line is not None]
    if process.returncode != 0 or not lines:
        last = [line for line in said.splitlines() if line.strip()][-1:] or ["it said nothing"]
        raise CalibrationError(f"the measuring run failed: {last[0]}")
    return lines[0].units


def keep_rate(rate: SteppingRate) -> None:
    """Keep a rate for this machine.

    Raises:
        CalibrationError: the cache cannot be written.
    """
    path = cache_file()
    records = _read(path)
    records[machine_name()] = {
        "alone": rate.alone,
        "beside": {str(count): value for count, value in rate.beside.items()},
        "together": {str(count): value for count, value in rate.together.items()},
        "origin": rate.origin,
    }
    try:
        with renamed_when_whole(path) as part:
            part.write_text(json.dumps(records, indent=1), encoding="utf-8")
    except OSError as error:
        raise CalibrationError(f"cannot write {path}: {error.strerror}") from error


def _read(path: Path) -> dict[str, object]:
    """What is kept; nothing if the file is absent or damaged."""
    try:
        records = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return records if isinstance(records, dict) else {}


def _from_record(kept: Mapping[str, object]) -> SteppingRate:
    """A kept rate; the shipped one if the record makes no sense."""
    try:
        rate = SteppingRate(
            _positive(kept["alone"]),
            _by_count(kept["beside"]),
            _by_count(kept["together"]),
            str(kept["origin"]),
        )
    except (KeyError, TypeError, ValueError):
        return SteppingRate()
    return rate


def _by_count(kept: object) -> dict[int, float]:
    if not isinstance(kept, dict):
        raise TypeError
    return {int(count): _positive(value) for count, value in kept.items()}


def _positive(value: object) -> float:
    if not isinstance(value, int | float) or not value >= _FEWEST:
        raise ValueError
    return float(value)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":", 1)[1].strip() for line in lines if "model name" in line), "")
