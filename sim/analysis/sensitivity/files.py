"""A sensitivity run on disk: JSON for programs, CSV for spreadsheets."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from pathlib import Path
from typing import Any

from sim.analysis.sensitivity.records import Sensitivity
from sim.store.atomic import write_texts
from sim.store.plain import plain

SCHEMA = 1


def sensitivity_data(result: Sensitivity) -> dict[str, Any]:
    """Plain values for JSON; what does not exist is null."""
    data = {"schema": SCHEMA, **dataclasses.asdict(result)}
    for entry, row in zip(data["rows"], result.rows, strict=True):
        entry["swing"] = result.swing(row)
    for entry, channel in zip(data["channels"], result.channels, strict=True):
        entry["cost"] = channel.cost
    content: dict[str, Any] = plain(data)
    return content


def sensitivity_csv(result: Sensitivity) -> str:
    """One line per input; empty where a number does not exist."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    ends = [f"{result.quantity}_at_low", f"{result.quantity}_at_high"]
    writer.writerow(["path", "value", "low", "high", *ends, "swing", "reason"])
    for row in result.rows:
        values = ["" if v is None else v for v in plain(list(result.values(row)))]
        numbers = [row.value, row.low, row.high, *values, result.swing(row)]
        writer.writerow([row.path, *numbers, row.reason])
    return stream.getvalue()


def write_sensitivity(result: Sensitivity, folder: Path) -> tuple[Path, Path]:
    """Write sensitivity.json and sensitivity.csv; returns both.

    Raises:
        OSError: the folder cannot be written.
    """
    text = json.dumps(sensitivity_data(result), indent=2, allow_nan=False) + "\n"
    texts = {"sensitivity.json": text, "sensitivity.csv": sensitivity_csv(result)}
    json_file, csv_file = write_texts(folder, texts)
    return json_file, csv_file
