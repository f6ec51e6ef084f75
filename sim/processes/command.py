"""Command lines of the processes that solve a case."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from sim.study import RunSpec


@dataclass(frozen=True)
class WorkerOrder:
    """What a process of sim.processes.worker is asked to do.

    Attributes:
        config: study.
        out: result file.
        shared: folder of what the cases of a sweep share.
        ends_with_launcher: whether it ends when its standard input does.
        claims: folder in which processes side by side claim runs; None for a whole case.
        left_over: runs that the processes side by side leave alone.
        case_ranks: processes of the case where they are not those of this job.
        started: time.time() at which the case began; None for now.
        ranks: MPI processes that the job is started with; None where nobody counts them.
    """

    config: Path
    out: Path
    shared: Path | None = None
    ends_with_launcher: bool = False
    claims: Path | None = None
    left_over: int = 0
    case_ranks: int | None = None
    started: float | None = None
    ranks: int | None = None

    def command(self) -> list[str]:
        """The command line without MPI."""
        words = [sys.executable, "-m", "sim.processes.worker", str(self.config), str(self.out)]
        if self.shared is not None:
            words.append(str(self.shared))
        named = {
            "--claims": self.claims,
            "--left-over": self.left_over or None,
            "--case-ranks": self.case_ranks,
            "--started": self.started,
            "--ranks": self.ranks,
        }
        for name, value in named.items():
            if value is not None:
                words += [name, str(value)]
        return [*words, "--ends-with-launcher"] if self.ends_with_launcher else words


def on_ranks(run: RunSpec, ranks: int, command: list[str]) -> list[str]:
    """A command line that starts a program on ``ranks`` MPI ranks as run.launcher says."""
    if run.launcher == "none" or (run.launcher == "auto" and ranks == 1):
        return command
    return ["srun" if run.launcher == "srun" else "mpirun", "-n", str(ranks), *command]
