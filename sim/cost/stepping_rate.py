"""How fast this machine steps: a measurement kept in the user's cache, else a shipped figure.

sim.processes.rate measures. A record counts for one host, processor and Meep; anything else falls
back on the shipped figures.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import math
import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sim.store.atomic import renamed_when_whole

RATE_VOXEL_STEPS_PER_S = 28e6
"""Voxel-steps per second of one process alone, monitors included: Meep 1.25 with real fields on one
core of an AMD EPYC of 2022 (benchmarks/fdtd/mpi_scaling.py)."""

PARALLEL_LOSS = 0.1
"""Share that a run loses for every doubling of its ranks (measured for two: 0.09)."""

CROWD_LOSS = 0.04
"""Share that a process loses for every doubling of the processes beside it, which share memory."""

FILE = "stepping_rate.json"
_FEWEST = 1e3


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


def keep_rate(rate: SteppingRate) -> None:
    """Keep a rate for this machine.

    Raises:
        OSError: the cache cannot be written.
    """
    path = cache_file()
    records = _read(path)
    records[machine_name()] = {
        "alone": rate.alone,
        "beside": {str(count): value for count, value in rate.beside.items()},
        "together": {str(count): value for count, value in rate.together.items()},
        "origin": rate.origin,
    }
    with renamed_when_whole(path) as part:
        part.write_text(json.dumps(records, indent=1), encoding="utf-8")


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
