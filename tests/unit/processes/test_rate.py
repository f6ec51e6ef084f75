"""Measuring the rate of stepping, with stand-ins for the measuring programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.cost.stepping_rate import SteppingRate, cache_file, known_rate, machine_name
from sim.processes import rate
from sim.processes.child import RunError
from sim.processes.rate import calibrate


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's cache folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


def stand_in(monkeypatch: pytest.MonkeyPatch, *answers: float) -> list[int]:
    """Measurements that return ``answers`` in turn; lists how many programs ran at once."""
    counts: list[int] = []
    queue = list(answers)

    def measured(commands: list[list[str]], environment: dict[str, str]) -> float:
        counts.append(len(commands))
        return queue.pop(0)

    monkeypatch.setattr(rate, "_measured", measured)
    return counts


def program(path: Path, body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a shell script stand for the interpreter that measures."""
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(path))


def test_a_measurement_is_kept(monkeypatch: pytest.MonkeyPatch, cache: Path) -> None:
    counts = stand_in(monkeypatch, 20e6, 18e6, 30e6)
    measured = calibrate(2, {})
    assert counts == [1, 2, 1]
    assert known_rate() == measured
    assert cache_file() == cache / "pencsim" / "stepping_rate.json"
    assert measured.of_run(1, 1) == 20e6
    assert measured.of_run(1, 2) == 18e6
    assert measured.of_run(2, 2) == pytest.approx(30e6)
    assert "measured" in measured.origin


def test_another_number_of_ranks_is_added(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch, 20e6, 18e6, 30e6, 20e6, 16e6, 50e6)
    calibrate(2, {})
    measured = calibrate(4, {})
    assert measured.of_run(2, 2) == pytest.approx(30e6)
    assert measured.of_run(4, 4) == pytest.approx(50e6)


def test_another_machine_has_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch, 20e6)
    calibrate(1, {})
    assert known_rate(machine="another") == SteppingRate()
    records = json.loads(cache_file().read_text(encoding="utf-8"))
    assert list(records) == [machine_name()]


def test_the_mean_of_what_runs_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    line = 'pencsim:{"event": "rate", "units": 2e7, "text": ""}'
    program(tmp_path / "python", f"echo chatter\necho '{line}'", monkeypatch)
    assert calibrate(1, {}).alone == 2e7


def test_a_measuring_run_that_fails_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program(tmp_path / "python", "echo broken >&2\nexit 3", monkeypatch)
    with pytest.raises(RunError, match="broken"):
        calibrate(1, {})
    assert known_rate() == SteppingRate()


def test_a_measuring_run_without_end_is_ended(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program(tmp_path / "python", "exec sleep 60", monkeypatch)
    monkeypatch.setattr(rate, "_TIMEOUT_S", 0.2)
    with pytest.raises(RunError, match="no answer"):
        calibrate(1, {})


def test_a_cache_that_cannot_be_written_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stand_in(monkeypatch, 20e6)
    (tmp_path / "pencsim").write_text("no folder", encoding="utf-8")
    with pytest.raises(RunError, match="cannot write"):
        calibrate(1, {})
