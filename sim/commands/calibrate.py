"""``pencsim calibrate``: parameters fitted to measurements."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli_exit import NOT_CONVERGED, exit_codes
from sim.commands.shared import default_folder, ending_with_one_line


def calibrate(
    study: Annotated[Path, typer.Argument(help="YAML file of a calibration.")],
    out: Annotated[Path | None, typer.Option(help="Default: runs/NAME/calibration.")] = None,
) -> None:
    """Fit stated parameters to stated data, and judge them on data left out."""
    with exit_codes():
        from rich.console import Console

        from postprocess.figures.analysis.calibration import save_calibration
        from postprocess.tables.calibration import render_calibration
        from sim.analysis.calibration.files import load_calibration, write_calibration
        from sim.analysis.calibration.fit import calibrate as fit
        from sim.config.loader import shipped_library
        from sim.progress import reporter_for

        library = shipped_library()
        case = load_calibration(study, library)
        with ending_with_one_line():
            result = fit(case, library, reporter_for())
            folder = out or default_folder(result.name) / "calibration"
            write_calibration(result, folder)
        Console().print(render_calibration(result))
        for drawn in save_calibration(result, folder):
            typer.echo(drawn)
        raise typer.Exit(0 if result.has_converged else NOT_CONVERGED)
