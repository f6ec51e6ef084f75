"""``pencsim sweep``: a study of many cases."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli_exit import FAILED, NOT_CONVERGED, exit_codes, stop
from sim.commands.many import (
    BackendName,
    Jobs,
    Machine,
    Out,
    Place,
    Ranks,
    StudyFile,
    TimeLimit,
    options_of,
)
from sim.commands.shared import default_folder

if TYPE_CHECKING:
    from sim.batch.running.outcome import SweepOutcome
    from sim.batch.study.cases import Sweep


def sweep(  # noqa: PLR0913 - one argument per option
    study: StudyFile,
    out: Out = None,
    backend: Annotated[BackendName, typer.Option(help="Where cases run.")] = BackendName.LOCAL,
    jobs: Jobs = None,
    ranks: Ranks = None,
    retry_failed: Annotated[bool, typer.Option(help="Also run what failed before.")] = False,
    time_limit: TimeLimit = None,
    machine: Machine = None,
    dry_run: Annotated[
        bool, typer.Option(help="Print what would be done (slurm: the batch script), do nothing.")
    ] = False,
) -> None:
    """Run what is missing, cut off or corrupt of a study of many cases."""
    with exit_codes():
        from sim.batch.study.cases import load_cases
        from sim.processes.launch import RunError

        planned = load_cases(study)
        folder = out or default_folder(planned.name)
        place = Place(backend, options_of(jobs, ranks, retry_failed, time_limit), machine)
        try:
            if dry_run:
                _say_plan(planned, folder, place)
                return
            outcome = place.run(planned, folder)
        except RunError as error:
            stop(FAILED, str(error))
        _conclude(outcome, folder, _names(planned))


def _say_plan(planned: Sweep, folder: Path, place: Place) -> None:
    """The batch script, or every case with its values and the cost of all."""
    if place.is_cluster:
        from sim.batch.launcher import slurm_script

        typer.echo(slurm_script(planned, folder, place.options, place.machine))
        return
    from sim.batch.study.prediction import predict_sweep

    for key, name in _names(planned).items():
        typer.echo(f"{key}  {name}")
    for line in predict_sweep(planned).lines():
        typer.echo(line)


def _names(planned: Sweep) -> dict[str, str]:
    """Key of each case -> what it is called by what varies."""
    from sim.batch.study.axes import case_names

    keys = [case.key for case in planned.cases]
    values = [case.values for case in planned.cases]
    return dict(zip(keys, case_names(planned.axes, values, keys), strict=True))


def _conclude(outcome: SweepOutcome, folder: Path, names: dict[str, str]) -> None:
    for key, text in outcome.failures.items():
        log = folder / "cases" / f"{key}.log"
        typer.echo(f"case {names.get(key, key)} failed: {text} (log: {log})", err=True)
    typer.echo(outcome.sentence())
    typer.echo(f"Results: {folder}")
    if not outcome.is_whole:
        raise typer.Exit(FAILED)
    raise typer.Exit(NOT_CONVERGED if outcome.not_converged else 0)
