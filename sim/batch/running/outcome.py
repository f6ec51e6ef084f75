"""After a sweep has run: what there is now, in counts and as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.batch.running.board import Board
from sim.batch.running.folder import CaseState, Examined, SweepFolder, converged
from sim.batch.running.preparation import Plan
from sim.batch.running.table import Row, write_table
from sim.batch.study.cases import Sweep
from sim.processes.child import RunError

_NAMED = 3
"""Merged points that one line names."""


@dataclass(frozen=True)
class SweepOutcome:
    """How a launch ended.

    Attributes:
        counts: cases by state.
        not_converged: finished cases that missed a tolerance.
        started: cases that this launch has run.
        merged: points that were equal to another one, as sentences.
        failures: key -> what went wrong, of cases that this launch ran.
    """

    counts: Mapping[str, int]
    not_converged: int
    started: int
    merged: tuple[str, ...] = ()
    failures: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        """Whether every case has its result."""
        return all(n == 0 for state, n in self.counts.items() if state != CaseState.DONE)

    def sentence(self) -> str:
        """The counts in one line, without those that are zero."""
        parts = [f"{n} {state}" for state, n in self.counts.items() if n]
        if self.not_converged:
            parts.append(f"{self.not_converged} of them not converged")
        text = f"{sum(self.counts.values())} cases: {', '.join(parts)}; {self.started} run now"
        if not self.merged:
            return text
        named = "; ".join(self.merged[:_NAMED]) + ("; ..." if len(self.merged) > _NAMED else "")
        return f"{text}; {len(self.merged)} equal points merged ({named})"


def conclude(folder: SweepFolder, sweep: Sweep, plan: Plan, board: Board) -> SweepOutcome:
    """Look at what there is now and write the table of it.

    Raises:
        OSError: the file system refuses.
    """
    ran = {case.key for case in plan.cases}
    states: Counter[str] = Counter(dict.fromkeys(CaseState, 0))
    not_converged = 0
    rows = []
    for case in sweep.cases:
        examined = plan.standing[case.key]
        if case.key in ran:
            examined = _after_run(folder, case.key, board)
        states[examined.state] += 1
        record = examined.record
        if examined.state is CaseState.DONE and record is not None and not converged(record):
            not_converged += 1
        rows.append(Row(case.values, examined))
    try:
        write_table(folder.path, sweep.axes, rows)
    except OSError as error:
        raise RunError(f"the table of the study cannot be written: {error.strerror}") from error
    return SweepOutcome(states, not_converged, len(ran), sweep.merged, dict(board.failures))


def _after_run(folder: SweepFolder, key: str, board: Board) -> Examined:
    """Where a case stands that this launch ran: its record is fresh, no need to read the file."""
    record = folder.read_record(key)
    if key in board.failures:
        return Examined(key, CaseState.FAILED, record, board.failures[key])
    if record is not None and folder.result(key).exists():
        return Examined(key, CaseState.DONE, record)
    return folder.examine(key)
