"""A folder of results as a page: the best case, what varies, all cases, figures, data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import Any

from postprocess.case.result_files import read_index, result_files, stored_case
from postprocess.case.summary import summary
from postprocess.figures.case_figures import CaseFigure
from postprocess.figures.papers.named import paper_figures
from postprocess.figures.style import Settings
from postprocess.report.case_page import Again, provenance
from postprocess.report.headline import headline
from postprocess.report.pages import write_page
from postprocess.report.parts import Attachment, Picture, attached, pictures
from postprocess.report.study_table import PageCase, study_table
from postprocess.studies.cases import Explain, StudyCase, study_case_or_none
from postprocess.study_kinds import kind_of
from sim.batch.study.axes import axis_texts, long_name, varying
from sim.forked import in_processes
from sim.results.records import Status

_SHOWN_VALUES = 12
_FILES_EACH = 8
"""Results that a process reads at a time."""
_CONFIGS = ("study.yaml", "base.yaml")


@dataclass(frozen=True)
class VariedAxis:
    """An axis in words, and its values."""

    name: str
    values: str


def write_study_report(
    folder: Path,
    path: Path,
    explain: Explain,
    style: Settings | None = None,
    page_of: Callable[[Path], str] = lambda _: "",
    processes: int = 1,
) -> None:
    """Write the page of a folder of results.

    Args:
        folder: of a sweep or a search, or any that holds results.
        path: the HTML file; it needs no other file.
        explain: takes stored pixels apart for the figures that show it.
        style: a user's own settings of matplotlib, for its figures.
        page_of: link to the page of a result file; "" where there is none.
        processes: that read and draw beside each other, where the system can fork.

    Raises:
        InputError, ConfigError: a result, index or table that cannot be read.
        OSError: the file cannot be written.
    """
    index = read_index(folder)
    values = {entry["key"]: entry["values"] for entry in index.get("cases", ())}
    pages: dict[str, PageCase] = {}
    solved: list[StudyCase] = []
    for page, case in _read(folder, values, processes):
        pages[page.path.stem] = page
        solved += filter(None, [case])
    order = [key for key in values if key in pages]
    cases = tuple(pages[key] for key in dict.fromkeys((*order, *pages)))
    axes = varying(index.get("axes", ()), [case.values for case in cases])
    name = str(index.get("name", folder.resolve().name))
    table = study_table(cases, axes, page_of)
    best = cases[table.best]
    content = {
        "title": name,
        "kind": f"pencsim study, {len(cases)} cases",
        "status": _status(cases),
        "is_ok": all(case.summary["status"] == Status.OK.value for case in cases),
        "headline": headline(best.summary),
        "headline_of": f"Of the best case by {table.judged_by}: {table.labels[table.best]}.",
        "varied": _varied(axes, cases),
        "plots": [plot.plain for plot in table.plots],
        "columns": table.columns,
        "rows": table.rows,
        "pictures": _pictures(folder, explain, solved, style, processes),
        "warnings": _counted(cases),
        "left_out": _left_out(index, folder),
        "configs": _configs(folder),
        "attachments": [attached(f"{name}.csv", "text/csv", table.csv), *_files(folder)],
        "again": _again(folder),
        "provenance": _provenance(cases),
    }
    write_page("study.html.j2", path, content)


def _read(
    folder: Path, values: Mapping[str, Mapping[str, Any]], processes: int
) -> list[tuple[PageCase, StudyCase | None]]:
    """What the page needs of each result: what was read for it goes when the next one comes."""
    files = result_files(folder)
    # The first one here: what it makes load, the processes inherit.
    first = _read_some(files[:1], values)
    tasks = [
        partial(_read_some, files[start : start + _FILES_EACH], values)
        for start in range(1, len(files), _FILES_EACH)
    ]
    parts = sorted(in_processes(tasks, processes), key=itemgetter(0))
    return first + [entry for _, part in parts for entry in part]


def _read_some(
    files: Sequence[Path], values: Mapping[str, Mapping[str, Any]]
) -> list[tuple[PageCase, StudyCase | None]]:
    entries = []
    for file in files:
        case, own = stored_case(file), values.get(file.stem, {})
        page = PageCase(file, own, summary(case), case.provenance)
        entries.append((page, study_case_or_none(file, case, own)))
    return entries


def _status(cases: Sequence[PageCase]) -> str:
    counts = Counter(case.summary["status"] for case in cases)
    return ", ".join(f"{count} {word}" for word, count in counts.most_common())


def _varied(axes: Sequence[str], cases: Sequence[PageCase]) -> list[VariedAxis]:
    varied = []
    for axis in axes:
        texts = dict.fromkeys(axis_texts([case.values.get(axis) for case in cases]).values)
        few = list(texts)[:_SHOWN_VALUES]
        more = f" and {len(texts) - len(few)} more" if len(texts) > len(few) else ""
        varied.append(VariedAxis(long_name(axis), ", ".join(few) + more))
    return varied


def _pictures(
    folder: Path,
    explain: Explain,
    solved: Sequence[StudyCase],
    style: Settings | None,
    processes: int,
) -> list[Picture]:
    """Of the study; a folder of another kind has none of its own."""
    kind = kind_of(folder)
    if kind is None:
        return []
    figures = kind.figures(kind.read(folder, explain, solved))
    named = {name: CaseFigure(draw, _words(name)) for name, draw in figures.items()}
    return pictures({**paper_figures(folder), **named}, style, processes)


def _words(name: str) -> str:
    return name.replace("_vs_", " against ").replace("_", " ")


def _counted(cases: Sequence[PageCase]) -> list[str]:
    counts = Counter(text for case in cases for text in case.summary["warnings"])
    return [f"{text} ({count} of {len(cases)} cases)" for text, count in counts.most_common()]


def _left_out(index: Mapping[str, Any], folder: Path) -> list[str]:
    """Cases of the study that have no result, counted."""
    solved = {path.stem for path in result_files(folder)}
    missing = [entry for entry in index.get("cases", ()) if entry["key"] not in solved]
    if not missing:
        return []
    return [f"{len(missing)} cases without a result: pencsim status {folder} says why"]


@dataclass(frozen=True)
class ConfigText:
    """A configuration file and its text."""

    name: str
    text: str


def _configs(folder: Path) -> list[ConfigText]:
    files = [folder / name for name in _CONFIGS]
    return [
        ConfigText(file.name, file.read_text(encoding="utf-8")) for file in files if file.is_file()
    ]


def _files(folder: Path) -> list[Attachment]:
    return [attached(file.name, "text/yaml", file.text) for file in _configs(folder)]


def _again(folder: Path) -> tuple[Again, ...]:
    return (
        Again("solve what is missing (the files are attached)", "pencsim sweep study.yaml"),
        Again("draw the figures", f"pencsim figures {folder} --format svg,pdf"),
        Again("in a style of your own", f"pencsim figures {folder} --style my.mplstyle"),
        Again("print the numbers", f"pencsim show {folder} --json"),
        Again("write this page", f"pencsim report {folder}"),
        Again("with a page of each case", f"pencsim report {folder} --cases"),
        Again("with losses by mechanism", f"pencsim report {folder} --explain"),
    )


def _provenance(cases: Sequence[PageCase]) -> dict[str, str]:
    """What all cases share, and the rest as the distinct values."""
    texts = [provenance(case.provenance) for case in cases]
    names = dict.fromkeys(name for entry in texts for name in entry)
    shown = {}
    for name in names:
        if name in ("solver time", "started"):
            continue
        distinct = list(dict.fromkeys(entry[name] for entry in texts if name in entry))
        shown[name] = ", ".join(distinct[:4]) + (" ..." if len(distinct) > 4 else "")
    times = [case.provenance.get("wall_s") for case in cases]
    shown["solver time, all cases"] = f"{sum(float(t) for t in times if t is not None):.3g} s"
    return shown
