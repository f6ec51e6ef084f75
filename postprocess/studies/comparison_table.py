"""A study that compares devices as CSV and Markdown."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable
from pathlib import Path

from postprocess.studies.comparison import ComparedCase, Comparison
from sim.batch.study.axes import value_text
from sim.store.atomic import renamed_when_whole
from sim.text_table import shown_number, shown_with_error

_HEADINGS = (
    "case", "optics", "LEE (%)", "film LEE (%)", "crosstalk (%)", "Purcell", "peak EQE (%)",
    "film EQE (%)",
)  # fmt: skip
_LEGEND = (
    "LEE and EQE: ± numerical error; in brackets the 5 to 95 % band of the assumed inputs of the "
    "edge. EQE: largest at 1 cd/m2 or more. Crosstalk: share of the air light that leaves over "
    "other pixels."
)
_DOUBT = "(!) the numerical error is more than half of the value."


def write_comparison_tables(study: Comparison, folder: Path) -> tuple[Path, Path]:
    """Write comparison.csv and comparison.md; returns them.

    Raises:
        OSError: the folder cannot be written.
    """
    paths = folder / "comparison.csv", folder / "comparison.md"
    for path, text in zip(paths, (comma_separated(study), markdown(study)), strict=True):
        with renamed_when_whole(path) as part:
            part.write_text(text, encoding="utf-8")
    return paths


def comma_separated(study: Comparison) -> str:
    """Plain numbers, shares from 0 to 1; empty where there is none. Axes by their dotted path."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    records = [_record(case, study.axes) for case in study.cases]
    writer.writerow(list(records[0]) if records else [])
    writer.writerows(list(record.values()) for record in records)
    return buffer.getvalue()


def markdown(study: Comparison) -> str:
    """As a page."""
    first = study.axis_name or _HEADINGS[0]
    lines = [f"{study.name}: {study.same}" if study.same else study.name, ""]
    lines += [_line((first, *_HEADINGS[1:])), "|" + "---|" * len(_HEADINGS)]
    lines += [_line(_cells(case)) for case in study.cases]
    lines += ["", _LEGEND]
    if any(case.is_doubtful for case in study.cases):
        lines += ["", _DOUBT]
    return "\n".join(lines) + "\n"


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cells(case: ComparedCase) -> tuple[str, ...]:
    mark = " (!)" if case.is_doubtful else ""
    eqe = shown_with_error(100.0 * case.eqe, 100.0 * case.eqe_error)
    if case.band is not None:
        eqe += f" ({100.0 * case.band.low:.1f} to {100.0 * case.band.high:.1f})"
    return (
        case.label,
        case.method,
        shown_with_error(100.0 * case.lee, 100.0 * case.lee_error) + mark,
        shown_number(100.0 * case.film_lee),
        shown_number(100.0 * case.crosstalk),
        shown_number(case.purcell, 3),
        eqe + (mark if math.isfinite(case.eqe) else ""),
        shown_number(100.0 * case.film_eqe),
    )


def _record(case: ComparedCase, axes: tuple[str, ...]) -> dict[str, str]:
    band = case.band
    numbers = {
        "lee": case.lee, "lee_error": case.lee_error, "film_lee": case.film_lee,
        "crosstalk": case.crosstalk, "purcell": case.purcell,
        "eqe": case.eqe, "eqe_error": case.eqe_error, "film_eqe": case.film_eqe,
        "band_low": math.nan if band is None else band.low,
        "band_high": math.nan if band is None else band.high,
    }  # fmt: skip
    names = {"case": case.path.stem, "label": case.label}
    names |= {axis: value_text(case.values.get(axis)) for axis in axes}
    names |= {"method": case.method, "status": case.status.value}
    return names | {n: f"{x:.6g}" if math.isfinite(x) else "" for n, x in numbers.items()}
