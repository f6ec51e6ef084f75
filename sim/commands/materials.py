"""``pencsim materials``: the library, and files of your own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli_exit import BAD_INPUT, exit_codes, stop


def materials(
    name: Annotated[
        str | None, typer.Argument(help="One material; or 'import' with a file of your own.")
    ] = None,
    file: Annotated[Path | None, typer.Argument(help="After 'import'.")] = None,
    columns: Annotated[
        str | None, typer.Option(help="Of an imported file, e.g. 'wavelength_um n k'.")
    ] = None,
    at_nm: Annotated[float, typer.Option("--at", help="Wavelength of the list, nm.")] = 520.0,
    low_nm: Annotated[float, typer.Option(help="Start of the band of the fit.")] = 500.0,
    high_nm: Annotated[float, typer.Option(help="End of the band of the fit.")] = 540.0,
    plot: Annotated[
        Path | None, typer.Option(help="Picture of n, k and fit: png, pdf, svg.")
    ] = None,
) -> None:
    """List the materials, show one, or say how a file of your own is understood (import FILE)."""
    if name == "import" or file is not None:
        _import(name, file, columns)
        return
    with exit_codes():
        from geometry.materials.library import UnknownMaterial
        from postprocess.tables.materials import check_band, render_library
        from sim.config.loader import shipped_library

        library = shipped_library()
        if name is None:
            if plot is not None:
                stop(BAD_INPUT, "--plot draws one material: name it")
            from rich.console import Console

            Console().print(render_library(library, at_nm))
            for text in library.broken.values():
                typer.echo(f"warning: {text}", err=True)
            return
        from sim.optics.grid.dispersion_fit import describe

        try:
            material = library.get(name)
        except UnknownMaterial as error:
            stop(BAD_INPUT, str(error))
        check_band(material, low_nm, high_nm)
        for line in describe(material, low_nm, high_nm):
            typer.echo(line)
        if plot is not None:
            from postprocess.figures.material import plot_material

            typer.echo(plot_material(material, low_nm, high_nm, plot))


def _import(name: str | None, file: Path | None, columns: str | None) -> None:
    """Say what is understood of a file of optical constants."""
    with exit_codes():
        from geometry.reading.materials import read_material
        from geometry.reading.text_table import FileError
        from postprocess.tables.materials import imported_lines

        if name != "import" or file is None:
            stop(BAD_INPUT, "expected: pencsim materials import FILE")
        try:
            material = read_material(file, None if columns is None else columns.split())
        except FileError as error:
            stop(BAD_INPUT, str(error))
        for line in imported_lines(material, file):
            typer.echo(line)
