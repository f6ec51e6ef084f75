"""A single-carrier device on disk: JSON for programs, CSV for spreadsheets."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from pathlib import Path
from typing import Any

from sim.analysis.sclc.records import SclcResult
from sim.electrical.single_carrier.reading import exponents
from sim.store.atomic import write_texts
from sim.store.plain import plain

SCHEMA = 1
_COLUMNS = (
    *("voltage_v", "current_density_a_m2", "exponent"),
    *("electrons_per_dot", "holes_per_dot", "recombined"),
    *("voltage_without_traps_v", "current_density_without_traps_a_m2", "status"),
)


def sclc_data(result: SclcResult) -> dict[str, Any]:
    """Plain values for JSON; what does not exist is null."""
    content: dict[str, Any] = plain({"schema": SCHEMA, **dataclasses.asdict(result)})
    return content


def sclc_csv(result: SclcResult) -> str:
    """One line per voltage; empty where a number does not exist."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_COLUMNS)
    curve, bare = result.curve, result.without
    slope = exponents(curve.voltage_v, curve.current_density_a_m2)
    columns = (
        *(curve.voltage_v, curve.current_density_a_m2, slope),
        *(curve.electrons, curve.holes, curve.recombined),
        *(bare.voltage_v, bare.current_density_a_m2),
    )
    for number, status in enumerate(curve.status):
        values = plain([float(column[number]) for column in columns])
        writer.writerow([*("" if value is None else value for value in values), status])
    return stream.getvalue()


def write_sclc(result: SclcResult, folder: Path) -> tuple[Path, Path]:
    """Write sclc.json and sclc.csv; returns both.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(sclc_data(result), indent=2, allow_nan=False) + "\n"
    data, table = write_texts(folder, {"sclc.json": text, "sclc.csv": sclc_csv(result)})
    return data, table
