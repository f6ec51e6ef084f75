"""``pencsim report``: a page of a case or a study."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli_exit import exit_codes
from sim.commands.shared import Stored, StyleName, processes_here, read_result

if TYPE_CHECKING:
    from sim.analysis.waterfall_records import Explained


def report(
    stored: Stored,
    out: Annotated[
        Path | None,
        typer.Option(help="Default: NAME.html beside a result, report.html in a study's folder."),
    ] = None,
    style: StyleName = None,
    cases: Annotated[bool, typer.Option("--cases", help="Also a page of each case.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Losses by mechanism, a second or more per case.")
    ] = False,
) -> None:
    """Write a page of a result, or of a folder of them: one file that needs no network."""
    with exit_codes():
        from postprocess.case.result_files import result_files
        from postprocess.figures.style import read_style
        from postprocess.report import write_report, write_study_report
        from sim.commands.shared import explained_of

        own = None if style is None else read_style(style)
        paths, processes = result_files(stored), processes_here()
        if len(paths) == 1:
            page = out or paths[0].with_suffix(".html")
            write_report(read_result(paths[0]), page, paths[0], own, processes)
            typer.echo(page)
            return
        page = out or stored / "report.html"
        beside = page.with_suffix("")
        for path in paths if cases else ():
            target = beside / f"{path.stem}.html"
            write_report(read_result(path), target, path, own, processes)
        write_study_report(
            stored,
            page,
            explained_of if explain else _not_explained,
            own,
            lambda path: f"{beside.name}/{path.stem}.html" if cases else "",
            processes,
        )
        typer.echo(page)


def _not_explained(files: Sequence[Path]) -> dict[Path, Explained]:
    """Pixels left whole: taking them apart takes longer than the page."""
    del files
    return {}
