"""``pencsim export``: results as CSV files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli_exit import FAILED, exit_codes, stop
from sim.commands.shared import Stored, read_result


def export(
    stored: Stored,
    out: Annotated[Path | None, typer.Option(help="Default: csv/ beside the result.")] = None,
) -> None:
    """Write J-V-L, budget, dipoles and far field of each result as CSV files."""
    with exit_codes():
        from postprocess.case.result_files import result_files
        from postprocess.solved import Solved

        paths = result_files(stored)
        for path in paths:
            folder = path.parent / "csv" if out is None else out
            folder = folder if len(paths) == 1 else folder / path.stem
            solved = Solved(read_result(path), path)
            try:
                written = solved.write_csv(folder)
            except OSError as error:
                stop(FAILED, f"--out: {error}")
            for file in written:
                typer.echo(file)
