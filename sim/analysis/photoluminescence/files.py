"""The light of films on disk: JSON for programs, CSV of the decays."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from pathlib import Path

from sim.analysis.photoluminescence.evaluate import FilmLightResult
from sim.store.atomic import write_texts
from sim.store.plain import plain

SCHEMA = 1


def decays_csv(result: FilmLightResult) -> str:
    """One line per time: light over that at time 0, a column per surrounding."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["time_s", *(f"on {film.place}" for film in result.films)])
    rows = zip(*(film.pulse.share for film in result.films), strict=True)
    for time, row in zip(result.films[0].pulse.time_s, rows, strict=True):
        writer.writerow([float(time), *(float(value) for value in row)])
    return stream.getvalue()


def write_film_light(result: FilmLightResult, folder: Path) -> tuple[Path, Path]:
    """Write pl.json and pl.csv; returns both.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    content = plain({"schema": SCHEMA, **dataclasses.asdict(result)})
    text = json.dumps(content, indent=2, allow_nan=False) + "\n"
    data, table = write_texts(folder, {"pl.json": text, "pl.csv": decays_csv(result)})
    return data, table
