"""``pencsim run``: a case, solved."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli_exit import FAILED, exit_codes, stop
from sim.commands.shared import (
    Config,
    Overrides,
    default_result,
    end_if_solved,
    exit_code,
    one_thread,
    print_summary,
    read_result,
)


def run(
    config: Config,
    out: Annotated[
        Path | None,
        typer.Option(help="Default: runs/NAME/NAME.h5, with what --set changes in its name."),
    ] = None,
    ranks: Annotated[int | None, typer.Option(min=1, help="MPI processes.")] = None,
    overrides: Overrides = None,
    force: Annotated[bool, typer.Option(help="Run even if the result exists.")] = False,
) -> None:
    """Simulate one case."""
    with exit_codes():
        one_thread()
        from sim.config.loader import load_checked
        from sim.progress import reporter_for

        loaded = load_checked(config, overrides or ())
        target = out or default_result(loaded.study.name, overrides or ())
        if not force and target.exists():
            end_if_solved(target, loaded.study)
        reporter = reporter_for()
        for sentence in loaded.warnings:
            reporter.warn(sentence)

        from sim.processes.launch import RunError, run_study

        try:
            written = run_study(loaded.study, target, ranks, force, reporter)
        except RunError as error:
            stop(FAILED, str(error))
        case = read_result(written)
        print_summary(case)
        typer.echo(f"Result: {written}")
        raise typer.Exit(exit_code(case))
