"""``pencsim figures``: pictures from stored results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
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
        studies = study_folders(stored)
        asked = _Asked(extensions, own, cases)
        if studies:
            _draw_each(studies, out, asked)
        else:
            for line in _draw(stored, out, asked, processes_here()):
                typer.echo(line)


@dataclass(frozen=True)
class _Asked:
    """How figures are drawn: file endings, the user's style, and whether each case of a study."""

    formats: tuple[str, ...]
    style: Settings | None
    cases: bool


def _draw_each(studies: Sequence[Path], out: Path | None, asked: _Asked) -> None:
    """Studies beside each other, the largest first; what they say comes in their own order."""
    from sim.forked import in_processes

    by_size = sorted(studies, key=_bytes, reverse=True)
    tasks = [
        partial(_all_lines, part, None if out is None else out / part.name, asked)
        for part in by_size
    ]
    said = {by_size[number]: lines for number, lines in in_processes(tasks, processes_here())}
    for part in studies:
        for line in said[part]:
            typer.echo(line)


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*.h5"))


def _all_lines(stored: Path, out: Path | None, asked: _Asked) -> list[str]:
    """Of :func:`_draw` in one process."""
    return list(_draw(stored, out, asked, 1))


def _draw(stored: Path, out: Path | None, asked: _Asked, processes: int) -> Iterator[str]:
    """One study, or each of the cases that a file or folder holds; what was drawn, line by line."""
    from postprocess.case.result_files import folder_for, names_of_cases, result_files
    from postprocess.figures.analysis.panel import panel_figures
    from postprocess.figures.case_figures import draw_case
    from postprocess.figures.saving import save_figures
    from postprocess.study_kinds import kind_of
    from sim.commands.shared import explained_of
    from sim.store.panel import is_panel, read_panel

    formats, style = asked.formats, asked.style
    if stored.is_file() and is_panel(stored):
        drawings = panel_figures(read_panel(stored))
        yield from map(str, save_figures(drawings, out or stored.parent, formats, style))
        return
    kind = kind_of(stored)
    if kind is not None:
        target, explain = out or stored / "figures", partial(explained_of, processes=processes)
        yield from map(str, kind.draw(stored, target, formats, explain, style, processes))
        if not asked.cases:
            return
    paths, names = result_files(stored), names_of_cases(stored)
    for path in paths:
        name = names.get(path.stem, path.stem)
        folder = folder_for(path, out, len(paths) == 1, name)
        made = draw_case(read_result(path), folder, formats, style, len(paths) > 1, processes)
        if len(paths) == 1:
            yield from map(str, made)
        else:
            yield f"{name}: {len(made)} pictures in {folder}"
