"""All cases of a study: as a table that can be sorted, as CSV, and as points of a plot."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from postprocess.report.plots import Plot, PlotSeries
from postprocess.studies.numeric_axes import numeric_axes
from sim.batch.study.axes import axis_texts, case_labels, long_name

_MOST_CURVES = 12
Read = Callable[[Mapping[str, Any]], float | None]


@dataclass(frozen=True)
class PageCase:
    """What the page of a study needs of one case.

    Attributes:
        path: its result file.
        values: of the study's axes.
        summary: as ``show --json`` prints it.
        provenance: where it was solved.
    """

    path: Path
    values: Mapping[str, Any]
    summary: Mapping[str, Any]
    provenance: Mapping[str, str | int | float]


@dataclass(frozen=True)
class Quantity:
    """A column: heading with unit, decimals shown, value and error from a case's summary.

    ``read`` gives what ``show --json`` has; ``scale`` turns it into the unit of the heading.
    """

    heading: str
    read: Read
    error: Read | None = None
    scale: float = 100.0
    decimals: int = 2


def _of_film(summary: Mapping[str, Any], *path: str) -> float | None:
    value: Any = summary.get("reference") or {}
    for part in path:
        value = (value or {}).get(part)
    return None if value is None else float(value)


def _brightest(summary: Mapping[str, Any]) -> float | None:
    shown = (summary.get("electrical") or {}).get("luminance_cd_m2") or ()
    return max((value for value in shown if value is not None), default=None)


def _of_pulse(name: str) -> Read:
    def read(summary: Mapping[str, Any]) -> float | None:
        pulse = (summary.get("electrical") or {}).get("transient") or {}
        value = pulse.get(name)
        return None if value is None else float(value)

    return read


QUANTITIES = (
    Quantity("peak EQE (%)", lambda s: s["eqe_peak"], lambda s: s.get("eqe_peak_error")),
    Quantity("LEE (%)", lambda s: s["optics"]["lee"], lambda s: s["optics"]["lee_error"]),
    Quantity(
        "crosstalk (%)",
        lambda s: s["optics"]["crosstalk"],
        lambda s: s["optics"].get("crosstalk_error"),
    ),
    Quantity(
        "response to 90 % (µs)", _of_pulse("response_us"), _of_pulse("response_error_us"), scale=1.0
    ),
    Quantity("film EQE (%)", lambda s: _of_film(s, "eqe_peak")),
    Quantity("film LEE (%)", lambda s: _of_film(s, "lee")),
    Quantity("Purcell factor", lambda s: s["optics"]["purcell"], scale=1.0, decimals=3),
    Quantity("substrate (%)", lambda s: s["optics"]["budget"]["substrate"]),
    Quantity("sideways (%)", lambda s: s["optics"]["budget"]["lateral"]),
    Quantity("largest luminance (cd/m²)", _brightest, scale=1.0, decimals=0),
)
"""Columns of numbers, those that judge a case first."""


@dataclass(frozen=True)
class TableColumn:
    """A heading."""

    heading: str
    is_number: bool


@dataclass(frozen=True)
class TableCell:
    """A cell: its text, the number that sorts it and a page that it leads to, where there are."""

    text: str
    value: float | None = None
    is_number: bool = False
    link: str = ""


@dataclass(frozen=True)
class TableRow:
    """A case."""

    cells: tuple[TableCell, ...]
    is_best: bool


@dataclass(frozen=True)
class StudyTable:
    """All that the page shows of the cases.

    Attributes:
        columns, rows: the table.
        labels: what tells each case from the others.
        best: number of the best case.
        judged_by: heading of what it is the best in.
        plots: numbers over what varies.
        csv: all columns in full digits.
    """

    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]
    labels: tuple[str, ...]
    best: int
    judged_by: str
    plots: tuple[Plot, ...]
    csv: str


def study_table(
    cases: Sequence[PageCase], axes: Sequence[str], page_of: Callable[[Path], str]
) -> StudyTable:
    """Cases of a study as a table.

    Args:
        cases: in the study's order.
        axes: dotted paths of what varies.
        page_of: link to the page of a result file; "" where there is none.
    """
    known = [q for q in QUANTITIES if any(q.read(case.summary) is not None for case in cases)]
    judge = next(q for q in (*known, QUANTITIES[1]) if q in QUANTITIES[:2])
    best = max(range(len(cases)), key=lambda n: _rank(judge.read(cases[n].summary)))
    labels = case_labels(axes, [case.values for case in cases]) if axes else _names(cases)
    columns = [TableColumn("case", False)]
    columns += [TableColumn(long_name(axis), False) for axis in axes]
    columns += [TableColumn(quantity.heading, True) for quantity in known]
    columns += [TableColumn("method", False), TableColumn("status", False)]
    texts = [axis_texts([case.values.get(axis) for case in cases]).values for axis in axes]
    rows = []
    for place, case in enumerate(cases):
        cells = [TableCell(str(place + 1), place + 1, link=page_of(case.path))]
        cells += [_axis_cell(column[place]) for column in texts]
        cells += [_cell(quantity, case.summary) for quantity in known]
        cells += [TableCell(case.summary["optics"]["method"]), TableCell(case.summary["status"])]
        rows.append(TableRow(tuple(cells), place == best and len(cases) > 1))
    return StudyTable(
        tuple(columns),
        tuple(rows),
        labels,
        best,
        judge.heading.partition(" (")[0],
        tuple(_plots(cases, axes, known)),
        _csv(cases, axes, texts, known),
    )


def _names(cases: Sequence[PageCase]) -> tuple[str, ...]:
    return tuple(str(case.summary["name"]) for case in cases)


def _rank(value: float | None) -> float:
    return -math.inf if value is None else value


def _axis_cell(text: str) -> TableCell:
    """A value of an axis; its leading number, where it has one, sorts it."""
    try:
        return TableCell(text, float(text.split(" ")[0]), True)
    except ValueError:
        return TableCell(text)


def _cell(quantity: Quantity, summary: Mapping[str, Any]) -> TableCell:
    value = quantity.read(summary)
    if value is None:
        return TableCell("-", is_number=True)
    text = f"{quantity.scale * value:.{quantity.decimals}f}"
    error = None if quantity.error is None else quantity.error(summary)
    if error is not None:
        text += f" ± {quantity.scale * error:.{quantity.decimals}f}"
    return TableCell(text, value, True)


def _plots(
    cases: Sequence[PageCase], axes: Sequence[str], known: Sequence[Quantity]
) -> Iterator[Plot]:
    """Every number over every numeric axis; over the case's number where no axis is one."""
    values = [case.values for case in cases]
    places = [(axis.path, axis.label, axis.values.tolist()) for axis in numeric_axes(axes, values)]
    if not places:
        places = [("", "case", [float(number + 1) for number in range(len(cases))])]
    for quantity in known:
        for path, label, x in places:
            others = [axis for axis in axes if axis != path]
            groups = case_labels(others, values) if path and others else ("all cases",) * len(cases)
            is_joined = bool(path) and len(set(groups)) <= _MOST_CURVES
            groups = groups if is_joined else ("all cases",) * len(cases)
            yield Plot(
                f"{quantity.heading} over {label}",
                label,
                quantity.heading,
                tuple(
                    _series(group, quantity, cases, groups, x, is_joined)
                    for group in dict.fromkeys(groups)
                ),
                log_x=_spans_decades(x),
            )


