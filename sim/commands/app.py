"""The command line: its commands, by what they are for.

Exit status: 0 done; 1 the run failed; 2 bad input; 3 finished but not converged; 130 interrupted.
"""

from __future__ import annotations

import io
import os
import sys
from typing import Annotated

import typer

from sim.commands.calibrate import calibrate
from sim.commands.doctor import doctor
from sim.commands.explore import explore
from sim.commands.export import export
from sim.commands.figures import figures
from sim.commands.films.pl import pl
from sim.commands.films.sclc import sclc
from sim.commands.materials import materials
from sim.commands.new import new
from sim.commands.panels.area import area
from sim.commands.panels.lifetime import lifetime
from sim.commands.panels.panel import panel
from sim.commands.preview import preview
from sim.commands.report import report
from sim.commands.run import run
from sim.commands.schema import schema
from sim.commands.sensitivity import sensitivity
from sim.commands.show import show
from sim.commands.status import status
from sim.commands.sweep import sweep
from sim.commands.validate import validate

app = typer.Typer(
    help="Coupled optical and electrical simulation of pixelated perovskite-nanocrystal LEDs.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def options(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Coupled optical and electrical simulation of pixelated perovskite-nanocrystal LEDs."""
    if version:
        from importlib.metadata import version as version_of

        typer.echo(f"pencsim {version_of('pencsim')}")
        raise typer.Exit


COMMANDS = (
    *(run, validate, preview, show, sweep, status, explore, sensitivity, calibrate),
    *(sclc, pl, area, lifetime, panel),
    *(figures, report, export, materials, schema, new, doctor),
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
