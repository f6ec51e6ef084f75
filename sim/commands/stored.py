"""The commands for stored results: ``pencsim show``, ``figures`` and ``report``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli_exit import BAD_INPUT, exit_codes, stop
from sim.commands.shared import Stored, print_json, print_summary, read_result


def show(
    stored: Stored,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False,
) -> None:
    """Summarise one result, or a folder of them as a table."""
    with exit_codes():
        if (stored / "index.json").is_file() and not as_json:
            _show_sweep(stored)
            return
        from postprocess.case.result_files import label, result_files, stored_cases
        from postprocess.case.summary import render_directory, summary

        if not as_json and len(result_files(stored)) == 1:
            print_summary(next(case for _, case in stored_cases(stored)))
            return
        summaries = {label(path, stored): summary(case) for path, case in stored_cases(stored)}
        if as_json:
            cases = list(summaries.values())
            print_json(cases[0] if len(cases) == 1 else cases)
            return

        from sim.text_table import console_for

        table = render_directory(summaries)
        console_for(table).print(table)


def _show_sweep(folder: Path) -> None:
    """How far a sweep is, and below it the table of a study against density."""
    from postprocess.studies.density_table import folder_table
    from sim.batch.cli import status
    from sim.text_table import console_for

    status(folder)
    table = folder_table(folder)
    if table is not None:
        typer.echo()
        console_for(table).print(table)


def figures(
    stored: Stored,
    out: Annotated[Path | None, typer.Option(help="Default: figures/ beside the result.")] = None,
    formats: Annotated[str, typer.Option("--format", help="Of png, pdf, svg.")] = "png",
) -> None:
    """Draw every figure again from stored results alone."""
    with exit_codes():
        extensions = tuple(part.strip() for part in formats.split(","))
        unknown = [name for name in extensions if name not in ("png", "pdf", "svg")]
        if unknown:
            stop(BAD_INPUT, f"--format: found {unknown[0]!r}; expected some of png, pdf, svg")

        from postprocess.case.result_files import folder_for, result_files
        from postprocess.figures.case_figures import draw_case
        from postprocess.study_kinds import kind_of
        from sim.commands.analyse import explained_of

        kind = kind_of(stored)
        if kind is not None:
            target = out or stored / "figures"
            for drawn in kind.draw(stored, target, extensions, explained_of):
                typer.echo(drawn)
            if not kind.draws_cases:
                return
        paths = result_files(stored)
        for path in paths:
            folder = folder_for(path, out, alone=len(paths) == 1)
            for drawn in draw_case(read_result(path), folder, extensions):
                typer.echo(drawn)


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
