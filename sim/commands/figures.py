"""``pencsim figures``: pictures from stored results."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli_exit import BAD_INPUT, exit_codes, stop
from sim.commands.shared import Stored, StyleName, processes_here, read_result

if TYPE_CHECKING:
    from postprocess.figures.style import Settings


def figures(
    stored: Stored,
    out: Annotated[Path | None, typer.Option(help="Default: figures/ beside the result.")] = None,
    formats: Annotated[str, typer.Option("--format", help="Of png, pdf, svg.")] = "png",
    style: StyleName = None,
    cases: Annotated[
        bool, typer.Option("--cases", help="Of a study: also those of each case, some 10 s each.")
    ] = False,
) -> None:
    """Draw every figure again from stored results alone; of a folder of studies, those of each."""
    with exit_codes():
        extensions = tuple(part.strip() for part in formats.split(","))
        unknown = [name for name in extensions if name not in ("png", "pdf", "svg")]
        if unknown:
            stop(BAD_INPUT, f"--format: found {unknown[0]!r}; expected some of png, pdf, svg")

        from postprocess.figures.style import read_style
        from postprocess.study_kinds import study_folders

        own = None if style is None else read_style(style)
        for part in study_folders(stored) or [stored]:
            target = out / part.name if out is not None and part != stored else out
            _draw(part, target, extensions, own, cases)


def _draw(
    stored: Path, out: Path | None, formats: tuple[str, ...], style: Settings | None, cases: bool
) -> None:
    """One study, or each of the cases that a file or folder holds."""
    from postprocess.case.result_files import folder_for, names_of_cases, result_files
    from postprocess.figures.analysis.panel import panel_figures
    from postprocess.figures.case_figures import draw_case
    from postprocess.figures.saving import save_figures
    from postprocess.study_kinds import kind_of
    from sim.commands.shared import explained_of
    from sim.store.panel import is_panel, read_panel

    processes = processes_here()
    if stored.is_file() and is_panel(stored):
        drawings = panel_figures(read_panel(stored))
        for drawn in save_figures(drawings, out or stored.parent, formats, style):
            typer.echo(drawn)
        return
    kind = kind_of(stored)
    if kind is not None:
        target = out or stored / "figures"
        for drawn in kind.draw(stored, target, formats, explained_of, style, processes):
            typer.echo(drawn)
        if not cases:
            return
    paths, names = result_files(stored), names_of_cases(stored)
    for path in paths:
        name = names.get(path.stem, path.stem)
        folder = folder_for(path, out, len(paths) == 1, name)
        made = draw_case(read_result(path), folder, formats, style, len(paths) > 1, processes)
        if len(paths) == 1:
            for drawn in made:
                typer.echo(drawn)
        else:
            typer.echo(f"{name}: {len(made)} pictures in {folder}")
