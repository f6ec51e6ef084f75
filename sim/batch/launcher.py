"""Running a sweep: what is missing, cut off or corrupt is run; the rest is kept."""

from __future__ import annotations

import io
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from ruamel.yaml import YAML

from sim.atomic import renamed_when_whole
from sim.batch.board import Board, BoardView
from sim.batch.case_folder import (
    CaseState,
    Examined,
    SweepFolder,
    clear_parts,
    converged,
    write_json,
)
from sim.batch.folder_lock import FolderBusyError, folder_lock
from sim.batch.local import LocalBackend, LocalSettings
from sim.batch.machine_size import this_machine
from sim.batch.mpi_job import JobSettings
from sim.batch.sweep import Case, Sweep
from sim.batch.table import Row, write_table
from sim.launch import RunError, job_environment
from sim.provenance import PHYSICS_VERSION
from sim.self_check import environment_problems

INDEX_SCHEMA = 1

CASE_BYTES = 0.3e6
"""Result, log and record of a case on the disk (0.1 MB for a film, more with far fields)."""

SPARE_BYTES = 50e6
"""Left free on the disk."""


class Backend(Protocol):
    """Runs cases to their ends and records failures."""

    def run(self, cases: Sequence[Case]) -> None:
        """Run them."""


@dataclass(frozen=True)
class SweepOptions:
    """What the user asks for beside the study.

    Attributes:
        jobs: cases at a time; None fills the machine.
        ranks: MPI processes of a case; None takes the case's own.
        retry_failed: also run what has failed before.
        limit_s: wall time of a case.
    """

    jobs: int | None = None
    ranks: int | None = None
    retry_failed: bool = False
    limit_s: float | None = None


@dataclass(frozen=True)
class SweepOutcome:
    """How a launch ended.

    Attributes:
        counts: cases by state.
        not_converged: finished cases that missed a tolerance.
        started: cases that this launch has run.
        merged: points that were equal to another one.
        failures: key -> what went wrong, of cases that this launch ran.
    """

    counts: Mapping[str, int]
    not_converged: int
    started: int
    merged: int
    failures: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        """Whether every case has its result."""
        return all(n == 0 for state, n in self.counts.items() if state != CaseState.DONE)

    def sentence(self) -> str:
        """For the user."""
        parts = [f"{n} {state}" for state, n in self.counts.items() if n]
        if self.not_converged:
            parts.append(f"{self.not_converged} of them not converged")
        text = f"{sum(self.counts.values())} cases: {', '.join(parts)}; {self.started} run now"
        return text + (f"; {self.merged} equal points merged" if self.merged else "")


def run_local(
    sweep: Sweep, out: Path, options: SweepOptions, view: BoardView, warn: Warn
) -> SweepOutcome:
    """Run a sweep on this machine.

    Raises:
        RunError: the folder cannot be used, or the machine cannot run the cases.
        KeyboardInterrupt: interrupted; what was finished is kept.
    """
    folder = SweepFolder(out)
    try:
        prepare_folder(folder)
        with folder_lock(out) as lock:
            plan = prepare(folder, sweep, options, warn)
            _check_environment(plan.cases, options)
            board = Board(len(plan.cases), view, out / "progress.json")
            job = JobSettings(options.ranks, options.limit_s, (lock,))
            settings = LocalSettings(this_machine(), options.jobs, job)
            try:
                LocalBackend(folder, settings, board).run(plan.cases)
            finally:
                board.close()
                clear_parts(folder.cases)
            return conclude(folder, sweep, plan, board)
    except FolderBusyError as error:
        raise RunError(str(error)) from error
    except OSError as error:
        raise RunError(f"{error.filename or out}: {error.strerror or error}") from error


class Warn(Protocol):
    """Takes a sentence for the user."""

    def __call__(self, sentence: str) -> None:
        """Tell it."""


@dataclass(frozen=True)
class Plan:
    """What a launch has to do: cases to run, and where the others stand."""

    cases: tuple[Case, ...]
    standing: Mapping[str, Examined]


def prepare_folder(folder: SweepFolder) -> None:
    """Make the folder.

    Raises:
        OSError: the file system refuses.
    """
    folder.cases.mkdir(parents=True, exist_ok=True)
    folder.shared.mkdir(exist_ok=True)


