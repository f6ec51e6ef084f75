"""``pencsim show``: results as tables."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli_exit import exit_codes
from sim.commands.shared import Stored, print_json, print_summary


def show(
    stored: Stored,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False,
) -> None:
    """Summarise one result, or a folder of them as a table."""
    with exit_codes():
        if _is_panel(stored):
            _show_panel(stored, as_json)
            return
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
    from sim.commands.status import status
    from sim.text_table import console_for

    status(folder)
    table = folder_table(folder)
    if table is not None:
        typer.echo()
        console_for(table).print(table)


def _is_panel(stored: Path) -> bool:
    from sim.store.panel import is_panel

    return stored.is_file() and is_panel(stored)


def _show_panel(stored: Path, as_json: bool) -> None:
    """The tables of a panel, or its numbers."""
    from postprocess.tables.panel import panel_data, render_panel
    from sim.store.panel import read_panel
    from sim.text_table import console_for

    panel = read_panel(stored)
    if as_json:
        print_json(panel_data(panel))
        return
    shown = render_panel(panel)
    console_for(shown).print(shown)
