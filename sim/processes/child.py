"""A process that this one starts, reads, limits in time and ends, and that never outlives it.

    command, environment -> Child -> lines that it prints
                              ^ stop: SIGTERM; what still runs GRACE_S later gets SIGKILL

The child's standard input is a pipe whose other end this process alone holds. However this process
ends, also by SIGKILL, the system closes the pipe. Programs of this project watch it
(sim.processes.parent); mpirun hands it on to the first rank and ends the others with that one.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import IO, Self

GRACE_S = 5.0
"""Time between asking a child to end and killing it. mpirun asks its ranks and kills them one
second later (odls_base_sigkill_timeout), which takes it longer on a busy machine. A child that has
children of its own may take half of this time for them."""

UNBOUND = {
    "OMPI_MCA_hwloc_base_binding_policy": "none",
    "PRTE_MCA_hwloc_default_binding_policy": "none",
}
"""Open MPI 4 and 5 pin the ranks of every job to the first cores, so that jobs side by side would
share them; the system spreads them better."""

WINDOWLESS = {"MPLBACKEND": "Agg"}
"""Pictures go to files. A notebook names a backend that other interpreters need not have, and then
matplotlib, which Meep loads, does not import."""

_ROOT = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}


class RunError(Exception):
    """A case, or a process for it, that could not be run to its end; one line says why."""


def job_environment(threads: int) -> dict[str, str]:
    """Environment of a job: this process' own, one rank's threads, and what MPI needs.

    Args:
        threads: of every rank.
    """
    environment = dict(os.environ)
    environment |= WINDOWLESS
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        environment[name] = str(threads)
    # A rank that waits lets others work: on a busy machine spinning ranks starve each other.
    for name, value in {**UNBOUND, "OMPI_MCA_mpi_yield_when_idle": "1"}.items():
        environment.setdefault(name, value)  # the user's own choice goes first
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        environment |= _ROOT
    return environment


@dataclass
class Limit:
    """A time limit: whether it has ended the child."""

    is_exceeded: bool = False


class Child:
    """A running process. ``stop`` may be called from any thread, the rest from one.

    Args:
        command: the program and its arguments.
        environment: all of its variables; None for those of this process.
        log: an open file for what it writes to standard error; None for where this process writes.
        inherit: file descriptors that stay open in it.
        inherits_all: every inheritable descriptor stays open in it.

    Raises:
        RunError: the program cannot be started.
    """

    def __init__(  # noqa: PLR0913 - the surroundings of a process
        self,
        command: Sequence[str],
        environment: Mapping[str, str] | None = None,
        log: IO[str] | None = None,
        inherit: Sequence[int] = (),
        inherits_all: bool = False,
    ) -> None:
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=None if environment is None else dict(environment),
                encoding="utf-8",
                errors="replace",  # a rank may print anything
                close_fds=not inherits_all,
                pass_fds=tuple(inherit),
            )
        except OSError as error:
            raise RunError(f"cannot start {command[0]}: {error.strerror}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """Number of the process."""
        return self._process.pid

    @property
    def status(self) -> int | None:
        """Exit status, negative for a signal; None while it runs."""
        return self._process.poll()

    def lines(self) -> Iterator[str]:
        """Lines of its standard output, with their ends, until all that could write has ended."""
        assert self._process.stdout is not None
        return iter(self._process.stdout.readline, "")

    def ask(self, request: str) -> str:
        """Write a line to its standard input and read one back; "" if it ends before it answers."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(OSError, ValueError):  # a broken pipe, or closed meanwhile
            self._process.stdin.write(request + "\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
            return answer if answer.endswith("\n") else ""
        return ""

    def wait(self) -> int:
        """Wait for its end; the exit status, negative for a signal."""
        return self._process.wait()

    def ends_within(self, seconds: float) -> bool:
        """Wait at most ``seconds``; whether it has ended."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def dismiss(self, grace_s: float = GRACE_S) -> None:
        """End its standard input and let it end by itself; after ``grace_s`` it is stopped."""
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        self.ends_within(grace_s)
        self.close()

    def stop(self, grace_s: float = GRACE_S) -> None:
        """Ask it to end with SIGTERM, kill it after ``grace_s``; it has ended when this returns."""
        stop_all([self], grace_s)

    def ask_to_end(self) -> None:
        """Send SIGTERM where it still runs."""
        if self.status is None:
            self._process.terminate()

    def kill(self) -> None:
        """Send SIGKILL where it still runs, and wait for its end."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """Stop it where it still runs and close the pipes."""
        self.stop()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()

    @contextlib.contextmanager
    def limited(self, seconds: float | None) -> Iterator[Limit]:
        """Stop it if the block is not left within ``seconds``; None for no limit."""
        limit = Limit()
        if seconds is None:
            yield limit
            return

        def expire() -> None:
            limit.is_exceeded = True
            self.stop()

        timer = threading.Timer(seconds, expire)
        timer.daemon = True
        timer.start()
        try:
            yield limit
        finally:
            timer.cancel()


def stop_all(children: Sequence[Child], grace_s: float = GRACE_S) -> None:
    """Stop children together: all are asked to end at once and share one ``grace_s``."""
    for child in children:
        child.ask_to_end()
    deadline = time.monotonic() + grace_s
    for child in children:
        if not child.ends_within(max(0.0, deadline - time.monotonic())):
            child.kill()
