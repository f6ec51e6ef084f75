"""``pencsim sclc``: currents of a hole- or electron-only device."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli_exit import NOT_CONVERGED, exit_codes
from sim.commands.shared import Overrides, default_folder, ending_with_one_line


def sclc(
    config: Annotated[Path, typer.Argument(help="YAML file of a single-carrier device.")],
    out: Annotated[Path | None, typer.Option(help="Default: runs/NAME/sclc.")] = None,
    overrides: Overrides = None,
) -> None:
    """Currents of a hole- or electron-only device, and trap densities from V_TFL and back."""
    with exit_codes():
        from rich.console import Console

        from postprocess.figures.analysis.films import save_sclc
        from postprocess.tables.films import render_sclc
        from sim.analysis.sclc.evaluate import evaluate_sclc, load_sclc
        from sim.analysis.sclc.files import write_sclc
        from sim.config.loader import shipped_library

        case = load_sclc(config, overrides or (), shipped_library())
        folder = out or default_folder(case.file.name) / "sclc"
        with ending_with_one_line():
            result = evaluate_sclc(case)
            written = write_sclc(result, folder)
        Console().print(render_sclc(result))
        for path in (*written, *save_sclc(result, folder)):
            typer.echo(path)
        raise typer.Exit(0 if result.has_converged else NOT_CONVERGED)
