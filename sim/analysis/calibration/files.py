"""A calibration's study file read, and its result written."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from pydantic import JsonValue

from geometry.materials.library import MaterialLibrary
from sim.analysis.calibration.fit import CalibrationCase
from sim.analysis.calibration.records import Calibration, RowOutcome
from sim.analysis.calibration.spec import CalibrationFile, CurveSpec, RowSpec
from sim.batch.study.cases import check_inside
from sim.config.errors import ConfigError, Place, Problem, fail
from sim.config.files import SUFFIXES, read_tree, resolve_references
from sim.config.loader import study_from_tree, validate_tree
from sim.config.overrides import Override, value_override
from sim.config.yaml_tree import MapNode, place_of, walk
from sim.store.atomic import renamed_when_whole
from sim.store.plain import plain
from sim.study import Method, Study

SCHEMA = 1


def load_calibration(path: Path, library: MaterialLibrary) -> CalibrationCase:
    """Read a calibration and the case of each of its rows.

    Raises:
        ConfigError: a mistake in the file or in a case; files outside the study's folders.
    """
    tree = read_tree(path)
    file = validate_tree(tree, CalibrationFile)

    def studies(kind: str, rows: Sequence[RowSpec | CurveSpec]) -> tuple[Study, ...]:
        return tuple(
            _study(tree, ("calibrate", kind, number), row, path, library)
            for number, row in enumerate(rows)
        )

    spec = file.calibrate
    return CalibrationCase(
        file.name,
        spec,
        studies("fit", spec.fit),
        studies("judge", spec.judge),
        studies("curves", spec.curves),
    )


def _study(
    tree: MapNode,
    at: tuple[str | int, ...],
    row: RowSpec | CurveSpec,
    path: Path,
    library: MaterialLibrary,
) -> Study:
    place = place_of(tree, (*at, "config"))
    target = path.parent / row.config
    check_inside(target, path.parent, place, (*at, "config"))
    overrides = [_override(key, value, path.parent, place) for key, value in row.set_values.items()]
    try:
        study = study_from_tree(read_tree(target), overrides, library).study
    except ConfigError as error:
        raise ConfigError(
            Problem(p.place, p.path, f"{p.text} (in the row {row.label!r})") for p in error.problems
        ) from None
    if study.electrical is None:
        raise fail(place, f"{row.config} has no electrical model to calibrate", (*at, "config"))
    optics = study.optics.model_copy(update={"method": Method.PLANAR})
    return study.model_copy(update={"optics": optics})


def _override(path: str, value: JsonValue, folder: Path, place: Place) -> Override:
    """A replaced value; the files that it names are relative to the study."""
    parts = tuple(path.split("."))
    node = value_override(path, cast(Any, value)).value
    resolved = resolve_references(node, folder, (), parts)
    for source in {below.place.source for _, below in walk(resolved)}:
        if source.endswith(SUFFIXES):
            check_inside(Path(source), folder, place, parts)
    return Override(parts, resolved, place)


def calibration_data(calibration: Calibration) -> dict[str, Any]:
    """Plain values for JSON; an infinite spread is null."""
    data = {"schema": SCHEMA, **dataclasses.asdict(calibration)}
    data["overrides"] = {
        p.path: f"{p.value:.6g} {p.unit}" if p.unit else p.value
        for p in calibration.parameters
        if not p.rows  # a value of some rows is no value of the case
    }
    data["fitted"] = [_row(row) for row in calibration.fitted]
    data["judged"] = [_row(row) for row in calibration.judged]
    result: dict[str, Any] = plain(data)
    return result


def _row(row: RowOutcome) -> dict[str, Any]:
    return {**dataclasses.asdict(row), "deviation": row.deviation, "agrees": row.agrees}


def write_calibration(calibration: Calibration, folder: Path) -> Path:
    """Write calibration.json; returns it.

    Raises:
        OSError: the folder cannot be written.
    """
    text = json.dumps(calibration_data(calibration), indent=2, allow_nan=False) + "\n"
    with renamed_when_whole(folder / "calibration.json") as part:
        part.write_text(text, encoding="utf-8")
    return folder / "calibration.json"
