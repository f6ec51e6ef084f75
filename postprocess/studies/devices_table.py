"""A study that compares devices as CSV and Markdown."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable
from pathlib import Path

from postprocess.studies.cases import StudyCase
from postprocess.studies.devices import ComparedDevice, DeviceStudy
from sim.batch.study.axes import value_text
from sim.store.atomic import write_texts
from sim.text_table import shown_number, shown_with_error

_HEADINGS = (
    "case",
    "optics",
    "LEE (%)",
    "film LEE (%)",
    "crosstalk (%)",
    "Purcell",
    "peak EQE (%)",
    "film EQE (%)",
)
_RESPONSE = "response to 90 % (us)"
_LEGEND = (
    "LEE and EQE: ± numerical error; in brackets the 5 to 95 % band of the assumed inputs of the "
    "edge. EQE: largest at 1 cd/m2 or more. Crosstalk: share of the air light that leaves over "
    "other pixels."
)
_DOUBT = "(!) the numerical error is more than half of the value."


def write_tables(study: DeviceStudy, folder: Path) -> list[Path]:
    """Write comparison.csv and comparison.md; returns them, none of a study without a case.

    Raises:
        OSError: the folder cannot be written.
    """
    if not study.devices:
        return []
    texts = {"comparison.csv": comma_separated(study), "comparison.md": markdown(study)}
    return write_texts(folder, texts)


def comma_separated(study: DeviceStudy) -> str:
    """Plain numbers, shares from 0 to 1; empty where there is none. Axes by their dotted path."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    records = [_record(device, study.axes) for device in study.devices]
    # A device without a pulse or a panel leaves their columns empty.
    columns = list(dict.fromkeys(name for record in records for name in record))
    writer.writerow(columns)
    writer.writerows([record.get(name, "") for name in columns] for record in records)
    return buffer.getvalue()


def markdown(study: DeviceStudy) -> str:
    """As a page."""
    first = study.axis_name or _HEADINGS[0]
    lines = [f"{study.name}: {study.same}" if study.same else study.name, ""]
    has_pulse = any(device.case.pulse is not None for device in study.devices)
    headings = (first, *_HEADINGS[1:], *([_RESPONSE] if has_pulse else []))
    lines += [_line(headings), "|" + "---|" * len(headings)]
    for device in study.devices:
        lines.append(_line((*_cells(device), *([_response(device.case)] if has_pulse else []))))
    lines += ["", _LEGEND]
    if any(device.case.is_doubtful for device in study.devices):
        lines += ["", _DOUBT]
    unlit = {f"{d.label}: {text}": None for d in study.devices for text in d.case.warnings}
    lines += ["", *[f"- {sentence}" for sentence in unlit]] if unlit else []
    return "\n".join(lines) + "\n"


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cells(device: ComparedDevice) -> tuple[str, ...]:
    case, band = device.case, device.band
    mark = " (!)" if case.is_doubtful else ""
    eqe = shown_with_error(100.0 * case.eqe, 100.0 * case.eqe_error)
    if band is not None:
        eqe += f" ({100.0 * band.low:.1f} to {100.0 * band.high:.1f})"
    return (
        device.label,
        case.method,
        shown_with_error(100.0 * case.lee, 100.0 * case.lee_error) + mark,
        shown_number(100.0 * case.film_lee),
        shown_number(100.0 * case.crosstalk),
        shown_number(case.purcell, 3),
        eqe + (mark if math.isfinite(case.eqe) else ""),
        shown_number(100.0 * case.film_eqe),
    )


def _response(case: StudyCase) -> str:
    if case.pulse is None:
        return "-"
    return shown_with_error(1e6 * case.pulse.response_s, 1e6 * case.pulse.error_s)


def _record(device: ComparedDevice, axes: tuple[str, ...]) -> dict[str, str]:
    case, band = device.case, device.band
    numbers = {
        "lee": case.lee,
        "lee_error": case.lee_error,
        "film_lee": case.film_lee,
        "crosstalk": case.crosstalk,
        "purcell": case.purcell,
        "eqe": case.eqe,
        "eqe_error": case.eqe_error,
        "film_eqe": case.film_eqe,
        **_of_pulse(case),
        **case.panel,
        "band_low": math.nan if band is None else band.low,
        "band_high": math.nan if band is None else band.high,
    }
    names = {"case": case.path.stem, "label": device.label}
    names |= {axis: value_text(case.values.get(axis)) for axis in axes}
    names |= {"method": case.method, "status": case.status.value}
    return names | {n: f"{x:.6g}" if math.isfinite(x) else "" for n, x in numbers.items()}


def _of_pulse(case: StudyCase) -> dict[str, float]:
    if case.pulse is None:
        return {}
    pulse = case.pulse
    return {
        "area_mm2": 1e6 * pulse.area_m2,
        "response_us": 1e6 * pulse.response_s,
        "response_error_us": 1e6 * pulse.error_s,
    }
