"""The launcher's side of a planar worker: hands it cases, notices when it dies or is too slow."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Sequence

from sim.batch.running.folder import Outcome, Reason, SweepFolder
from sim.batch.running.mpi_job import judge_exit, oom_kills
from sim.batch.study.cases import Case
from sim.processes.child import Child, RunError, job_environment


class PlanarClient:
    """One worker process, started when it is first needed and again after it has died.

    Args:
        folder: of the sweep.
        inherit: file descriptors that the worker keeps open (the lock of the folder).
        limit_s: wall time of a case; None for no limit.
    """

    def __init__(
        self, folder: SweepFolder, inherit: Sequence[int] = (), limit_s: float | None = None
    ) -> None:
        self._folder, self._inherit, self._limit_s = folder, tuple(inherit), limit_s
        self._child: Child | None = None
        self._is_stopped = False
        self._guard = threading.Lock()

    def run(self, case: Case, share: bool) -> Outcome:
        """Solve one case; its record is written by the worker where there is a result.

        Args:
            case: without Meep.
            share: whether other cases need the same film.

        Raises:
            RunError: no worker can be started.
        """
        oom_before = oom_kills()
        try:
            child = self._living()
        except OSError as error:
            raise RunError(f"cannot start a worker: {error.strerror}") from error
        if child is None:
            return Outcome(Reason.KILLED, "ended with its launcher", interrupted=True)
        request = json.dumps({"key": case.key, "study": case.resolved, "share": share})
        with child.limited(self._limit_s) as limit:
            line = child.ask(request)
        if line:
            answer = json.loads(line)
            reason = answer["reason"]
            return Outcome(None if reason is None else Reason(reason), answer["message"])
        self.close()
        if self._is_stopped:
            return Outcome(Reason.KILLED, "ended with its launcher", interrupted=True)
        if limit.is_exceeded:
            return Outcome(Reason.TIME_LIMIT, f"not finished after {self._limit_s or 0:.0f} s")
        return judge_exit(child.wait(), "", "", oom_kills() > oom_before, "worker")

    def stop(self) -> None:
        """End the worker at once."""
        with self._guard:
            self._is_stopped = True
            child = self._child
        if child is not None:
            child.stop()

    def close(self) -> None:
        """Let the worker, which has no more to do, end by itself."""
        with self._guard:
            child, self._child = self._child, None
        if child is not None:
            child.dismiss()

    def _living(self) -> Child | None:
        """The worker, a new one where the last has died; None after ``stop``."""
        with self._guard:
            if self._is_stopped:
                return None
            if self._child is not None and self._child.status is None:
                return self._child
            if self._child is not None:
                self._child.close()
            command = [sys.executable, "-m", "sim.batch.running.planar_worker"]
            command.append(str(self._folder.path))
            with (self._folder.path / "workers.log").open("a", encoding="utf-8") as log:
                self._child = Child(command, job_environment(1), log, self._inherit)
            return self._child
