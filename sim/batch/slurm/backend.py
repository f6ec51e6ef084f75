"""Cases as arrays of Slurm jobs: submitted in chunks, watched, and run again with more time.

Result files come first: a task is judged by what it has written. squeue says which tasks still wait
or run. Only of a task that has left the queue without a word is the scheduler asked why. A launcher
that is killed loses nothing: its jobs go on, and the next one finds them by their names.
"""

from __future__ import annotations

import itertools
import math
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sim.batch.running.board import Board
from sim.batch.running.failures import record_failure
from sim.batch.running.folder import CaseState, Outcome, Reason, Record, SweepFolder
from sim.batch.running.local import shared_films
from sim.batch.slurm import queue as slurm_queue
from sim.batch.slurm.machine import MachineSpec
from sim.batch.slurm.queue import QueuedTask, TaskId
from sim.batch.slurm.submit import TaskSize, submit
from sim.batch.slurm.task import Chunk, ChunkCase, chunk_file, read_chunk, write_chunk
from sim.batch.study.cases import Case
from sim.cost.predict import predict
from sim.cost.run_plan import RANK_BYTES
from sim.optics.methods.prediction import Prediction

MORE_TIME = 2.0
"""Factor of the time limit when a case that ran out of time is run again."""

_SHORTEST_POLL_S = 0.5

_SAFETY = 4.0
"""Time limit over predicted time: predictions are for an idle machine."""

_SHORTEST_S = 600.0
_PLANAR_PER_TASK = 100
_SETTLE_S = 5.0
"""How long a task must be out of the queue before it is given up: network file systems show files
late, and squeue may list a new job late."""


@dataclass(frozen=True)
class SlurmSettings:
    """How cases are handed to Slurm.

    Attributes:
        machine: the cluster.
        ranks: MPI processes of a case; None takes the machine's or the case's own.
        limit_s: wall time of a case; None takes the machine's or predicts it.
        jobs: tasks at a time; None takes the machine's array_cap.
        poll_s: longest time between two looks; they are shorter while things happen.
    """

    machine: MachineSpec
    ranks: int | None = None
    limit_s: float | None = None
    jobs: int | None = None
    poll_s: float = 15.0


@dataclass
class _Open:
    """A case that is in the hands of Slurm."""

    case: Case
    task: TaskId
    attempts: int
    limit_s: float
    gone_since: float | None = None
    job: str = ""


@dataclass(frozen=True)
class TaskPlan:
    """Cases of one task and its size."""

    cases: tuple[Case, ...]
    size: TaskSize


