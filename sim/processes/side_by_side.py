"""The job of a case whose dipole runs are stepped side by side.

    python -m sim.processes.side_by_side CONFIG OUT [SHARED] --ranks N --at-once N [--left-over N]

Workers claim runs of one list until none is left and keep each as a dipole record; then one worker
reads the records, steps what was left over on all ranks, and writes the result. To the launcher
this is one job: progress is summed over the workers, an error is sent once, and the workers end
when this process does, because it holds their standard input open.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType

from sim.config.errors import ConfigError
from sim.config.loader import load_study
from sim.processes.child import GRACE_S, Child, RunError, stop_all
from sim.processes.command import WorkerOrder, on_ranks
from sim.processes.lines import JobLine, Progress, send
from sim.processes.parent import end_with_launcher
from sim.study import Study

_POLL_S = 0.05


class Workers:
    """Processes that work at the same time; all end together if one fails."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._children: list[Child] = []
        self._readers: list[threading.Thread] = []
        self._ending = threading.Event()

    def run(self, commands: Sequence[Sequence[str]]) -> int:
        """Run to the end; the exit status of the first that failed, else 0.

        Raises:
            RunError: a program cannot be started.
        """
        try:
            for number, command in enumerate(commands):
                # Workers keep the lock of a sweep's folder as this process does.
                child = Child(command, inherits_all=True)
                reader = threading.Thread(target=self._read, args=(number, child), daemon=True)
                self._children.append(child)
                self._readers.append(reader)
                reader.start()
            return self._wait()
        finally:
            self._end()

    def _wait(self) -> int:
        waiting = dict(enumerate(self._children))
        while waiting:
            for number, child in list(waiting.items()):
                status = child.status
                if status is None:
                    continue
                # Its last lines may still be in the pipe.
                self._readers[number].join(GRACE_S)
                if status != 0:
                    return 128 - status if status < 0 else status
                del waiting[number]
            time.sleep(_POLL_S)
        return 0

    def _read(self, number: int, child: Child) -> None:
        for text in child.lines():
            line = JobLine.parse(text)
            if line is None:
                os.write(1, text.encode())
            elif not self._ending.is_set():
                self._progress.hear(number, line)

    def _end(self) -> None:
        """Ask those that run to end, then end them."""
        self._ending.set()
        # This process has itself GRACE_S to end in.
        stop_all(self._children, GRACE_S / 2)
        for child, reader in zip(self._children, self._readers, strict=True):
            reader.join(GRACE_S / 2)
            # A reader that still waits holds the pipe: something has inherited its other end.
            if not reader.is_alive():
                child.close()


def solve(order: WorkerOrder, study: Study, division: Division) -> int:
    """Solve a case; the exit status of the job."""
    progress = Progress()
    with tempfile.TemporaryDirectory(prefix="pencsim-claims-") as claims:
        each = division.ranks // division.at_once
        share = replace(
            order,
            ends_with_launcher=True,
            claims=Path(claims),
            left_over=division.left_over,
            ranks=each,
        )
        command = on_ranks(study.run, each, share.command())
        status = Workers(progress).run([command] * division.at_once)
    if status != 0:
        return status
    progress.begin_last()
    # What has been stepped is only put together, which more ranks do not hasten.
    has_steps = division.left_over > 0 or study.optics.refine.rounds > 0
    ranks = division.ranks if has_steps else 1
    last = replace(order, ends_with_launcher=True, case_ranks=division.ranks, ranks=ranks)
    return Workers(progress).run([on_ranks(study.run, ranks, last.command())])


@dataclass(frozen=True)
class Division:
    """Processes in all, runs at once, and runs left to all processes together."""

    ranks: int
    at_once: int
    left_over: int


def _arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="sim.processes.side_by_side")
    parser.add_argument("config", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("shared", type=Path, nargs="?")
    parser.add_argument("--ranks", type=int, required=True)
    parser.add_argument("--at-once", type=int, required=True)
    parser.add_argument("--left-over", type=int, default=0)
    parser.add_argument("--ends-with-launcher", action="store_true")
    return parser.parse_args(arguments)


def _end(_number: int, _frame: FrameType | None) -> None:
    # Once is enough: what ends the workers must not be interrupted by a second signal.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise SystemExit(128 + signal.SIGTERM)


def main(arguments: list[str]) -> int:
    """Exit status 0 when OUT is written; else that of the worker that failed."""
    given = _arguments(arguments)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _end)
    if given.ends_with_launcher:
        end_with_launcher()
    order = WorkerOrder(given.config, given.out, given.shared, started=time.time())
    try:
        study = load_study(given.config)
        return solve(order, study, Division(given.ranks, given.at_once, given.left_over))
    except (ConfigError, OSError, RunError) as error:
        send("error", 0.0, str(error))
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
