"""The commands for many cases: ``pencsim sweep``, ``status`` and ``explore``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli_exit import BAD_INPUT, FAILED, NOT_CONVERGED, exit_codes, stop

if TYPE_CHECKING:
    from sim.batch.explore import Explorer
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
        from sim.batch.running.preparation import SweepOptions
        from sim.batch.study.cases import load_cases
        from sim.processes.launch import RunError

        planned = load_cases(study)
        folder = out or Path("runs") / planned.name
        options = SweepOptions(
            jobs, ranks, retry_failed, None if time_limit is None else 60.0 * time_limit
        )
        try:
            if backend is BackendName.SLURM:
                outcome = _on_slurm(planned, folder, options, machine, dry_run)
            else:
                outcome = _here(planned, folder, options, dry_run)
        except RunError as error:
            stop(FAILED, str(error))
        if outcome is not None:
            _conclude(outcome, folder)


def explore(  # noqa: PLR0913 - one argument per option
    study: StudyFile,
    out: Out = None,
    backend: Annotated[BackendName, typer.Option(help="Where cases run.")] = BackendName.LOCAL,
    jobs: Jobs = None,
    ranks: Ranks = None,
    time_limit: TimeLimit = None,
    machine: Machine = None,
    sensitivity: Annotated[
        int | None, typer.Option(min=2, metavar="N", help="Sobol indices from N (D + 2) cases.")
    ] = None,
) -> None:
    """Search the design space for the best trade-offs, or say what matters in it."""
    with exit_codes():
        from sim.batch.explore import Explorer
        from sim.batch.running.preparation import SweepOptions
        from sim.batch.study.explore_spec import load_search
        from sim.processes.launch import RunError

        search = load_search(study)
        folder = out or Path("runs") / search.name
        options = SweepOptions(
            jobs, ranks, limit_s=None if time_limit is None else 60.0 * time_limit
        )

        def run_sweep(planned: Sweep, where: Path) -> SweepOutcome:
            on_slurm = backend is BackendName.SLURM
            outcome = (
                _on_slurm(planned, where, options, machine, dry_run=False)
                if on_slurm
                else _here(planned, where, options, dry_run=False)
            )
            assert outcome is not None  # only a dry run has none
            return outcome

        explorer = Explorer(search, folder, run_sweep)
        try:
            if sensitivity is None:
                _show_front(explorer)
            else:
                _show_sensitivity(explorer, sensitivity)
        except RunError as error:
            stop(FAILED, str(error))
        typer.echo(f"Results: {folder}")


def _show_front(explorer: Explorer) -> None:
    explored = explorer.run()
    names = [objective.measure for objective in explorer.search.spec.objectives]
    if explored.without_result:
        _warn(f"{explored.without_result} points made no sound device or have no result")
    kind = "solved in full" if explored.promoted else "searched"
    typer.echo(f"{len(explored.best)} best trade-offs of {len(explored.searched)}, {kind}:")
    for design in explored.best:
        values = ", ".join(f"{path} = {value}" for path, value in design.values.items())
        reached = zip(names, design.objectives, strict=True)
        numbers = ", ".join(f"{name} {value:.4g}" for name, value in reached)
        typer.echo(f"{design.key}  {numbers}  ({values})")


def _show_sensitivity(explorer: Explorer, count: int) -> None:
    from sim.batch.sobol import sensitivity

    for indices in sensitivity(explorer, count):
        typer.echo(f"{indices.measure}: share of variance alone, and with others")
        for name in sorted(indices.total, key=lambda name: -indices.total[name]):
            typer.echo(
                f"  {name}: {indices.first[name]:.3f} +- {indices.first_error[name]:.3f}, "
                f"{indices.total[name]:.3f} +- {indices.total_error[name]:.3f}"
            )


def _here(
    planned: Sweep, folder: Path, options: SweepOptions, dry_run: bool
) -> SweepOutcome | None:
    import sys

    from sim.batch.launcher import run_local
    from sim.batch.running.board import view_for
    from sim.batch.study.prediction import predict_sweep

    if dry_run:
        for case in planned.cases:
            values = ", ".join(f"{path} = {value}" for path, value in case.values.items())
            typer.echo(f"{case.key}  {values}")
        for line in predict_sweep(planned).lines():
            typer.echo(line)
        return None
    return run_local(planned, folder, options, view_for(sys.stderr), _warn)


def _on_slurm(
    planned: Sweep, folder: Path, options: SweepOptions, machine: Path | None, dry_run: bool
) -> SweepOutcome | None:
    import sys

    from sim.batch.launcher import run_slurm, slurm_script
    from sim.batch.running.board import view_for

    if dry_run:
        typer.echo(slurm_script(planned, folder, options, machine))
        return None
    return run_slurm(planned, folder, options, view_for(sys.stderr), _warn, machine)


def _conclude(outcome: SweepOutcome, folder: Path) -> None:
    for key, text in outcome.failures.items():
        typer.echo(f"case {key} failed: {text} (log: {folder / 'cases' / key}.log)", err=True)
    typer.echo(outcome.sentence())
    typer.echo(f"Results: {folder}")
    if not outcome.is_whole:
        raise typer.Exit(FAILED)
    raise typer.Exit(NOT_CONVERGED if outcome.not_converged else 0)


def _warn(sentence: str) -> None:
    typer.echo(f"warning: {sentence}", err=True)


def status(
    folder: Annotated[Path, typer.Argument(help="Folder of a sweep.")],
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False,
) -> None:
    """Say how far a sweep is: counts, what runs, and what failed with its last words."""
    with exit_codes():
        from sim.batch.running.folder import is_sweep
        from sim.batch.running.status import inspect, render, to_json

        if not is_sweep(folder):
            stop(BAD_INPUT, f"{folder}: no sweep (no index.json in it)")
        state = inspect(folder)
        if as_json:
            typer.echo(to_json(state))
            return

        from sim.text_table import console_for

        shown = render(state)
        console_for(shown).print(shown)
