"""The study against pixel density as a table for terminal, CSV and Markdown; published beside."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from postprocess.studies.ppi_points import PpiPoint
from postprocess.studies.published_table import PublishedRow, PublishedTable
from sim.analysis.waterfall_records import Explained, Mechanism
from sim.store.atomic import renamed_when_whole
from sim.text_table import Column, TextTable, compact

_HEADINGS = (
    "technique", "colour", "ppi", "fill (%)", "optics", "LEE (%)", "IQE (%)", "injection (%)",
    "EQE (%)", "film EQE (%)", "crosstalk (%)", "published EQE (%)",
)  # fmt: skip
_LEGEND = (
    "EQE: largest at 1 cd/m2 or more; ± numerical error; in brackets the 5 to 95 % band of the "
    "assumed inputs of the edge. ?: doubtful or estimated; a printed density may be up to sqrt(2) "
    "too low."
)
_NONE = "-"
_OF_A_SERIES = ("technique", "case", "colour", "film EQE")


@dataclass(frozen=True)
class PpiRow:
    """A computed pixel, what was found of it, and the published devices it may be compared with."""

    point: PpiPoint
    explained: Explained | None
    published: tuple[PublishedRow, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        """In the order of the headings, rounded for reading."""
        point = self.point
        return (
            point.series.label,
            point.series.colour.value,
            f"{point.ppi:.0f}",
            _percent(point.fill, 1),
            point.method,
            f"{_percent(point.lee)} ± {_percent(point.lee_error)}",
            _percent(point.iqe, 1),
            _percent(point.injection, 1),
            self._eqe,
            _percent(point.film_eqe),
            _percent(point.crosstalk, 1),
            "; ".join(_published(row) for row in self.published) or _NONE,
        )

    @property
    def _eqe(self) -> str:
        text = f"{_percent(self.point.eqe)} ± {_percent(self.point.eqe_error)}"
        band = None if self.explained is None else self.explained.band
        if band is None:
            return text
        return f"{text} ({_percent(band.low, 1)} to {_percent(band.high, 1)})"


def ppi_rows(
    points: Sequence[PpiPoint], table: PublishedTable, explained: Mapping[Path, Explained]
) -> tuple[PpiRow, ...]:
    """Each pixel beside the published rows of its technique and colour at its density."""
    found = []
    for point in points:
        technique, colour = point.series.technique, point.series.colour
        rows = () if technique is None else table.beside(technique, colour, point.ppi)
        found.append(PpiRow(point, explained.get(point.path), rows))
    return tuple(found)


def render_ppi(rows: Sequence[PpiRow]) -> TextTable:
    """For a terminal: said once what all rows share, and above its rows what a series shares."""
    kept, same = compact(_columns(rows))
    shared = [column for column in kept if column.name in _OF_A_SERIES]
    lines = tuple(
        ", ".join(c.cells[row] if c.is_text else c.statement_of(row) for c in shared)
        for row in range(len(rows))
    )
    is_grouped = bool(shared) and len(set(lines)) <= len(rows) // 2
    densities = {round(row.point.ppi) for row in rows}
    return TextTable(
        title=f"{len(rows)} pixels{' against density' if len(densities) > 1 else ''}",
        columns=tuple(c for c in kept if c not in shared) if is_grouped else kept,
        said_once=(same,) if same else (),
        groups=lines if is_grouped else (),
    )


def _columns(rows: Sequence[PpiRow]) -> list[Column]:
    """As the headings, the other axes' values apart from the technique."""
    series = [row.point.series for row in rows]
    found = [
        Column("technique", tuple(entry.title or _NONE for entry in series), is_text=True),
        Column("case", tuple(entry.variant or _NONE for entry in series), is_text=True),
    ]
    for place, heading in list(enumerate(_HEADINGS))[1:]:
        name, _, unit = heading.removesuffix(")").partition(" (")
        cells = tuple(row.cells[place] for row in rows)
        is_text = name in ("colour", "optics", "published EQE")
        found.append(Column(name, cells, unit, is_text))
    return found


def markdown(rows: Sequence[PpiRow], table: PublishedTable) -> str:
    """As a page; the sentences on doubtful published rows below it."""
    lines = ["| " + " | ".join(_HEADINGS) + " |", "|" + "---|" * len(_HEADINGS)]
    lines += ["| " + " | ".join(row.cells) + " |" for row in rows]
    lines += ["", _LEGEND, "", f"Published: {table.source}; {table.where}."]
    doubts = {
        f"[{entry.reference}] {sentence}": None
        for row in rows
        for entry in row.published
        for sentence in entry.doubts
    }
    lines += ["", *[f"- {sentence}" for sentence in doubts]] if doubts else []
    return "\n".join(lines) + "\n"


def comma_separated(rows: Sequence[PpiRow]) -> str:
    """Plain numbers, shares from 0 to 1; empty where there is none."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    records = [_record(row) for row in rows]
    writer.writerow(list(records[0]) if records else [])
    writer.writerows(list(record.values()) for record in records)
    return buffer.getvalue()


def write_ppi_tables(
    rows: Sequence[PpiRow], table: PublishedTable, folder: Path
) -> tuple[Path, Path]:
    """Write eqe_vs_ppi.csv and eqe_vs_ppi.md; returns them.

    Raises:
        OSError: the folder cannot be written.
    """
    paths = folder / "eqe_vs_ppi.csv", folder / "eqe_vs_ppi.md"
    for path, text in zip(paths, (comma_separated(rows), markdown(rows, table)), strict=True):
        with renamed_when_whole(path) as part:
            part.write_text(text, encoding="utf-8")
    return paths


def _record(row: PpiRow) -> dict[str, str | float]:
    point = row.point
    numbers: dict[str, float] = {
        "ppi": point.ppi, "fill": point.fill, "lee": point.lee, "lee_error": point.lee_error,
        "film_lee": point.film_lee, "purcell": point.purcell, "iqe": point.iqe,
        "injection": point.injection, "eqe": point.eqe, "eqe_error": point.eqe_error,
        "film_eqe": point.film_eqe, "crosstalk": point.crosstalk, **_explained(row.explained),
    }  # fmt: skip
    names = {
        "technique": "" if point.series.technique is None else point.series.technique.value,
        "variant": point.series.variant,
        "colour": point.series.colour.value,
        "method": point.method,
        "status": point.status.value,
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


def _explained(found: Explained | None) -> dict[str, float]:
    """Steps in points of EQE, and the band; nan where there is none."""
    steps = None if found is None else found.waterfall
    band = None if found is None else found.band
    columns = {
        f"step_{m.value}": math.nan if steps is None else steps.step(m).points for m in Mechanism
    }
    names = ("low", "high", "worst", "best")
    return columns | {
        f"band_{name}": math.nan if band is None else float(getattr(band, name)) for name in names
    }


def _percent(share: float, digits: int = 2) -> str:
    return f"{100.0 * share:.{digits}f}" if math.isfinite(share) else _NONE


def _published(row: PublishedRow) -> str:
    mark = "?" if row.is_doubted else ""
    return f"{row.eqe_percent:g}{mark} at {row.shown_ppi:g} [{row.reference}]"
