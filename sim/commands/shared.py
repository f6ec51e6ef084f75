"""What several commands share: arguments, reading a result, and how a command ends."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli_exit import BAD_INPUT, FAILED, NOT_CONVERGED, stop

if TYPE_CHECKING:
    from sim.analysis.waterfall_records import Explained
    from sim.results.records import CaseResult
    from sim.study import Study

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")
_LONGEST_CHANGE = 60

Config = Annotated[Path, typer.Argument(help="YAML file of one case.")]
Stored = Annotated[Path, typer.Argument(help="Result file, or a folder of them.")]
StyleName = Annotated[
    str | None,
    typer.Option("--style", help="Your own matplotlib style: a file, or a name of matplotlib's."),
]
Overrides = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Replace a value, e.g. device.array=none."),
]


def one_thread() -> None:
    """Let linear algebra use one thread unless the user says otherwise; before numpy is loaded.

    Matrices of a few hundred rows are slower on two threads, and on a busy machine threads that
    wait for one another starve.
    """
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def default_folder(name: str) -> Path:
    """Where a case's or study's files go unless the user says so."""
    return Path("runs") / name


def default_result(name: str, overrides: Sequence[str]) -> Path:
    """Where a case's result goes unless the user says so: values that were set are in its name."""
    words = [text for text in overrides if text.partition("=")[0].strip() != "name"]
    parts = [f"{path.split('.')[-1]}-{value}" for path, _, value in map(_split, words)]
    change = _UNSAFE.sub("", "_".join(parts))
    if len(change) > _LONGEST_CHANGE:
        change = hashlib.sha256("\n".join(words).encode()).hexdigest()[:8]
    return default_folder(name) / (f"{name}_{change}.h5" if change else f"{name}.h5")


def _split(text: str) -> tuple[str, str, str]:
    path, equals, value = text.partition("=")
    return path.strip(), equals, value.strip()


def read_result(path: Path) -> CaseResult:
    """A result; ends the command where the file is none."""
    from sim.store.hdf5 import StoreError, read_case

    try:
        return read_case(path)
    except StoreError as error:
        stop(BAD_INPUT, str(error))


def exit_code(case: CaseResult) -> int:
    """Exit status that tells how a case ended."""
    from sim.results.records import Status

    if case.status is Status.OK:
        return 0
    return NOT_CONVERGED if case.status.is_solved else FAILED


def with_asked_tolerance(case: CaseResult, study: Study) -> CaseResult:
    """A stored result as it would end if ``study`` were run now."""
    from sim.results.warnings import with_tolerance

    if not study.asks_for_tolerance or case.directional is not None:
        return case
    return replace(case, optics=with_tolerance(case.optics, study.optics.tolerance))


def end_if_solved(target: Path, study: Study) -> None:
    """End the command where the result exists; a damaged result is renamed, no file is lost."""
    from sim.config.loader import dump_study, same_case
    from sim.config.stored import stored_study
    from sim.store.content import is_open_for_writing
    from sim.store.hdf5 import StoreError, is_result, read_case, renew_config, set_aside

    if target.is_dir():
        stop(BAD_INPUT, f"--out: {target} is a directory; expected the name of a file")
    try:
        case = read_case(target)
    except StoreError as error:
        if is_open_for_writing(target):
            stop(BAD_INPUT, f"--out: {target} is open for writing in another program")
        if not is_result(target):
            stop(BAD_INPUT, f"--out: {error}; --force overwrites it")
        aside = set_aside(target)
        typer.echo(f"warning: {error}; it is kept as {aside.name}", err=True)
        return
    held = stored_study(case.config_yaml, str(target))
    if not same_case(held, study):
        hint = "--out FILE or --set name=NAME keeps both, --force overwrites it"
        stop(BAD_INPUT, f"{target} holds another case; {hint}")
    if held.measured != study.measured:
        if is_open_for_writing(target):
            stop(BAD_INPUT, f"--out: {target} is open for writing in another program")
        renew_config(target, dump_study(held.model_copy(update={"measured": study.measured})))
        typer.echo("measured curves put beside the result")
    typer.echo(f"{target} holds this case already; --force runs it again")
    raise typer.Exit(exit_code(with_asked_tolerance(case, study)))


def print_summary(case: CaseResult) -> None:
    """The tables of one case, and of its panel."""
    from postprocess.case.summary import render, summary
    from sim.text_table import console_for

    shown = render(summary(case))
    console_for(shown).print(shown)
    if case.panel is not None:
        from postprocess.tables.panel import render_panel

        display = render_panel(case.panel)
        console_for(display).print(display)


def print_json(value: object) -> None:
    """Plain values as indented JSON."""
    typer.echo(json.dumps(value, indent=2, allow_nan=False))


def explained_of(files: Sequence[Path], processes: int | None = None) -> dict[Path, Explained]:
    """Take stored pixels apart into mechanisms, in so many processes; None for all there are.

    Ends the command with one line where a file cannot be read.
    """
    from sim.analysis.explain import explain_files
    from sim.config.loader import shipped_library
    from sim.progress import reporter_for

    with ending_with_one_line():
        count = processes_here() if processes is None else processes
        return explain_files(files, shipped_library(), reporter_for(), count)


def processes_here() -> int:
    """Processes that read, compute and draw beside each other."""
    from sim.batch.running.machine_size import this_machine
    from sim.forked import MOST_PROCESSES

    return min(this_machine().cores, MOST_PROCESSES)


@contextmanager
def ending_with_one_line() -> Iterator[None]:
    """End the command with one line where a case cannot be solved or a folder not be written."""
    try:
        yield
    except (ValueError, OSError) as error:
        stop(FAILED, str(error))
