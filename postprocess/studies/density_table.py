"""The study against pixel density as a table for terminal, CSV and Markdown; published beside."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from postprocess.studies import density
from postprocess.studies.cases import StudyCase
from postprocess.studies.density import DensityStudy, Series
from postprocess.studies.published import PublishedRow
from sim.analysis.waterfall_records import Explained, Mechanism
from sim.store.atomic import write_texts
from sim.text_table import Column, TextTable, compact

_HEADINGS = (
    "technique",
    "colour",
    "ppi",
    "fill (%)",
    "optics",
    "LEE (%)",
    "IQE (%)",
    "injection (%)",
    "EQE (%)",
    "film EQE (%)",
    "crosstalk (%)",
    "published EQE (%)",
)
_LEGEND = (
    "EQE: largest at 1 cd/m2 or more; ± numerical error; in brackets the 5 to 95 % band of the "
    "assumed inputs of the edge. ?: doubtful or estimated; a printed density may be up to sqrt(2) "
    "too low."
)
_STEPS_LEGEND = " Points: what each mechanism adds to the EQE on the way from film to pixel."
_NONE = "-"
_OF_A_SERIES = ("technique", "case", "colour", "film EQE")


@dataclass(frozen=True)
class DensityRow:
    """A computed pixel, what it was taken apart into, and the published devices beside it."""

    series: Series
    case: StudyCase
    explained: Explained | None
    published: tuple[PublishedRow, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        """In the order of the headings, rounded for reading."""
        case = self.case
        return (
            self.series.label,
            self.series.colour.value,
            f"{case.ppi:.0f}",
            _percent(case.fill, 1),
            case.method,
            f"{_percent(case.lee)} ± {_percent(case.lee_error)}",
            _percent(case.iqe, 1),
            _percent(case.injection, 1),
            self._eqe,
            _percent(case.film_eqe),
            self._crosstalk,
            "; ".join(_published(row) for row in self.published) or _NONE,
        )

    def points(self, mechanism: Mechanism) -> str:
        """What it adds to the EQE, in points, where the pixel was taken apart."""
        steps = None if self.explained is None else self.explained.waterfall
        return _NONE if steps is None else f"{100.0 * steps.step(mechanism).points:+.2f}"

    @property
    def _crosstalk(self) -> str:
        text, error = _percent(self.case.crosstalk, 1), self.case.crosstalk_error
        return f"{text} ± {_percent(error, 1)}" if math.isfinite(error) else text

    @property
    def _eqe(self) -> str:
        text = f"{_percent(self.case.eqe)} ± {_percent(self.case.eqe_error)}"
        band = None if self.explained is None else self.explained.band
        if band is None:
            return text
        return f"{text} ({_percent(band.low, 1)} to {_percent(band.high, 1)})"


def rows_of(study: DensityStudy) -> tuple[DensityRow, ...]:
    """Each pixel beside the published rows of its technique and colour at its density."""
    rows = []
    for series, cases in study.series.items():
        for case in cases:
            technique, colour = series.technique, series.colour
            beside = (
                () if technique is None else study.published.beside(technique, colour, case.ppi)
            )
            rows.append(DensityRow(series, case, study.explained.get(case.path), beside))
    return tuple(rows)


def folder_table(folder: Path) -> TextTable | None:
    """The terminal's table of a sweep whose axes hold the density.

    None for other sweeps and before the first result.

    Raises:
        InputError, ConfigError: as :func:`postprocess.studies.density.read`.
    """
    if not density.has_density_axis(folder) or not any((folder / "cases").glob("*.h5")):
        return None
    return terminal_table(density.read(folder))


def terminal_table(study: DensityStudy) -> TextTable:
    """What all rows share stands once above the table, what a series shares above its rows."""
    rows = rows_of(study)
    kept, same = compact(_columns(rows))
    shared = [column for column in kept if column.name in _OF_A_SERIES]
    lines = tuple(
        ", ".join(c.cells[row] if c.is_text else c.statement_of(row) for c in shared)
        for row in range(len(rows))
    )
    is_grouped = bool(shared) and len(set(lines)) <= len(rows) // 2
    densities = {round(row.case.ppi) for row in rows}
    return TextTable(
        title=f"{len(rows)} pixels{' against density' if len(densities) > 1 else ''}",
        columns=tuple(c for c in kept if c not in shared) if is_grouped else kept,
        said_once=(same,) if same else (),
        groups=lines if is_grouped else (),
    )


def _columns(rows: Sequence[DensityRow]) -> list[Column]:
    """As the headings, the other axes' values apart from the technique."""
    series = [row.series for row in rows]
    columns = [
        Column("technique", tuple(entry.title or _NONE for entry in series), is_text=True),
        Column("case", tuple(entry.variant or _NONE for entry in series), is_text=True),
    ]
    for place, heading in list(enumerate(_HEADINGS))[1:]:
        name, _, unit = heading.removesuffix(")").partition(" (")
        cells = tuple(row.cells[place] for row in rows)
        is_text = name in ("colour", "optics", "published EQE")
        columns.append(Column(name, cells, unit, is_text))
    return columns


