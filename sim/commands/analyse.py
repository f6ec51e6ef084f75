"""The commands that solve one case many times: ``pencsim sensitivity`` and ``calibrate``.

Also what takes stored pixels apart for the figures of a study.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli_exit import FAILED, NOT_CONVERGED, exit_codes, stop
from sim.commands.shared import Config, Overrides, default_folder

if TYPE_CHECKING:
    from sim.analysis.waterfall_records import Explained


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
        with _one_line():
            result = vary(loaded.study, shipped_library(), reporter_for())
            folder = out or default_folder(result.name) / "sensitivity"
            write_sensitivity(result, folder)
        Console().print(render_sensitivity(result))
        for drawn in save_tornado(result, folder):
            typer.echo(drawn)


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
        with _one_line():
            result = fit(case, library, reporter_for())
            folder = out or default_folder(result.name) / "calibration"
            write_calibration(result, folder)
        Console().print(render_calibration(result))
        for drawn in save_calibration(result, folder):
            typer.echo(drawn)
        raise typer.Exit(0 if result.has_converged else NOT_CONVERGED)


def explained_of(files: Sequence[Path]) -> dict[Path, Explained]:
    """Take stored pixels apart into mechanisms.

    Ends the command with one line where a file cannot be read.
    """
    from sim.analysis.explain import explain_files
    from sim.config.loader import shipped_library
    from sim.progress import reporter_for

    with _one_line():
        return explain_files(files, shipped_library(), reporter_for())


@contextmanager
def _one_line() -> Iterator[None]:
    """End the command with one line where a case cannot be solved or a folder not be written."""
    try:
        yield
    except (ValueError, OSError) as error:
        stop(FAILED, str(error))
