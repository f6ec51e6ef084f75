"""How far a sweep is, read from its folder alone; nothing is changed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Group
from rich.text import Text

from sim.batch.running.folder import CaseState, SweepFolder, converged
from sim.batch.running.lock import is_locked
from sim.batch.running.status_table import case_table
from sim.batch.running.table import Row, stored_rows
from sim.store.plain import plain

STATUS_SCHEMA = 1


@dataclass(frozen=True)
class SweepStatus:
    """A sweep as it is now.

    Attributes:
        folder: where it is.
        name: of the study.
        axes: dotted paths.
        rows: every case.
        counts: cases by state.
        not_converged: finished cases that missed a tolerance.
        launcher: whether a launcher works here on this machine now.
        progress: what it last said.
        others: result files that belong to no case of the study as it is now.
    """

    folder: Path
    name: str
    axes: tuple[str, ...]
    rows: tuple[Row, ...]
    counts: Mapping[str, int]
    not_converged: int
    launcher: bool
    progress: Mapping[str, Any]
    others: int

    @property
    def failures(self) -> list[Row]:
        """Cases without a usable result, except those that are merely missing."""
        bad = (CaseState.FAILED, CaseState.CORRUPT)
        return [row for row in self.rows if row.examined.state in bad]


def inspect(path: Path) -> SweepStatus:
    """Read the state of a sweep's folder."""
    folder = SweepFolder(path)
    index = folder.read_index()
    rows = tuple(stored_rows(folder))
    states: Counter[str] = Counter(dict.fromkeys(CaseState, 0))
    states.update(row.examined.state for row in rows)
    done = [
        r.examined.record for r in rows if r.examined.state is CaseState.DONE and r.examined.record
    ]
    locked = is_locked(path)
    return SweepStatus(
        folder=path,
        name=str(index.get("name", path.name)),
        axes=tuple(index.get("axes", ())),
        rows=rows,
        counts={str(state): count for state, count in states.items()},
        not_converged=sum(not converged(record) for record in done),
        launcher=locked,
        progress=_progress(path) if locked else {},
        others=_others(folder, {row.examined.key for row in rows}),
    )


def _progress(path: Path) -> Mapping[str, Any]:
    try:
        progress = json.loads((path / "progress.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return progress if isinstance(progress, dict) else {}


def _others(folder: SweepFolder, known: set[str]) -> int:
    return sum(1 for path in folder.cases.glob("*.h5") if path.stem not in known)


def to_json(state: SweepStatus) -> str:
    """The state as JSON text."""
    data = {
        "schema": STATUS_SCHEMA,
        "name": state.name,
        "counts": {**state.counts, "total": len(state.rows)},
        "not_converged": state.not_converged,
        "launcher": state.launcher,
        "running": state.progress.get("running", {}),
        "other_results": state.others,
        "cases": [_case(row) for row in state.rows],
    }
    return json.dumps(data, indent=2, allow_nan=False)


def _case(row: Row) -> dict[str, Any]:
    examined = row.examined
    entry: dict[str, Any] = {
        "key": examined.key,
        "state": examined.state.value,
        "values": dict(row.values),
    }
    record = examined.record
    if examined.state is CaseState.DONE and record is not None:
        entry["status"] = record.status
        entry["measures"] = plain(record.measures)
    elif examined.state is CaseState.FAILED and record is not None:
        entry |= {"reason": record.reason, "message": record.message}
        entry |= {"log_line": record.log_line, "attempts": record.attempts}
    elif examined.note:
        entry["message"] = examined.note
    return entry


def render(state: SweepStatus) -> Group:
    """The state for a terminal: one line of counts, the failures, the table."""
    counted = ", ".join(f"{n} {state}" for state, n in state.counts.items() if n)
    lines = [Text(f"{state.name}: {len(state.rows)} cases: {counted or 'none'}")]
    if state.not_converged:
        lines.append(Text(f"{state.not_converged} finished cases missed a tolerance"))
    if state.launcher:
        lines.append(Text(f"a launcher is at work: {state.progress.get('line', 'starting')}"))
    for row in state.failures:
        lines.append(Text(_failure(row), style="red"))
    if state.others:
        lines.append(Text(f"{state.others} results of other versions of the study are kept"))
    return Group(*lines, case_table(str(state.folder), state.axes, state.rows))


def _failure(row: Row) -> str:
    examined = row.examined
    if examined.state is CaseState.CORRUPT or examined.record is None:
        return f"{examined.key} corrupt: {examined.note}"
    record = examined.record
    text = f"{examined.key} failed: {record.reason}: {record.message}"
    last = record.log_line
    return text if not last or last in record.message else f"{text} | log: {last}"
