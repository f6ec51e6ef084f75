"""``pencsim sensitivity``: which assumed input decides."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli_exit import exit_codes
from sim.commands.shared import Config, Overrides, default_folder, ending_with_one_line


def sensitivity(
    config: Config,
    out: Annotated[Path | None, typer.Option(help="Default: runs/NAME/sensitivity.")] = None,
    overrides: Overrides = None,
) -> None:
    """Say which assumed input decides: each at both ends of its range, in the film's optics."""
    with exit_codes():
        from rich.console import Console

        from postprocess.figures.analysis.tornado import save_tornado
        from postprocess.tables.sensitivity import render_sensitivity
        from sim.analysis.sensitivity.files import write_sensitivity
        from sim.analysis.sensitivity.one_at_a_time import sensitivity as vary
        from sim.config.loader import load_checked, shipped_library
        from sim.progress import reporter_for

        loaded = load_checked(config, overrides or ())
        with ending_with_one_line():
            result = vary(loaded.study, shipped_library(), reporter_for())
            folder = out or default_folder(result.name) / "sensitivity"
            write_sensitivity(result, folder)
        Console().print(render_sensitivity(result))
        for drawn in save_tornado(result, folder):
            typer.echo(drawn)
