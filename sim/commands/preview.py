"""``pencsim preview``: the geometry as the grid sees it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli_exit import exit_codes
from sim.commands.shared import (
    Config,
    Overrides,
    default_folder,
)


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
