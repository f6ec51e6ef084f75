"""What a task of a Slurm array does on its node: its cases, one after another.

The list of cases was written to DIR/slurm/CHUNK.json before the array was submitted, so that a
launcher that was killed finds its jobs again by their names.
"""

from __future__ import annotations

import json
import signal
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.batch.running.failures import record_failure
from sim.batch.running.folder import CaseState, Outcome, Reason, SweepFolder
from sim.batch.running.mpi_job import JobSettings, MpiJob
from sim.batch.running.planar_worker import solve_here
from sim.batch.slurm.queue import is_being_ended
from sim.batch.study.cases import Case
from sim.config.loader import shipped_library, study_from_json
from sim.progress import SilentReporter
from sim.store.atomic import renamed_when_whole


@dataclass(frozen=True)
class ChunkCase:
    """A case of a task.

    Attributes:
        key: content hash.
        resolved: study as JSON.
        needs_meep: whether it takes an MPI job.
        share: whether other cases need its film.
        attempts: failed runs before this one.
    """

    key: str
    resolved: str
    needs_meep: bool
    share: bool
    attempts: int


@dataclass(frozen=True)
class Chunk:
    """The tasks of one array.

    Attributes:
        name: in the job's name.
        tasks: cases of every task.
        ranks: MPI processes.
        limit_s: wall time of a task.
    """

    name: str
    tasks: tuple[tuple[ChunkCase, ...], ...]
    ranks: int | None
    limit_s: float


def chunk_file(folder: Path, name: str) -> Path:
    """Where a chunk is written down."""
    return folder / "slurm" / f"{name}.json"


def write_chunk(folder: Path, chunk: Chunk) -> None:
    """Write a chunk down, whole.

    Raises:
        OSError: the file system refuses.
    """
    data = {
        "name": chunk.name,
        "ranks": chunk.ranks,
        "limit_s": chunk.limit_s,
        "tasks": [[vars(case) for case in task] for task in chunk.tasks],
    }
    with renamed_when_whole(chunk_file(folder, chunk.name)) as part:
        part.write_text(json.dumps(data), encoding="utf-8")


def read_chunk(folder: Path, name: str) -> Chunk:
    """A chunk that was written down.

    Raises:
        OSError, ValueError: absent or damaged.
    """
    data: Mapping[str, Any] = json.loads(chunk_file(folder, name).read_text(encoding="utf-8"))
    tasks = tuple(tuple(ChunkCase(**case) for case in task) for task in data["tasks"])
    return Chunk(data["name"], tasks, data["ranks"], data["limit_s"])


def run_task(sweep: str, chunk: str, index: int) -> None:
    """Run one task's cases; what is done already is left alone, failures are recorded.

    Args:
        sweep: folder of the sweep.
        chunk: name of the list of tasks.
        index: of the task.
    """
    folder = SweepFolder(Path(sweep))
    listed = read_chunk(folder.path, chunk)
    with _ended_from_outside() as is_ending:
        _run_cases(folder, listed, index, is_ending)


def _run_cases(folder: SweepFolder, listed: Chunk, index: int, is_ending: threading.Event) -> None:
    ends = time.monotonic() + listed.limit_s
    library = None
    for entry in listed.tasks[index]:
        if folder.examine(entry.key).state is CaseState.DONE:
            continue
        left = ends - time.monotonic()
        library = library or shipped_library()
        study = study_from_json(entry.resolved, library)
        if left <= 0.0:
            outcome = Outcome(Reason.TIME_LIMIT, "the task's time was used up before this case")
        elif entry.needs_meep:
            case = Case(entry.key, {}, entry.resolved, study.choice)
            job = MpiJob(folder, case, JobSettings(listed.ranks, left))
            outcome = job.run(SilentReporter())
        else:
            outcome = solve_here(folder, entry.key, study, library, entry.share)
        if is_ending.is_set() or (outcome.reason is not None and is_being_ended()):
            # Requeued, preempted or cancelled: whatever broke then says nothing about the case.
            return
        if outcome.reason is not None:
            record_failure(folder, entry.key, outcome, listed.limit_s)


@contextmanager
def _ended_from_outside() -> Iterator[threading.Event]:
    """Notice that Slurm ends the job: it asks all of its processes to end, MPI ranks too."""
    is_ending = threading.Event()
    before = signal.signal(signal.SIGTERM, lambda _number, _frame: is_ending.set())
    try:
        yield is_ending
    finally:
        signal.signal(signal.SIGTERM, before)
