"""Marks of cases that have no result: why, and the last words of their logs."""

from __future__ import annotations

from dataclasses import replace

from sim.batch.running.folder import CaseState, Outcome, Record, SweepFolder
from sim.processes.ending import last_words, read_log

_LINE_LENGTH = 300


def record_failure(folder: SweepFolder, key: str, outcome: Outcome, limit_s: float) -> Outcome:
    """Mark a case as failed, with the last line of its log.

    Where the mark cannot be written (a full disk), the message says so and the case counts as
    missing next time.
    """
    log = folder.log(key)
    earlier = folder.read_record(key)
    record = Record(
        CaseState.FAILED,
        reason=outcome.reason.value if outcome.reason is not None else "",
        message=outcome.message,
        log_line=last_words(read_log(log))[:_LINE_LENGTH],
        attempts=1 + (earlier.attempts if earlier is not None else 0),
        limit_s=limit_s,
    )
    try:
        folder.write_record(key, record)
    except OSError as error:
        return replace(outcome, message=f"{outcome.message} (not recorded: {error.strerror})")
    return outcome
