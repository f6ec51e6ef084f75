"""How a job ended, from its status and the words of mpirun."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.processes.ending import ended_by, last_words, read_log, signal_of

OPEN_MPI = """\
Initializing structure...
--------------------------------------------------------------------------
mpirun noticed that process rank 1 with PID 0 on node n exited on signal 9 (Killed).
--------------------------------------------------------------------------
"""
MPICH = "YOUR APPLICATION TERMINATED WITH THE EXIT STRING: Segmentation fault (signal 11)\n"


@pytest.mark.parametrize(
    ("status", "log", "number"),
    [
        (0, "", None),
        (1, "", None),
        (-9, "", 9),
        (137, "", 9),
        (143, "", 15),
        (255, "", None),
        (1, OPEN_MPI, 9),
        (139, MPICH, 11),
    ],
)
def test_the_signal_that_ended_a_job(status: int, log: str, number: int | None) -> None:
    assert signal_of(status, log) == number


def test_a_signal_in_words() -> None:
    assert ended_by(9) == "rank ended by signal 9 (SIGKILL)"
    assert ended_by(200, "worker") == "worker ended by signal 200 (unnamed)"


def test_last_words_skip_frames(tmp_path: Path) -> None:
    log = tmp_path / "log"
    assert read_log(log) == ""
    log.write_bytes(b"first\nsec\xffond\n\n------\n****\n")
    assert last_words(read_log(log)) == "sec\N{REPLACEMENT CHARACTER}ond"
    assert last_words("") == ""
