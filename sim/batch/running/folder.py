"""The folder of a sweep: what lies where, which cases are done, and who works in it.

    DIR/study.yaml, base.yaml      what was asked for; `pencsim sweep DIR/study.yaml` reads it again
    DIR/index.json                 axis values -> content hash
    DIR/cases/KEY.h5, KEY.log      result and log of a case
    DIR/cases/KEY.json             how it ended: digest of the result, or why there is none
    DIR/shared/                    films and dipole runs that cases share
    DIR/progress.json              what the launcher is doing
    DIR/table.csv, table.hdf5      the whole study as one table

A result counts if it is whole: its digest is the recorded one, or the file reads from end to end
and holds the recorded values (somebody has it open for writing, or has annotated it), or, where the
launcher was killed before it could record it, holds this very case. Files that do not count are set
aside, never deleted: they may be somebody else's.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from sim.batch.running.result_digest import Digest, digest
from sim.batch.study.measures import measures_of
from sim.config.errors import ConfigError
from sim.config.stored import stored_study
from sim.results.records import Status
from sim.store.atomic import renamed_when_whole
from sim.store.content import content_digest, is_open_for_writing
from sim.store.hdf5 import StoreError, read_case, set_aside
from sim.store.keys import case_key
from sim.store.plain import plain
from sim.study import Method


class CaseState(StrEnum):
    """Where a case stands."""

    DONE = "done"
    FAILED = "failed"
    CORRUPT = "corrupt"
    MISSING = "missing"


class Reason(StrEnum):
    """Why a case has no result."""

    BAD_INPUT = "bad input"
    SOLVER = "solver failed"
    NO_SPACE = "no space left"
    OUT_OF_MEMORY = "out of memory"
    TIME_LIMIT = "time limit"
    KILLED = "killed"
    DEAD_RANK = "a rank died"
    IN_USE = "in use"


@dataclass(frozen=True)
class Outcome:
    """How a run of a case ended; ``reason`` None where it has its result.

    ``interrupted``: it was ended with its launcher, which says nothing about the case.
    """

    reason: Reason | None = None
    message: str = ""
    interrupted: bool = False


@dataclass(frozen=True)
class Record:
    """How a case ended.

    Attributes:
        state: done or failed.
        sha256, size: of the result file.
        status: of the result (sim.results.records.Status).
        measures: its scalars; NaN is kept as null.
        reason, message, log_line: of a failure.
        attempts: runs that failed so far.
        limit_s: wall-time limit of the failed run; 0 without one.
        content: digest of the result's values (sim.store.content).
    """

    state: CaseState
    sha256: str = ""
    size: int = 0
    status: str = ""
    measures: Mapping[str, float] = field(default_factory=dict)
    reason: str = ""
    message: str = ""
    log_line: str = ""
    attempts: int = 0
    limit_s: float = 0.0
    content: str = ""


@dataclass(frozen=True)
class Examined:
    """What was found of a case; ``note`` says what is wrong with its file."""

    key: str
    state: CaseState
    record: Record | None = None
    note: str = ""


@dataclass(frozen=True)
class SweepFolder:
    """Paths and records of a sweep's folder."""

    path: Path

    @property
    def cases(self) -> Path:
        """Folder of results."""
        return self.path / "cases"

    @property
    def shared(self) -> Path:
        """Folder of what cases share."""
        return self.path / "shared"

    def result(self, key: str) -> Path:
        """Result file of a case."""
        return self.cases / f"{key}.h5"

    def log(self, key: str) -> Path:
        """Log of a case."""
        return self.cases / f"{key}.log"

    def record_file(self, key: str) -> Path:
        """Record of a case's end."""
        return self.cases / f"{key}.json"

    def read_record(self, key: str) -> Record | None:
        """The record, None where there is none or it is damaged."""
        try:
            stored = json.loads(self.record_file(key).read_text(encoding="utf-8"))
            stored["state"] = CaseState(stored["state"])
            stored["measures"] = {
                name: math.nan if value is None else float(value)
                for name, value in stored["measures"].items()
            }
            return Record(**stored)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None

    def write_record(self, key: str, record: Record) -> None:
        """Write a record whole.

        Raises:
            OSError: the file system refuses.
        """
        # Not forced to the disk: a record that is lost is made again from its result.
        write_json(self.record_file(key), plain(asdict(record)), forced=False)

    def examine(self, key: str) -> Examined:
        """Find out where a case stands; a result without a record is read from end to end."""
        record, path = self.read_record(key), self.result(key)
        if not path.exists():
            if record is not None and record.state is CaseState.FAILED:
                return Examined(key, CaseState.FAILED, record)
            return Examined(key, CaseState.MISSING)
        if record is None or record.state is not CaseState.DONE:
            return self._read_through(key)
        try:
            present = digest(path)
        except OSError as error:
            return Examined(key, CaseState.CORRUPT, record, f"{path}: {error.strerror}")
        if present != Digest(record.sha256, record.size):
            return self._compared(key, record)
        return Examined(key, CaseState.DONE, record)

    def _compared(self, key: str, record: Record) -> Examined:
        """Of a file that is not the one that was written: whether it says the same."""
        examined = self._read_through(key)
        if examined.state is not CaseState.DONE or _says_the_same(examined.record, record):
            return examined
        note = f"{self.result(key)} is damaged (not what was written); run again"
        return Examined(key, CaseState.CORRUPT, record, note)

    def _read_through(self, key: str) -> Examined:
        path = self.result(key)
        try:
            record = self.describe(key)
        except StoreError as error:
            if is_open_for_writing(path):
                message = f"{path} is open for writing in another program: close it there first"
                used = Record(CaseState.FAILED, reason=Reason.IN_USE, message=message)
                return Examined(key, CaseState.FAILED, used, message)
            return Examined(key, CaseState.CORRUPT, None, str(error))
        return Examined(key, CaseState.DONE, record)

    def describe(self, key: str) -> Record:
        """Read a result whole and make its record.

        Raises:
            StoreError: unreadable, or the result of another case.
        """
        path = self.result(key)
        case = read_case(path)
        try:
            stored = stored_study(case.config_yaml, str(path))
        except ConfigError as error:
            raise StoreError(f"{path}: its configuration does not load: {error}") from error
        stored_key = case_key(stored, Method(case.optics.method))
        if stored_key != key:
            raise StoreError(f"{path} holds another case ({stored_key})")
        whole = digest(path)
        return Record(
            CaseState.DONE,
            sha256=whole.sha256,
            size=whole.size,
            status=case.status.value,
            measures=measures_of(case),
            content=content_digest(case),
        )

    def set_aside(self, key: str) -> Path:
        """Rename a result that cannot be used, before the case is run again; its new name.

        Raises:
            OSError: the file system refuses.
        """
        aside = set_aside(self.result(key))
        self.record_file(key).unlink(missing_ok=True)
        return aside

    def read_index(self) -> dict[str, Any]:
        """The index of the last launch; empty where there is none or it is damaged."""
        try:
            index = json.loads((self.path / "index.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return index if isinstance(index, dict) and "cases" in index else {}


def _says_the_same(present: Record | None, written: Record) -> bool:
    """Records of before the digest of values are compared by their measures, which JSON rounds."""
    if present is None:
        return False
    if written.content:
        return present.content == written.content
    return present.status == written.status and plain(present.measures) == plain(written.measures)


def is_sweep(path: Path) -> bool:
    """Whether a folder is that of a sweep."""
    return (path / "index.json").is_file()


def converged(record: Record) -> bool:
    """Whether a finished case met its tolerances."""
    return record.status == Status.OK.value


def write_json(path: Path, value: object, forced: bool = True) -> None:
    """Write plain values as JSON, whole or not at all.

    Args:
        path: the file.
        value: plain values.
        forced: whether it must be on the disk, also after a power cut, when this returns.

    Raises:
        OSError: the file system refuses.
    """
    text = json.dumps(value, indent=1, allow_nan=False) + "\n"
    if forced:
        with renamed_when_whole(path) as part:
            part.write_text(text, encoding="utf-8")
        return
    hasty = path.with_name(path.name + ".part")
    try:
        hasty.write_text(text, encoding="utf-8")
        hasty.replace(path)
    except OSError:
        hasty.unlink(missing_ok=True)
        raise


def clear_parts(folder: Path) -> None:
    """Remove what writers that were killed have left. Only for who holds the folder's lock."""
    for entry in os.scandir(folder):
        if entry.name.endswith(".part"):
            Path(entry.path).unlink(missing_ok=True)
