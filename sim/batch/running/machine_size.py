"""How much this machine has to offer: cores and memory that this process may use."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

USABLE = 0.85
"""Share of the free memory that cases may take; the rest is for the system's file cache."""

_CGROUPS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))


@dataclass(frozen=True)
class MachineSize:
    """Cores, and memory in bytes."""

    cores: int
    memory_bytes: float


def this_machine() -> MachineSize:
    """Cores that this process may run on, and memory that is free now, within a container's."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    limits = [_available_bytes(), *(_limit_bytes(path) for path in _CGROUPS)]
    return MachineSize(cores or 1, USABLE * min(limits))


def _available_bytes() -> float:
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return float("inf")
    available = [line for line in lines if line.startswith("MemAvailable:")]
    return 1024.0 * float(available[0].split()[1]) if available else float("inf")


def _limit_bytes(path: Path) -> float:
    try:
        return float(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError):  # "max": no limit
        return float("inf")
