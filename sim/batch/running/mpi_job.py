"""One case as an MPI job of its own: started, watched, limited in time, and judged when it ends."""

from __future__ import annotations

import contextlib
import subprocess
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.batch.running.folder import Outcome, Reason, SweepFolder
from sim.batch.study.cases import Case
from sim.config.loader import dump_study
from sim.processes.launch import Listener, RunError, job_environment, last_line, launch_command
from sim.progress import Reporter
from sim.store.hdf5 import StoreError
from sim.study import Study

GRACE_S = 5.0
"""Time between asking a job to end and ending it."""

_UNBOUND = {
    "OMPI_MCA_hwloc_base_binding_policy": "none",
    "PRTE_MCA_hwloc_default_binding_policy": "none",
}
"""Open MPI pins the ranks of every job to the first cores, so that jobs side by side would share
them; the system spreads them better."""


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
        self._process: subprocess.Popen[str] | None = None
        self._stopped = self._too_long = False
        self._guard = threading.Lock()

    def run(self, reporter: Reporter) -> Outcome:
        """Run to the end; its record is written where there is a result."""
        key, study = self._case.key, self._case.study
        log = self._folder.log(key)
        listener = Listener(reporter)
        oom_before = oom_kills()
        try:
            config = self._folder.path / "jobs" / f"{key}.yaml"
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
        return self._judge(status, listener, log, oom_kills() > oom_before)

    def stop(self) -> None:
        """End the job; its case is as if it had not been started."""
        self._stopped = True
        self._end()

    def _follow(self, study: Study, config: Path, log: Path, listener: Listener) -> int:
        ranks = self._settings.ranks_of(study)
        out = self._folder.result(self._case.key).resolve()
        command = launch_command(study, ranks, config.resolve(), out, self._folder.shared.resolve())
        with log.open("w", encoding="utf-8") as file:
            process = self._start(command, study.run.threads, file.fileno())
            if process is None:
                return -1
            timer = self._start_timer()
            try:
                for line in process.stdout or ():
                    if not listener.hear(line):
                        file.write(line)
                return process.wait()
            finally:
                if timer is not None:
                    timer.cancel()
                self._end()
                _close(process)

    def _start(
        self, command: Sequence[str], threads: int, log: int
    ) -> subprocess.Popen[str] | None:
        with self._guard:
            if self._stopped:
                return None
            try:
                self._process = subprocess.Popen(
                    command,
                    stdin=subprocess.PIPE,  # held open: the job ends when this process does
                    stdout=subprocess.PIPE,
                    stderr=log,
                    text=True,
                    errors="replace",
                    env={**job_environment(threads), **_UNBOUND},
                    pass_fds=self._settings.inherit,
                )
            except OSError as error:
                raise RunError(f"cannot start {command[0]}: {error.strerror}") from error
            return self._process

    def _start_timer(self) -> threading.Timer | None:
        if self._settings.limit_s is None:
            return None
        timer = threading.Timer(self._settings.limit_s, self._expire)
        timer.daemon = True
        timer.start()
        return timer

    def _expire(self) -> None:
        self._too_long = True
        self._end()

    def _end(self) -> None:
        with self._guard:
            process = self._process
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(GRACE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _judge(self, status: int, listener: Listener, log: Path, had_oom: bool) -> Outcome:
        if self._stopped:
            return Outcome(Reason.KILLED, "ended with its launcher", interrupted=True)
        if self._too_long:
            limit = f"not finished after {self._settings.limit_s or 0:.0f} s"
            return Outcome(Reason.TIME_LIMIT, limit)
        text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
        said = listener.error or (last_line(log) if text else "")
        return judge_exit(status, said, text, had_oom)


def _close(process: subprocess.Popen[str]) -> None:
    """Close the pipes to a process that has ended."""
    for pipe in (process.stdin, process.stdout):
        with contextlib.suppress(OSError):
            if pipe is not None:
                pipe.close()


def judge_exit(status: int, said: str, log: str, had_oom: bool) -> Outcome:
    """Why a job failed.

    Args:
        status: of the process; negative for a signal.
        said: what the solver said last.
        log: all of its log.
        had_oom: whether the kernel has killed something for memory meanwhile.
    """
    killed = status == -9 or status == 137 or "signal 9 (Killed)" in log
    if killed and had_oom:
        return Outcome(Reason.OUT_OF_MEMORY, "killed by the system for want of memory")
    if killed:
        return Outcome(Reason.KILLED, "killed from outside (signal 9)")
    if status in (-15, 143) or "signal 15 (Terminated)" in log:
        return Outcome(Reason.KILLED, "ended from outside (signal 15)")
    reason = reason_of_text(f"{said}\n{log}")
    if reason is Reason.SOLVER and (status < 0 or "exited on signal" in log):
        return Outcome(Reason.DEAD_RANK, said or f"signal {-status}")
    return Outcome(reason, said or f"exit status {status}")


def reason_of_text(text: str) -> Reason:
    """The kind of failure that a message tells of."""
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
