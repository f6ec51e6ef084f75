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
from postprocess.figures.case_figures import figure_pngs
from sim.results.records import CaseResult
from sim.store.atomic import renamed_when_whole

_TEMPLATE = "report.html.j2"
_CAPTIONS = {
    "budget": "Where the emitted power goes; the bar on the air share is the numerical error.",
    "far_field": "Directional emission into air, per solid angle.",
    "eqe": "External quantum efficiency against current density.",
    "jvl": "Current density and luminance against voltage.",
    "efficiency": "Factors of the peak EQE, and the steps from the film to this device.",
    "losses": "Loss channels as shares of the current.",
    "field": "Intensity around single dipoles, with the outlines of the parts.",
    "sections": "Vertical sections of the device.",
    "plan": "Plan view at the emitter's mid height.",
    "cutaway": "A pixel cut through its middle.",
}


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
    found = summary(case)
    found.setdefault("reference", None)
    figures = tuple(
        ReportFigure(base64.b64encode(content).decode("ascii"), _CAPTIONS.get(name, name))
        for name, content in figure_pngs(case).items()
    )
    return ReportCase(
        case.name, found, tuple(rows(found)), figures, case.provenance, case.config_yaml
    )
