"""``pencsim status``: how far a sweep is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli_exit import BAD_INPUT, exit_codes, stop


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
