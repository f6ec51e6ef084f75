"""The launcher's side of a planar worker: hands it cases, notices when it dies or is too slow."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Sequence

from sim.batch.running.folder import Outcome, Reason, SweepFolder
from sim.batch.running.mpi_job import GRACE_S, judge_exit, oom_kills
from sim.batch.study.cases import Case
from sim.processes.launch import RunError, job_environment


class PlanarClient:
    """One worker process, started when it is first needed and again after it has died."""

    def __init__(
        self, folder: SweepFolder, inherit: Sequence[int] = (), limit_s: float | None = None
    ) -> None:
        self._folder, self._inherit, self._limit_s = folder, tuple(inherit), limit_s
        self._process: subprocess.Popen[str] | None = None
        self._stopped = self._too_long = False
        self._guard = threading.Lock()

    def run(self, case: Case, share: bool) -> Outcome:
        """Solve one case; its record is written by the worker where there is a result."""
        self._too_long = False
        oom_before = oom_kills()
        try:
            process = self._living()
        except OSError as error:
            raise RunError(f"cannot start a worker: {error.strerror}") from error
        if process is None:
            return Outcome(Reason.KILLED, "ended with its launcher", interrupted=True)
        asked = json.dumps({"key": case.key, "study": case.resolved, "share": share})
        timer = self._start_timer()
        line = ""
        with contextlib.suppress(OSError, ValueError):  # a worker that has died: no line below
            if process.stdin is not None and process.stdout is not None:
                process.stdin.write(asked + "\n")
                process.stdin.flush()
                line = process.stdout.readline()
        if timer is not None:
            timer.cancel()
        if line.endswith("\n"):
            answer = json.loads(line)
            reason = answer["reason"]
            return Outcome(None if reason is None else Reason(reason), answer["message"])
        return self._died(process, oom_before)

    def stop(self) -> None:
        """End the worker at once."""
        with self._guard:
            self._stopped = True
            process = self._process
        if process is not None:
            _end(process)

    def close(self) -> None:
        """Let the worker end by itself: it has nothing to do."""
        with self._guard:
            process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(OSError):
            if process.stdin is not None:
                process.stdin.close()
        try:
            process.wait(GRACE_S)
        except subprocess.TimeoutExpired:
            _end(process)
        if process.stdout is not None:
            process.stdout.close()

    def _living(self) -> subprocess.Popen[str] | None:
        with self._guard:
            if self._stopped:
                return None
            if self._process is None or self._process.poll() is not None:
                self._process = self._start()
            return self._process

    def _start(self) -> subprocess.Popen[str]:
        with (self._folder.path / "workers.log").open("a", encoding="utf-8") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "sim.batch.running.planar_worker", str(self._folder.path)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env=job_environment(1),
                pass_fds=self._inherit,
            )

    def _start_timer(self) -> threading.Timer | None:
        if self._limit_s is None:
            return None
        timer = threading.Timer(self._limit_s, self._expire)
        timer.daemon = True
        timer.start()
        return timer

    def _expire(self) -> None:
        self._too_long = True
        process = self._process
        if process is not None:
            _end(process)

    def _died(self, process: subprocess.Popen[str], oom_before: int) -> Outcome:
        self.close()
        if self._stopped:
            return Outcome(Reason.KILLED, "ended with its launcher", interrupted=True)
        if self._too_long:
            return Outcome(Reason.TIME_LIMIT, f"not finished after {self._limit_s or 0:.0f} s")
        status = process.returncode if process.returncode is not None else -1
        said = f"the worker ended with status {status}"
        return judge_exit(status, said, "", oom_kills() > oom_before)


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(GRACE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