def _series(
    group: str,
    quantity: Quantity,
    cases: Sequence[PageCase],
    groups: Sequence[str],
    x: Sequence[float],
    is_joined: bool,
) -> PlotSeries:
    chosen = [place for place, entry in enumerate(groups) if entry == group]

    def scaled(read: Read, place: int) -> float | None:
        value = read(cases[place].summary)
        return None if value is None else quantity.scale * value

    errors: list[float | None] = []
    if quantity.error is not None:
        errors = [scaled(quantity.error, place) for place in chosen]
    return PlotSeries(
        group or "this device",
        [x[place] for place in chosen],
        [scaled(quantity.read, place) for place in chosen],
        errors,
        is_joined,
    )


def _spans_decades(x: Sequence[float]) -> bool:
    return min(x) > 0.0 and max(x) > 30.0 * min(x)


def _csv(
    cases: Sequence[PageCase],
    axes: Sequence[str],
    texts: Sequence[Sequence[str]],
    known: Sequence[Quantity],
) -> str:
    """Shares as fractions, as ``show --json`` has them."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    names = [quantity.heading.replace(" (%)", "") for quantity in known]
    errors = [f"{name} error" for name, q in zip(names, known, strict=True) if q.error is not None]
    writer.writerow(
        ["case", *(long_name(axis) for axis in axes), *names, *errors, "method", "status"]
    )
    for place, case in enumerate(cases):
        numbers = [quantity.read(case.summary) for quantity in known]
        bounds = [q.error(case.summary) for q in known if q.error is not None]
        ends = [case.summary["optics"]["method"], case.summary["status"]]
        writer.writerow(
            [case.path.stem, *(column[place] for column in texts), *numbers, *bounds, *ends]
        )
    return stream.getvalue()
