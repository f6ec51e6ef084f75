"""Cases on this machine: worker processes for planar ones, an MPI job for each of the others.

All children stay in the launcher's process group, inherit the folder's lock and end when the
launcher does.
"""

from __future__ import annotations

import signal
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from sim.batch.running.board import Board, CaseReporter
from sim.batch.running.failures import record_failure
from sim.batch.running.folder import Outcome, Reason, SweepFolder
from sim.batch.running.machine_size import MachineSize
from sim.batch.running.mpi_job import JobSettings, MpiJob
from sim.batch.running.planar_client import PlanarClient
from sim.batch.running.schedule import Need, Schedule, Turn
from sim.batch.study.cases import Case
from sim.cost.predict import predict
from sim.cost.run_plan import RANK_BYTES
from sim.processes.child import RunError


@dataclass(frozen=True)
class LocalSettings:
    """How much runs at a time.

    Attributes:
        machine: what there is.
        jobs: cases at a time; None fills the machine.
        job: how MPI jobs are started.
    """

    machine: MachineSize
    jobs: int | None = None
    job: JobSettings = JobSettings()


class LocalBackend:
    """Runs cases on this machine."""

    def __init__(self, folder: SweepFolder, settings: LocalSettings, board: Board) -> None:
        self._folder, self._settings, self._board = folder, settings, board
        self._active: set[MpiJob | PlanarClient] = set()
        self._guard = threading.Lock()
        self._shared_films: frozenset[str] = frozenset()
        self._stopped = False

    def run(self, cases: Sequence[Case]) -> None:
        """Run cases to their ends; every failure is recorded and the rest goes on.

        Raises:
            KeyboardInterrupt: interrupted or asked to end; all children have ended by then.
        """
        if not cases:
            return
        self._shared_films = shared_films(cases)
        schedule = Schedule(cases, _group_of, self._need_of, self._limit())
        threads = [
            threading.Thread(target=self._work, args=(schedule,), daemon=True)
            for _ in range(min(len(cases), self._width(cases)))
        ]
        with _terminated_as_interrupted():
            try:
                for thread in threads:
                    thread.start()
                for thread in threads:
                    while thread.is_alive():
                        thread.join(0.2)
            except BaseException:
                self._stop(schedule)
                for thread in threads:
                    thread.join()
                raise

    def _width(self, cases: Sequence[Case]) -> int:
        if self._settings.jobs is not None:
            return self._settings.jobs
        cores = self._settings.machine.cores
        smallest = min(self._ranks(c) for c in cases)
        return max(1, cores // smallest)

    def _ranks(self, case: Case) -> int:
        return self._settings.job.ranks_of(case.study) if case.method.needs_mpi else 1

    def _limit(self) -> Need:
        machine, jobs = self._settings.machine, self._settings.jobs
        # Whoever asks for a number of jobs gets it, also on more cores than there are.
        cores = machine.cores if jobs is None else max(machine.cores, jobs * 4096)
        return Need(cores, machine.memory_bytes)

    def _need_of(self, case: Case) -> Need:
        if case.method.is_quick:
            return Need(1, RANK_BYTES)
        ranks = self._ranks(case)
        try:
            memory = predict(case.study, ranks=ranks).memory_bytes
        except ValueError:
            memory = ranks * RANK_BYTES  # the case itself will say what is wrong
        return Need(ranks, memory)

    def _work(self, schedule: Schedule) -> None:
        client = PlanarClient(self._folder, self._settings.job.inherit, self._settings.job.limit_s)
        with self._guard:
            self._active.add(client)
        try:
            while (turn := schedule.take()) is not None:
                try:
                    self._run_one(turn, client)
                finally:
                    schedule.give_back(turn)
        finally:
            client.close()

    def _run_one(self, turn: Turn, client: PlanarClient) -> None:
        case = turn.case
        text = ", ".join(f"{path.rsplit('.', 1)[-1]} {v}" for path, v in case.values.items())
        self._board.begin(case.key, text)
        try:
            outcome = self._solve(case, client)
        except RunError as error:
            outcome = Outcome(Reason.SOLVER, str(error))
        if outcome.reason is not None and not outcome.interrupted:
            outcome = record_failure(
                self._folder, case.key, outcome, self._settings.job.limit_s or 0.0
            )
        self._board.end(case.key, outcome)

    def _solve(self, case: Case, client: PlanarClient) -> Outcome:
        if not case.method.needs_mpi:
            return client.run(case, case.film in self._shared_films)
        job = MpiJob(self._folder, case, self._settings.job)
        with self._guard:
            if self._stopped:
                return Outcome(Reason.KILLED, "ended with its launcher", interrupted=True)
            self._active.add(job)
        try:
            return job.run(CaseReporter(self._board, case.key))
        finally:
            with self._guard:
                self._active.discard(job)

    def _stop(self, schedule: Schedule) -> None:
        schedule.stop()
        with self._guard:
            self._stopped = True
            active = list(self._active)
        enders = [threading.Thread(target=child.stop) for child in active]
        for ender in enders:
            ender.start()
        for ender in enders:
            ender.join()


def shared_films(cases: Sequence[Case]) -> frozenset[str]:
    """Films that more than one case needs."""
    counted = Counter(case.film for case in cases)
    return frozenset(key for key, count in counted.items() if count > 1)


def _group_of(case: Case) -> str | None:
    return None if case.method.is_quick else case.runs


@contextmanager
def _terminated_as_interrupted() -> Iterator[None]:
    """Let SIGTERM end a sweep as Ctrl-C does: children first, files whole."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
