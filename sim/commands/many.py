"""What ``pencsim sweep`` and ``explore`` share: their options, and where cases run."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sim.batch.running.outcome import SweepOutcome
    from sim.batch.running.preparation import SweepOptions
    from sim.batch.study.cases import Sweep

StudyFile = Annotated[Path, typer.Argument(help="YAML file of a study: a base case and axes.")]
Out = Annotated[Path | None, typer.Option(help="Folder; default: runs/NAME.")]
Jobs = Annotated[int | None, typer.Option(min=1, help="Cases at a time; default: what fits.")]
Ranks = Annotated[int | None, typer.Option(min=1, help="MPI processes of a case.")]
TimeLimit = Annotated[
    float | None, typer.Option(min=0.01, metavar="MINUTES", help="Wall time of a case.")
]
Machine = Annotated[
    Path | None, typer.Option(help="YAML of a cluster, such as those in configs/machines.")
]


class BackendName(StrEnum):
    """Where cases run."""

    LOCAL = "local"
    SLURM = "slurm"


def options_of(
    jobs: int | None, ranks: int | None, retry_failed: bool, minutes: float | None
) -> SweepOptions:
    """The launcher's options; the time limit is given in minutes."""
    from sim.batch.running.preparation import SweepOptions

    return SweepOptions(jobs, ranks, retry_failed, None if minutes is None else 60.0 * minutes)


@dataclass(frozen=True)
class Place:
    """Where and how cases run.

    Attributes:
        backend: this machine, or jobs of a cluster.
        options: the launcher's.
        machine: file that describes the cluster; None for the batch system's own defaults.
    """

    backend: BackendName
    options: SweepOptions
    machine: Path | None

    @property
    def is_cluster(self) -> bool:
        """Whether cases are jobs of a cluster."""
        return self.backend is BackendName.SLURM

    def run(self, planned: Sweep, folder: Path) -> SweepOutcome:
        """Run a sweep's cases.

        Raises:
            RunError: the folder is in use or cannot be written, or Slurm takes no jobs.
        """
        from sim.batch.launcher import run_local, run_slurm
        from sim.batch.running.board import view_for

        view = view_for(sys.stderr)
        if self.is_cluster:
            return run_slurm(planned, folder, self.options, view, warn, self.machine)
        return run_local(planned, folder, self.options, view, warn)


def warn(sentence: str) -> None:
    """A warning on standard error."""
    typer.echo(f"warning: {sentence}", err=True)
