"""One case as a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from postprocess.case.summary import all_assumptions, summary
from postprocess.case.tables import Row, led_rows, rows
from postprocess.figures.case_figures import case_figures
from postprocess.figures.model import DrawnDevice, drawn_device_of_case
from postprocess.figures.style import Settings
from postprocess.report.headline import headline
from postprocess.report.pages import write_page
from postprocess.report.parts import (
    Attachment,
    Picture,
    attached,
    attached_json,
    attached_tables,
    pictures,
)
from postprocess.report.plots import case_plots
from postprocess.report.stack import device_table
from postprocess.solved import Solved
from sim.config.errors import ConfigError
from sim.results.records import CaseResult, Status

_DEVICE_PICTURES = ("cutaway", "sections")
"""Of which the first that there is stands beside the table of layers."""


@dataclass(frozen=True)
class Again:
    """A command that makes something of this page again."""

    what: str
    command: str


@dataclass(frozen=True)
class NumberTable:
    """Rows under one heading, with or without a column of the unpatterned film."""

    title: str
    rows: tuple[Row, ...]
    has_film: bool


def write_report(
    case: CaseResult,
    path: Path,
    stored: Path | None = None,
    style: Settings | None = None,
    processes: int = 1,
) -> None:
    """Write the page of one case.

    Args:
        case: what to report.
        path: the HTML file; it needs no other file. Missing parent directories are made.
        stored: the result's file, named where the page says how to draw it again.
        style: a user's own settings of matplotlib, for its figures.
        processes: that draw beside each other, where the system can fork.

    Raises:
        OSError: the file cannot be written.
    """
    drawn = pictures(case_figures(case), style, processes)
    write_page("case.html.j2", path, _content(case, stored, drawn))


def _content(case: CaseResult, stored: Path | None, made: Sequence[Picture]) -> dict[str, Any]:
    shown = summary(case)
    entries = {picture.name: picture for picture in made}
    drawn = _device_or_none(case)
    beside = next((entries.pop(name) for name in _DEVICE_PICTURES if name in entries), None)
    return {
        "title": case.name,
        "kind": f"pencsim case, method {case.optics.method}",
        "status": f"{shown['status']}: {shown['status_sentence']}",
        "is_ok": case.status is Status.OK,
        "headline": headline(shown),
        "headline_of": "",
        "device": None if drawn is None else device_table(drawn.device),
        "device_picture": beside,
        "plots": [plot.plain for plot in case_plots(case, shown)],
        "tables": tuple(_tables(shown)),
        "pictures": list(entries.values()),
        "warnings": shown["warnings"],
        "inputs": all_assumptions(case),
        "config": case.config_yaml,
        "attachments": _attachments(case, shown),
        "again": _again(case.name, stored),
        "provenance": provenance(case.provenance),
    }


def _tables(shown: Mapping[str, Any]) -> Iterator[NumberTable]:
    has_film = "reference" in shown
    yield NumberTable("light", tuple(rows(shown)), has_film)
    led = led_rows(shown)
    if led:
        yield NumberTable("as an LED", tuple(led), has_film)
    parts = shown["optics"]["lee_error_parts"] or {}
    if parts:
        yield NumberTable(
            "error of the light extraction, by origin",
            tuple(
                Row(name.replace("_", " "), f"{100.0 * value:.3f} %", "-")
                for name, value in sorted(parts.items(), key=lambda part: -part[1])
            ),
            has_film=False,
        )


def _attachments(case: CaseResult, shown: Mapping[str, Any]) -> list[Attachment]:
    return [
        *attached_tables(Solved(case).tables),
        attached_json(f"{case.name}.json", shown),
        attached(f"{case.name}.yaml", "text/yaml", case.config_yaml),
    ]


def _again(name: str, stored: Path | None) -> tuple[Again, ...]:
    file = f"{name}.h5" if stored is None else str(stored)
    return (
        Again("solve the case (its YAML is attached)", f"pencsim run {name}.yaml"),
        Again("draw its figures", f"pencsim figures {file} --format svg,pdf"),
        Again("in a style of your own", f"pencsim figures {file} --style my.mplstyle"),
        Again("print its numbers", f"pencsim show {file} --json"),
        Again("write this page", f"pencsim report {file}"),
    )


def provenance(stored: Mapping[str, str | int | float]) -> dict[str, str]:
    """Where a result comes from, as text."""
    texts = {}
    for key, value in stored.items():
        name = key.removeprefix("version_").replace("_", " ")
        text = f"{value:.3g} s" if key.endswith("_s") and isinstance(value, float) else str(value)
        texts["solver time" if key == "wall_s" else name] = text
    return texts


def _device_or_none(case: CaseResult) -> DrawnDevice | None:
    """None where the stored configuration has another form or its materials are gone."""
    try:
        return drawn_device_of_case(case)
    except (ConfigError, ValueError):
        return None
