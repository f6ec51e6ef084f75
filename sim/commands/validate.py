"""``pencsim validate``: a case or study checked, and what it costs."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.cli_exit import FAILED, exit_codes, stop
from sim.commands.shared import (
    Config,
    Overrides,
)


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
