"""One static HTML file about one case or several: table, figures, assumptions, provenance."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from postprocess.case.summary import summary
from postprocess.case.tables import Row, number, percent, rows
from postprocess.figures.case_figures import case_figures, draws
from postprocess.figures.saving import content_of, drawn
from sim.results.records import CaseResult
from sim.store.atomic import renamed_when_whole

_TEMPLATE = "report.html.j2"


@dataclass(frozen=True)
class ReportFigure:
    """A figure inside the file: base64 of its PNG and what it shows."""

    content: str
    caption: str


@dataclass(frozen=True)
class ReportCase:
    """What the template needs of one case."""

    name: str
    summary: Mapping[str, Any]
    rows: tuple[Row, ...]
    figures: tuple[ReportFigure, ...]
    provenance: Mapping[str, str | int | float]
    config: str


def write_report(case: CaseResult | Sequence[CaseResult], path: Path) -> None:
    """Write the report of one case, or of several under one heading.

    Args:
        case: what to report.
        path: the HTML file; it needs no other file. Missing parent directories are made.

    Raises:
        ValueError: no case at all.
        OSError: the file cannot be written.
    """
    cases = [case] if isinstance(case, CaseResult) else list(case)
    if not cases:
        raise ValueError("a report needs at least one case")
    title = cases[0].name if len(cases) == 1 else f"{len(cases)} results"
    text = (
        _environment()
        .get_template(_TEMPLATE)
        .render(title=title, cases=[_prepared(entry) for entry in cases])
    )
    with renamed_when_whole(path) as part:
        part.write_text(text, encoding="utf-8")


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    environment.filters.update(percent=percent, number=number)
    return environment


def _prepared(case: CaseResult) -> ReportCase:
    shown = summary(case)
    shown.setdefault("reference", None)
    entries = case_figures(case)
    figures = tuple(
        ReportFigure(
            base64.b64encode(content_of(figure, "png")).decode("ascii"), entries[name].caption
        )
        for name, figure in drawn(draws(entries))
    )
    return ReportCase(
        case.name, shown, tuple(rows(shown)), figures, case.provenance, case.config_yaml
    )