def prepare(folder: SweepFolder, sweep: Sweep, options: SweepOptions, warn: Warn) -> Plan:
    """Write down what is asked for, and find out what of it is missing.

    Raises:
        OSError: the file system refuses.
        RunError: the disk is too small for what is missing.
    """
    clear_parts(folder.cases)
    _write_yaml(folder.path / "base.yaml", sweep.base)
    _write_yaml(folder.path / "study.yaml", sweep.source)
    write_index(folder, sweep)
    standing = {case.key: folder.examine(case.key) for case in sweep.cases}
    wanted = {CaseState.MISSING, CaseState.CORRUPT}
    if options.retry_failed:
        wanted.add(CaseState.FAILED)
    todo = tuple(case for case in sweep.cases if standing[case.key].state in wanted)
    check_disk(folder.path, len(todo))
    for case in todo:
        found = standing[case.key]
        if found.state is CaseState.CORRUPT:
            warn(found.note)
            folder.forget(case.key)
    for found in standing.values():
        if found.state is CaseState.DONE and folder.read_record(found.key) != found.record:
            _keep_record(folder, found)
    return Plan(todo, standing)


def _keep_record(folder: SweepFolder, found: Examined) -> None:
    """Record a result whose launcher was killed before it could."""
    if found.record is not None:
        folder.write_record(found.key, found.record)


def check_disk(path: Path, count: int) -> None:
    """Refuse more cases than the disk can hold.

    Raises:
        RunError: too little space.
    """
    free = shutil.disk_usage(path).free
    needed = count * CASE_BYTES + (SPARE_BYTES if count else 0.0)
    if needed > free:
        raise RunError(
            f"{path}: {count} cases need about {needed / 1e9:.1f} GB, the disk has "
            f"{free / 1e9:.1f} GB left"
        )


def write_index(folder: SweepFolder, sweep: Sweep) -> None:
    """Write which case has which values.

    Raises:
        OSError: the file system refuses.
    """
    index = {
        "schema": INDEX_SCHEMA,
        "name": sweep.name,
        "physics_version": PHYSICS_VERSION,
        "axes": list(sweep.axes),
        "points": sweep.points,
        "cases": [{"key": case.key, "values": case.values} for case in sweep.cases],
    }
    write_json(folder.path / "index.json", index)


def conclude(folder: SweepFolder, sweep: Sweep, plan: Plan, board: Board) -> SweepOutcome:
    """Look at what there is now and write the table of it.

    Raises:
        OSError: the file system refuses.
    """
    ran = {case.key for case in plan.cases}
    states: Counter[str] = Counter(dict.fromkeys(CaseState, 0))
    not_converged = 0
    rows = []
    for case in sweep.cases:
        found = plan.standing[case.key]
        if case.key in ran:
            found = _after_run(folder, case.key, board)
        states[found.state] += 1
        record = found.record
        if found.state is CaseState.DONE and record is not None and not converged(record):
            not_converged += 1
        rows.append(Row(case.values, found))
    try:
        write_table(folder.path, sweep.axes, rows)
    except OSError as error:
        raise RunError(f"the table of the study cannot be written: {error.strerror}") from error
    merged = sweep.points - len(sweep.cases)
    return SweepOutcome(states, not_converged, len(ran), merged, dict(board.failures))


def _after_run(folder: SweepFolder, key: str, board: Board) -> Examined:
    """Where a case stands that this launch ran: its record is fresh, no need to read the file."""
    record = folder.read_record(key)
    if key in board.failures:
        return Examined(key, CaseState.FAILED, record, board.failures[key])
    if record is not None and folder.result(key).exists():
        return Examined(key, CaseState.DONE, record)
    return folder.examine(key)


def _check_environment(cases: Sequence[Case], options: SweepOptions) -> None:
    """Refuse to start what cannot run here.

    Raises:
        RunError: no Meep, no MPI, or more ranks than cores.
    """
    stepped = [case for case in cases if case.needs_meep]
    if not stepped:
        return
    first = stepped[0].study
    ranks = options.ranks if options.ranks is not None else first.run.ranks
    problems = environment_problems(ranks, job_environment(first.run.threads))
    if problems:
        raise RunError("; ".join(problems))


def _write_yaml(path: Path, value: Mapping[str, Any]) -> None:
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = False
    writer.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    writer.allow_unicode = True
    writer.width = 10_000
    stream = io.StringIO()
    writer.dump(dict(value), stream)
    with renamed_when_whole(path) as part:
        part.write_text(stream.getvalue(), encoding="utf-8")