class SlurmBackend:
    """Runs cases as Slurm jobs."""

    def __init__(
        self,
        folder: SweepFolder,
        settings: SlurmSettings,
        board: Board,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._folder, self._settings, self._board, self._sleep = folder, settings, board, sleep
        self._open: dict[str, _Open] = {}
        self._films: frozenset[str] = frozenset()

    def run(self, cases: Sequence[Case]) -> None:
        """Submit what is not in the queue yet and wait for all of it.

        Interrupting it leaves the jobs to Slurm; the next launch takes them up again.

        Raises:
            RunError: Slurm is not there or refuses the jobs.
        """
        self._films = shared_films(cases)
        todo = {case.key: case for case in cases}
        self._adopt(todo)
        waiting = [case for case in cases if case.key not in self._open]
        while waiting or self._open:
            if waiting:
                self._submit(waiting)
            waiting = self._watch(todo)

    # submitting -------------------------------------------------------------------------------

    def _adopt(self, todo: dict[str, Case]) -> None:
        """Take up the jobs of an earlier launcher that still wait or run."""
        queued = slurm_queue.queued_tasks() or {}
        for task in queued:
            if not chunk_file(self._folder.path, task.chunk).exists():
                continue
            chunk = read_chunk(self._folder.path, task.chunk)
            for entry in chunk.tasks[task.index]:
                if entry.key in todo:
                    case = todo[entry.key]
                    opened = _Open(case, task, entry.attempts, chunk.limit_s)
                    self._open[entry.key] = opened
                    self._board.begin(entry.key, "taken up again")

    def _submit(self, cases: Sequence[Case]) -> None:
        plans = plan_tasks(cases, self._settings, self.limit_of)
        largest = self._settings.machine.max_array_size or slurm_queue.max_array_size()
        for size, group in itertools.groupby(plans, key=lambda plan: plan.size):
            tasks = [plan.cases for plan in group]
            for start in range(0, len(tasks), largest):
                self._submit_chunk(tasks[start : start + largest], size)

    def _submit_chunk(self, tasks: Sequence[tuple[Case, ...]], size: TaskSize) -> None:
        name = secrets.token_hex(6)
        listed = tuple(tuple(self._entry(case) for case in task) for task in tasks)
        write_chunk(self._folder.path, Chunk(name, listed, size.ranks, size.limit_s))
        submit(self._settings.machine, size, self._folder.path.resolve(), name, range(len(tasks)))
        for index, (task, entries) in enumerate(zip(tasks, listed, strict=True)):
            for case, entry in zip(task, entries, strict=True):
                opened = _Open(case, TaskId(name, index), entry.attempts, size.limit_s)
                self._open[case.key] = opened
                self._board.begin(case.key, "submitted")

    def _entry(self, case: Case) -> ChunkCase:
        shared = case.film in self._films
        own_job = case.method.needs_mpi
        return ChunkCase(case.key, case.resolved, own_job, shared, self._attempts(case.key))

    def _attempts(self, key: str) -> int:
        record = self._folder.read_record(key)
        return record.attempts if record is not None else 0

    def limit_of(self, case: Case, prediction: Prediction) -> float:
        """Time limit of a case, longer than the one that it has run into."""
        machine = self._settings.machine
        limit = self._settings.limit_s or machine.time_s
        if limit is None:
            limit = max(_SHORTEST_S, _SAFETY * prediction.seconds)
        record = self._folder.read_record(case.key)
        if record is not None and record.reason == Reason.TIME_LIMIT.value:
            limit = max(limit, MORE_TIME * record.limit_s)
        return min(limit, machine.max_time_s)

    # watching ---------------------------------------------------------------------------------

    def _watch(self, todo: dict[str, Case]) -> list[Case]:
        """Wait until something has ended; returns cases to be run again."""
        to_repeat: list[Case] = []
        quiet = _SHORTEST_POLL_S
        while self._open and not to_repeat:
            before = len(self._open)
            queued = slurm_queue.queued_tasks()
            for key, opened in list(self._open.items()):
                outcome = self._ended(key, opened, queued)
                if outcome is None:
                    continue
                del self._open[key]
                if self._deserves_more(key, outcome):
                    to_repeat.append(todo[key])
                else:
                    self._board.end(key, outcome)
            if self._open and not to_repeat:
                quiet = _SHORTEST_POLL_S if len(self._open) < before else 1.2 * quiet
                self._sleep(min(quiet, self._settings.poll_s))
        return to_repeat

    def _ended(
        self, key: str, opened: _Open, queued: dict[TaskId, QueuedTask] | None
    ) -> Outcome | None:
        """How a case ended; None while it waits or runs, or while nothing is known."""
        record = self._folder.read_record(key)
        if record is not None:
            if record.state is CaseState.DONE and self._folder.result(key).exists():
                return Outcome()
            if record.state is CaseState.FAILED and record.attempts > opened.attempts:
                return Outcome(_reason(record), record.message)
        if queued is None:
            return None
        task = queued.get(opened.task)
        if task is not None and slurm_queue.HELD in task.why:
            # Slurm could not start it and waits for a person: take it back and submit it anew.
            slurm_queue.cancel([task.job])
            outcome = Outcome(Reason.KILLED, f"job {task.job}: {task.why}")
            return record_failure(self._folder, key, outcome, opened.limit_s)
        if task is not None:
            opened.gone_since, opened.job = None, task.job
            self._board.progress(key, 0.0, f"{task.state.lower()} {task.why}")
            return None
        return self._vanished(key, opened)

    def _vanished(self, key: str, opened: _Open) -> Outcome | None:
        now = time.monotonic()
        if opened.gone_since is None:
            opened.gone_since = now
        if now - opened.gone_since < _SETTLE_S:
            return None
        if self._folder.examine(key).state is CaseState.DONE:
            self._folder.write_record(key, self._folder.describe(key))
            return Outcome()
        outcome = (
            slurm_queue.why_gone(opened.job)
            if opened.job
            else Outcome(Reason.KILLED, "left the queue without a result")
        )
        return record_failure(self._folder, key, outcome, opened.limit_s)

    def _deserves_more(self, key: str, outcome: Outcome) -> bool:
        """Whether a case is run again: with more time, or because its job vanished."""
        record = self._folder.read_record(key)
        if record is None or record.attempts >= self._settings.machine.max_runs:
            return False
        if outcome.reason is Reason.TIME_LIMIT:
            return record.limit_s < self._settings.machine.max_time_s
        return outcome.reason is Reason.KILLED


def _reason(record: Record) -> Reason:
    return next((r for r in Reason if r.value == record.reason), Reason.SOLVER)


def plan_tasks(
    cases: Sequence[Case],
    settings: SlurmSettings,
    limit_of: Callable[[Case, Prediction], float],
) -> list[TaskPlan]:
    """Group cases into tasks; tasks of one size stand together.

    Cases with the same dipole runs form one task, so that each run is stepped once. Quick ones
    are so short that many of them share a task.
    """
    machine = settings.machine
    grouped: dict[str, list[Case]] = {}
    quick = [case for case in cases if case.method.is_quick]
    share = machine.cases_per_task or _PLANAR_PER_TASK
    for start in range(0, len(quick), share):
        grouped[f"quick {start}"] = quick[start : start + share]
    for case in cases:
        if not case.method.is_quick:
            grouped.setdefault(case.runs, []).append(case)
    plans = [_plan(tuple(group), settings, limit_of) for group in grouped.values()]
    plans.sort(key=lambda plan: (plan.size.ranks, plan.size.limit_s, plan.size.memory_bytes))
    sizes = {plan.size for plan in plans}
    # Arrays run side by side: what may run at a time is shared between them.
    cap = math.ceil((settings.jobs or machine.array_cap) / max(1, len(sizes)))
    return [replace(plan, size=replace(plan.size, cap=cap)) for plan in plans]


def _plan(
    cases: tuple[Case, ...],
    settings: SlurmSettings,
    limit_of: Callable[[Case, Prediction], float],
) -> TaskPlan:
    machine = settings.machine
    predictions = [_predict(case, settings) for case in cases]
    limit = sum(limit_of(case, own) for case, own in zip(cases, predictions, strict=True))
    if cases[0].method.is_quick:
        limit = max(limit_of(case, own) for case, own in zip(cases, predictions, strict=True))
        return TaskPlan(cases, TaskSize(1, limit, machine.memory_bytes or 0.0, 1))
    ranks = _ranks(cases[0], settings)
    largest = max(ranks * RANK_BYTES, *(own.memory_bytes for own in predictions))
    # Rounded up to whole steps, so that nearly equal cases can share an array.
    limit = 60.0 * math.ceil(min(limit, machine.max_time_s) / 60.0) if limit > 60.0 else limit
    memory = machine.memory_bytes or 1e9 * math.ceil(1.3 * largest / 1e9)
    return TaskPlan(cases, TaskSize(ranks, limit, memory, 1))


def _ranks(case: Case, settings: SlurmSettings) -> int:
    if not case.method.needs_mpi:
        return 1
    return settings.ranks or settings.machine.ranks or case.study.run.ranks


def _predict(case: Case, settings: SlurmSettings) -> Prediction:
    name = case.choice.method.value
    if case.method.is_quick:
        # All quick cases cost about the same; building a device for each would not pay.
        return Prediction(name, None, 1, 0.0, 0, 0, 0.0, 1.0, 1)
    try:
        return predict(case.study, ranks=_ranks(case, settings))
    except ValueError:
        return Prediction(name, None, 0, 0.0, 0, 0, 0.0, 0.0, 1)  # the case will say why