def markdown(study: DensityStudy) -> str:
    """As a page, with the steps from film to pixel; sentences on doubtful published rows below."""
    rows, table, mechanisms = rows_of(study), study.published, study.mechanisms
    headings = (*_HEADINGS[:-1], *(f"{m.label} (points)" for m in mechanisms), _HEADINGS[-1])
    lines = ["| " + " | ".join(headings) + " |", "|" + "---|" * len(headings)]
    for row in rows:
        steps = [row.points(mechanism) for mechanism in mechanisms]
        lines.append("| " + " | ".join((*row.cells[:-1], *steps, row.cells[-1])) + " |")
    legend = _LEGEND + (_STEPS_LEGEND if mechanisms else "")
    lines += ["", legend, "", f"Published: {table.source}; {table.where}."]
    doubts = {
        f"[{entry.reference}] {sentence}": None
        for row in rows
        for entry in row.published
        for sentence in entry.doubts
    }
    doubts |= {f"{row.case.path.stem}: {text}": None for row in rows for text in row.case.warnings}
    lines += ["", *[f"- {sentence}" for sentence in doubts]] if doubts else []
    return "\n".join(lines) + "\n"


def comma_separated(study: DensityStudy) -> str:
    """Plain numbers, shares from 0 to 1; empty where there is none."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    records = [_record(row) for row in rows_of(study)]
    writer.writerow(list(records[0]) if records else [])
    writer.writerows(list(record.values()) for record in records)
    return buffer.getvalue()


def write_tables(study: DensityStudy, folder: Path) -> list[Path]:
    """Write eqe_vs_ppi.csv and eqe_vs_ppi.md; returns them.

    Raises:
        OSError: the folder cannot be written.
    """
    texts = {"eqe_vs_ppi.csv": comma_separated(study), "eqe_vs_ppi.md": markdown(study)}
    return write_texts(folder, texts)


def _record(row: DensityRow) -> dict[str, str | float]:
    case, series = row.case, row.series
    numbers: dict[str, float] = {
        "ppi": case.ppi,
        "fill": case.fill,
        "lee": case.lee,
        "lee_error": case.lee_error,
        "film_lee": case.film_lee,
        "purcell": case.purcell,
        "iqe": case.iqe,
        "injection": case.injection,
        "eqe": case.eqe,
        "eqe_error": case.eqe_error,
        "film_eqe": case.film_eqe,
        "crosstalk": case.crosstalk,
        "crosstalk_error": case.crosstalk_error,
        **_explained(row.explained),
    }
    names = {
        "technique": "" if series.technique is None else series.technique.value,
        "variant": series.variant,
        "colour": series.colour.value,
        "method": case.method,
        "status": case.status.value,
    }
    nearest = row.published[0] if row.published else None
    published = {
        "published_eqe": "" if nearest is None else f"{0.01 * (nearest.eqe_percent or 0.0):.6g}",
        "published_ppi": "" if nearest is None else f"{nearest.shown_ppi:g}",
        "published_reference": "" if nearest is None else str(nearest.reference),
        "published_doubts": "" if nearest is None else " ".join(nearest.doubts),
    }
    cells = {name: f"{x:.6g}" if math.isfinite(x) else "" for name, x in numbers.items()}
    return {**names, **cells, **published}


def _explained(explained: Explained | None) -> dict[str, float]:
    """Steps in points of EQE, and the band; nan where there is none."""
    steps = None if explained is None else explained.waterfall
    band = None if explained is None else explained.band
    columns = {
        f"step_{m.value}": math.nan if steps is None else steps.step(m).points for m in Mechanism
    }
    # factors of the one step that holds both
    columns["outcoupling_transparent"] = math.nan if steps is None else steps.transparent
    columns["outcoupling_recycling"] = math.nan if steps is None else steps.recycling
    names = ("low", "high", "worst", "best")
    return columns | {
        f"band_{name}": math.nan if band is None else float(getattr(band, name)) for name in names
    }


def _percent(share: float, digits: int = 2) -> str:
    return f"{100.0 * share:.{digits}f}" if math.isfinite(share) else _NONE


def _published(row: PublishedRow) -> str:
    mark = "?" if row.is_doubted else ""
    return f"{row.eqe_percent:g}{mark} at {row.shown_ppi:g} [{row.reference}]"
