"""What the scheduler says about jobs: squeue first, then sacct or scontrol for those that are gone.

Every question may fail (no accounting, a controller that is down for a while); then nothing is
known, and nothing is concluded from it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass

from sim.batch.running.folder import Outcome, Reason

_TIMEOUT_S = 30.0
DEFAULT_ARRAY_SIZE = 1001
"""Slurm's own default of MaxArraySize."""

_REASONS = {
    "TIMEOUT": Reason.TIME_LIMIT,
    "DEADLINE": Reason.TIME_LIMIT,
    "OUT_OF_MEMORY": Reason.OUT_OF_MEMORY,
    "NODE_FAIL": Reason.KILLED,
    "BOOT_FAIL": Reason.KILLED,
    "PREEMPTED": Reason.KILLED,
    "CANCELLED": Reason.KILLED,
    "FAILED": Reason.KILLED,
}
"""What a state of the scheduler means for a case that has neither a result nor a record. A task
records what the solver fails with, so FAILED is a job that could not start or lost its program:
Slurm fails a requeued job that it starts again within the second in which it has revoked the job's
credential."""


@dataclass(frozen=True)
class TaskId:
    """One task of an array job: the chunk that it belongs to and its place in it."""

    chunk: str
    index: int


@dataclass(frozen=True)
class QueuedTask:
    """A task that waits or runs.

    Attributes:
        job: Slurm's id, ``123_4`` in an array.
        state: PENDING, RUNNING, ...
        why: what it waits for.
    """

    job: str
    state: str
    why: str


JOB_PREFIX = "pencsim-"

HELD = "launch failed requeued held"
"""What squeue says of a job that Slurm could not start and will not start again by itself."""


def queued_tasks() -> dict[TaskId, QueuedTask] | None:
    """All tasks of this program that wait or run; None where squeue does not answer."""
    # The user's own jobs only: others may have chosen the same names.
    text = _ask("squeue", "--me", "--noheader", "--array", "--format=%i|%j|%T|%r")
    if text is None:
        return None
    tasks = {}
    for line in text.splitlines():
        job, name, state, why = (line.strip().split("|", 3) + [""] * 3)[:4]
        if name.startswith(JOB_PREFIX):
            index = int(job.split("_")[1]) if re.fullmatch(r"\d+_\d+", job) else 0
            tasks[TaskId(name.removeprefix(JOB_PREFIX), index)] = QueuedTask(job, state, why)
    return tasks


def why_gone(job: str) -> Outcome:
    """Why a task has left the queue without a result, as far as the scheduler tells."""
    state = _accounted(job) or _remembered(job) or ""
    word = state.split()[0].rstrip("+") if state else ""
    reason = _REASONS.get(word, Reason.KILLED)
    text = f"Slurm: {state}" if state else "left the queue without a result"
    return Outcome(reason, f"job {job}: {text}")


def _accounted(job: str) -> str | None:
    if shutil.which("sacct") is None:
        return None
    text = _ask("sacct", "-j", job, "-X", "-n", "-P", "-o", "State")
    return text.strip().splitlines()[0] if text and text.strip() else None


def _remembered(job: str) -> str | None:
    """The controller remembers a finished job for a while (MinJobAge)."""
    text = _ask("scontrol", "--oneliner", "show", "job", job)
    match = re.search(r"\bJobState=(\S+)", text or "")
    return None if match is None else match.group(1)


def is_being_ended() -> bool:
    """Whether the job that this process belongs to is no longer meant to run.

    Slurm ends the ranks of a job that is requeued or cancelled and may not tell its script.
    """
    job = os.environ.get("SLURM_JOB_ID", "")
    text = _ask("squeue", "--noheader", f"--jobs={job}", "--format=%T") if job else None
    return text is not None and text.strip() not in ("RUNNING", "")


def max_array_size() -> int:
    """Largest array that the scheduler accepts."""
    text = _ask("scontrol", "show", "config")
    match = re.search(r"^MaxArraySize\s*=\s*(\d+)", text or "", re.MULTILINE)
    return DEFAULT_ARRAY_SIZE if match is None else max(1, int(match.group(1)))


def cancel(jobs: list[str]) -> None:
    """Take jobs out of the queue."""
    if jobs:
        _ask("scancel", *jobs)


def _ask(*command: str) -> str | None:
    try:
        ended = subprocess.run(
            command, capture_output=True, text=True, timeout=_TIMEOUT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return ended.stdout if ended.returncode == 0 else None
