"""The command line: its commands, by what they are for.

Exit status: 0 done; 1 the run failed; 2 bad input; 3 finished but not converged; 130 interrupted.
"""

from __future__ import annotations

from typing import Annotated

import typer

from sim.batch.cli import explore, status, sweep
from sim.commands.analyse import calibrate, sensitivity
from sim.commands.case import preview, run, validate
from sim.commands.doctor import doctor
from sim.commands.library import materials, schema
from sim.commands.new import new
from sim.commands.stored import figures, report, show

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
    *(figures, report, materials, schema, new, doctor),
)
for command in COMMANDS:
    app.command()(command)


def main() -> None:
    """Entry point of the console script."""
    app()
