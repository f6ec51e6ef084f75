"""One case as an MPI job of its own: started, watched, limited in time, and judged when it ends."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from sim.batch.running.folder import Outcome, Reason, SweepFolder
from sim.batch.study.cases import Case
from sim.config.loader import dump_study
from sim.processes.child import Child, RunError, job_environment
from sim.processes.ending import ended_by, last_words, read_log, signal_of
from sim.processes.launch import launch_command
from sim.processes.lines import Listener
from sim.progress import Reporter
from sim.store.hdf5 import StoreError
from sim.study import Study

_KILL, _TERMINATE = 9, 15


@dataclass(frozen=True)
class JobSettings:
    """How jobs are started.

    Attributes:
        ranks: MPI processes; None takes run.ranks of the case.
        limit_s: wall time after which a job is ended; None for no limit.
        inherit: file descriptors that a job keeps open (the lock of its folder).
    """

    ranks: int | None = None
    limit_s: float | None = None
    inherit: tuple[int, ...] = ()

    def ranks_of(self, study: Study) -> int:
        """MPI processes of a case."""
        return self.ranks if self.ranks is not None else study.run.ranks


class MpiJob:
    """A case that runs; ``stop`` may be called from another thread."""

    def __init__(self, folder: SweepFolder, case: Case, settings: JobSettings) -> None:
        self._folder, self._case, self._settings = folder, case, settings
        self._child: Child | None = None
        self._is_stopped = self._is_late = False
        self._guard = threading.Lock()

    def run(self, reporter: Reporter) -> Outcome:
        """Run to the end; its record is written where there is a result."""
        key, study = self._case.key, self._case.study
        log = self._folder.log(key)
        listener = Listener(reporter)
        oom_before = oom_kills()
        try:
            # A name of its own: where Slurm has requeued a task, the task of before may still be
            # about to end, and it removes its configuration then.
            config = self._folder.path / "jobs" / f"{key}-{secrets.token_hex(4)}.yaml"
            config.parent.mkdir(exist_ok=True)
            config.write_text(dump_study(study), encoding="utf-8")
            try:
                status = self._follow(study, config, log, listener)
            finally:
                config.unlink(missing_ok=True)
            if status == 0:
                self._folder.write_record(key, self._folder.describe(key))
                return Outcome()
        except (OSError, StoreError, RunError) as error:
            return Outcome(reason_of_text(str(error)), str(error))
        return self._judge(status, listener.error, log, oom_kills() > oom_before)

    def stop(self) -> None:
        """End the job; its case is as if it had not been started."""
        with self._guard:
            self._is_stopped = True
            child = self._child
        if child is not None:
            child.stop()

    def _follow(self, study: Study, config: Path, log: Path, listener: Listener) -> int:
        ranks = self._settings.ranks_of(study)
        out = self._folder.result(self._case.key).resolve()
        command = launch_command(study, ranks, config.resolve(), out, self._folder.shared.resolve())
        # By lines: the job writes to the same file, and its last line must stay the last.
        with log.open("w", encoding="utf-8", buffering=1) as file:
            child = self._start(command, study.run.threads, file)
            if child is None:
                return -_TERMINATE
            with child, child.limited(self._settings.limit_s) as limit:
                listener.follow(child.lines(), file)
                status = child.wait()
            self._is_late = limit.is_exceeded
            return status

    def _start(self, command: Sequence[str], threads: int, log: TextIO) -> Child | None:
        """The job; None where it was stopped before it began."""
        with self._guard:
            if not self._is_stopped:
                environment = job_environment(threads)
                self._child = Child(command, environment, log, self._settings.inherit)
            return self._child

    def _judge(self, status: int, error: str, log: Path, had_oom: bool) -> Outcome:
        if self._is_stopped:
            return Outcome(Reason.KILLED, "ended with its launcher", interrupted=True)
        if self._is_late:
            limit = f"not finished after {self._settings.limit_s or 0:.0f} s"
            return Outcome(Reason.TIME_LIMIT, limit)
        return judge_exit(status, error, read_log(log), had_oom)


def judge_exit(status: int, error: str, log: str, had_oom: bool, process: str = "rank") -> Outcome:
    """Why a job failed: a signal goes before what the job has written.

    Args:
        status: of the process; negative for a signal.
        error: the error that the solver has sent; "" for none.
        log: all of its log.
        had_oom: whether the kernel has killed something for memory meanwhile.
        process: what ends by a signal.
    """
    number = signal_of(status, log)
    if number == _KILL and had_oom:
        text = f"{ended_by(number, process)}: the system had no memory left"
        return Outcome(Reason.OUT_OF_MEMORY, text)
    if number in (_KILL, _TERMINATE):
        return Outcome(Reason.KILLED, ended_by(number, process))
    reason = reason_of_text(f"{error}\n{log}")
    if number is not None:
        reason = Reason.DEAD_RANK if reason is Reason.SOLVER else reason
        return Outcome(reason, error or ended_by(number, process))
    return Outcome(reason, error or last_words(log) or f"exit status {status}")


def reason_of_text(text: str) -> Reason:
    """The kind of failure that a message describes."""
    if "No space left on device" in text or "Disk quota exceeded" in text:
        return Reason.NO_SPACE
    if "MemoryError" in text or "Cannot allocate memory" in text or "bad_alloc" in text:
        return Reason.OUT_OF_MEMORY
    return Reason.SOLVER


def oom_kills(vmstat: Path = Path("/proc/vmstat")) -> int:
    """Processes that the kernel has killed for memory since it started; 0 where it does not say."""
    try:
        lines = vmstat.read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("oom_kill ")), 0)
