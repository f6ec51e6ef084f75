"""``pencsim report``: a page per result."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli_exit import exit_codes
from sim.commands.shared import Stored, read_result


def report(
    stored: Stored,
    out: Annotated[Path | None, typer.Option(help="Default: NAME.html beside the result.")] = None,
) -> None:
    """Write one static HTML page per result."""
    with exit_codes():
        from postprocess.case.result_files import result_files
        from postprocess.report import write_report

        paths = result_files(stored)
        for path in paths:
            page = out if out is not None and len(paths) == 1 else path.with_suffix(".html")
            write_report(read_result(path), page)
            typer.echo(page)
