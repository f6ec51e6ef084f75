"""Before a sweep runs: what is asked for is written down, what is missing of it is found out."""

from __future__ import annotations

import shutil
from collections.abc import Container, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from sim.batch.running.folder import (
    CaseState,
    Examined,
    Reason,
    SweepFolder,
    clear_parts,
    write_json,
)
from sim.batch.study.cases import Case, Sweep
from sim.config.loader import dump_yaml
from sim.processes.child import RunError
from sim.store.atomic import renamed_when_whole
from sim.store.provenance import PHYSICS_VERSION

INDEX_SCHEMA = 1

CASE_BYTES = 0.3e6
"""Result, log and record of a case on the disk (0.1 MB for a film, more with far fields)."""

SPARE_BYTES = 50e6
"""Left free on the disk."""


@dataclass(frozen=True)
class SweepOptions:
    """What the user asks for beside the study.

    Attributes:
        jobs: cases at a time; None fills the machine.
        ranks: MPI processes of a case; None takes the case's own.
        retry_failed: also run what has failed before.
        limit_s: wall time of a case.
    """

    jobs: int | None = None
    ranks: int | None = None
    retry_failed: bool = False
    limit_s: float | None = None


class Warn(Protocol):
    """Takes a sentence for the user."""

    def __call__(self, sentence: str) -> None:
        """Tell it."""


@dataclass(frozen=True)
class Plan:
    """What a launch has to do: cases to run, and where the others stand."""

    cases: tuple[Case, ...]
    standing: Mapping[str, Examined]


def prepare_folder(folder: SweepFolder) -> None:
    """Make the folder.

    Raises:
        OSError: the file system refuses.
    """
    folder.cases.mkdir(parents=True, exist_ok=True)
    folder.shared.mkdir(exist_ok=True)


def prepare(folder: SweepFolder, sweep: Sweep, options: SweepOptions, warn: Warn) -> Plan:
    """Write down what is asked for, and find out what of it is missing.

    Raises:
        OSError: the file system refuses.
        RunError: the disk is too small for what is missing.
    """
    clear_parts(folder.cases)
    _write_yaml(folder.path / "base.yaml", sweep.base)
    _write_yaml(folder.path / "study.yaml", sweep.source)
    write_index(folder, sweep)
    standing = {case.key: folder.examine(case.key) for case in sweep.cases}
    wanted = {CaseState.MISSING, CaseState.CORRUPT}
    if options.retry_failed:
        wanted.add(CaseState.FAILED)
    todo = tuple(case for case in sweep.cases if _is_wanted(standing[case.key], wanted))
    check_disk(folder.path, len(todo))
    for case in todo:
        examined = standing[case.key]
        if examined.state is CaseState.CORRUPT:
            aside = folder.set_aside(case.key)
            warn(f"{examined.note} (kept as {aside.name})")
    for examined in standing.values():
        if examined.state is CaseState.DONE and folder.read_record(examined.key) != examined.record:
            _keep_record(folder, examined)
    return Plan(todo, standing)


def _is_wanted(examined: Examined, wanted: Container[CaseState]) -> bool:
    """A file that somebody has open is not run again, even where it cannot be read now."""
    in_use = examined.record is not None and examined.record.reason == Reason.IN_USE
    return examined.state in wanted and not in_use


def _keep_record(folder: SweepFolder, examined: Examined) -> None:
    """Record a result whose launcher was killed before it could."""
    if examined.record is not None:
        folder.write_record(examined.key, examined.record)


def check_disk(path: Path, count: int) -> None:
    """Refuse more cases than the disk can hold.

    Raises:
        RunError: too little space.
    """
    free = shutil.disk_usage(path).free
    needed = count * CASE_BYTES + (SPARE_BYTES if count else 0.0)
    if needed > free:
        raise RunError(
            f"{path}: {count} cases need about {needed / 1e9:.1f} GB, the disk has "
            f"{free / 1e9:.1f} GB left"
        )


def write_index(folder: SweepFolder, sweep: Sweep) -> None:
    """Write which case has which values.

    Raises:
        OSError: the file system refuses.
    """
    index = {
        "schema": INDEX_SCHEMA,
        "name": sweep.name,
        "physics_version": PHYSICS_VERSION,
        "axes": list(sweep.axes),
        "points": sweep.points,
        "cases": [{"key": case.key, "values": case.values} for case in sweep.cases],
    }
    write_json(folder.path / "index.json", index)


def _write_yaml(path: Path, value: Mapping[str, Any]) -> None:
    with renamed_when_whole(path) as part:
        part.write_text(dump_yaml(value), encoding="utf-8")
