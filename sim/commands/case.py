"""The commands for one case: ``pencsim run``, ``validate`` and ``preview``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli_exit import FAILED, exit_codes, stop
from sim.commands.shared import (
    Config,
    Overrides,
    default_folder,
    default_result,
    end_if_solved,
    exit_code,
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


def validate(
    config: Config,
    overrides: Overrides = None,
    calibrate: Annotated[
        bool, typer.Option(help="First measure how fast this machine steps (half a minute).")
    ] = False,
) -> None:
    """Check a case, or a study of many, and print what it will cost."""
    with exit_codes():
        from sim.batch.study.prediction import predicted_study

        many = None if overrides else predicted_study(config)
        if many is not None:
            typer.echo("\n".join([f"{config}: sound", *many.lines()]))
            return
        from sim.config.loader import load_checked

        loaded = load_checked(config, overrides or ())
        for sentence in loaded.warnings:
            typer.echo(f"warning: {sentence}", err=True)

        if calibrate:
            from sim.processes.launch import RunError, calibrate_for

            try:
                calibrate_for(loaded.study)
            except RunError as error:
                stop(FAILED, str(error))

        from sim.cost.predict import predict

        typer.echo(f"{config}: sound")
        for line in predict(loaded.study).lines():
            typer.echo(line)


def preview(
    config: Config,
    out: Annotated[Path | None, typer.Option(help="Default: runs/NAME/preview.")] = None,
    gds: Annotated[
        Path | None, typer.Option(help="Also the plan, as FILE.gds or FILE.oas.")
    ] = None,
    overrides: Overrides = None,
) -> None:
    """Draw the geometry as the grid sees it."""
    with exit_codes():
        from sim.config.loader import load_study

        study = load_study(config, overrides or ())
        if gds is not None:
            from postprocess.tables.plan_file import write_plan_of

            write_plan_of(study, gds)

        from postprocess.figures.preview import draw_preview

        for path in draw_preview(study, out or default_folder(study.name) / "preview"):
            typer.echo(path)
        if gds is not None:
            typer.echo(gds)
