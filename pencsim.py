"""The command line: its commands, by what they are for. They stand in sim.commands.

Exit status: 0 done; 1 the run failed; 2 bad input; 3 finished but not converged; 130 interrupted.
"""

from __future__ import annotations

import io
import os
import sys
from typing import Annotated

import typer

from sim.batch.cli import explore, status, sweep
from sim.commands.analyse import calibrate, sensitivity
from sim.commands.case import preview, run, validate
from sim.commands.library import materials, schema
from sim.commands.stored import figures, report, show

app = typer.Typer(
    help="Coupled optical and electrical simulation of pixelated perovskite-nanocrystal LEDs.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback(invoke_without_command=True)
def options(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Coupled optical and electrical simulation of pixelated perovskite-nanocrystal LEDs."""
    if version:
        from importlib.metadata import version as version_of

        print(f"pencsim {version_of('pencsim')}")
        raise typer.Exit


COMMANDS = (
    *(run, validate, preview, show, sweep, status, explore, sensitivity, calibrate),
    *(figures, report, materials, schema),
)
for command in COMMANDS:
    app.command()(command)


def main() -> None:
    """Entry point of the console script."""
    # Before anything loads matplotlib, which fails on a notebook's backend (sim.processes.child).
    os.environ["MPLBACKEND"] = "Agg"
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a letter gets a ?
    app()


if __name__ == "__main__":
    main()
