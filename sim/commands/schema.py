"""``pencsim schema``: what may be written, for editors and people."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.cli_exit import BAD_INPUT, exit_codes, stop
from sim.commands.shared import print_json


def schema(
    kind: Annotated[
        str, typer.Argument(help="case, device, study, explore, calibrate, material or machine.")
    ] = "case",
    reference: Annotated[
        bool, typer.Option("--reference", help="All keys as Markdown: docs/reference.md.")
    ] = False,
) -> None:
    """Print the JSON Schema of a kind of YAML file, for editors."""
    with exit_codes():
        from sim.reference import KINDS, schema_of

        if reference:
            from sim.reference.manual import reference_markdown

            typer.echo(reference_markdown(), nl=False)
            return

        if kind not in KINDS:
            stop(BAD_INPUT, f"no kind of file {kind!r}; expected one of {', '.join(KINDS)}")
        print_json(schema_of(kind))
