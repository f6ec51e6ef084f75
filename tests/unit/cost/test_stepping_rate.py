"""The rate of stepping: what is kept of a measurement, and what is taken where there is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import sim.cost.stepping_rate as stepping_rate
from sim.cost.stepping_rate import (
    RATE_VOXEL_STEPS_PER_S,
    CalibrationError,
    SteppingRate,
    cache_file,
    calibrate,
    known_rate,
    machine_name,
)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's cache folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


def stand_in(monkeypatch: pytest.MonkeyPatch, *answers: float) -> list[int]:
    """Measurements that return ``answers`` in turn; lists how many programs ran at once."""
    counts: list[int] = []
    left = list(answers)

    def measured(commands: list[list[str]], environment: dict[str, str]) -> float:
        counts.append(len(commands))
        return left.pop(0)

    monkeypatch.setattr(stepping_rate, "_measured", measured)
    return counts


def test_without_a_measurement_the_shipped_figure_is_taken_and_said() -> None:
    assert known_rate() == SteppingRate()
    assert "shipped" in known_rate().origin
    assert known_rate().alone == RATE_VOXEL_STEPS_PER_S


def test_a_measurement_is_kept(monkeypatch: pytest.MonkeyPatch, cache: Path) -> None:
    counts = stand_in(monkeypatch, 20e6, 18e6, 30e6)
    found = calibrate(2, {})
    assert counts == [1, 2, 1]
    assert known_rate() == found
    assert cache_file() == cache / "pencsim" / "stepping_rate.json"
    assert found.of_run(1, 1) == 20e6
    assert found.of_run(1, 2) == 18e6
    assert found.of_run(2, 2) == pytest.approx(30e6)
    assert "measured" in found.origin


def test_another_number_of_ranks_is_added(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch, 20e6, 18e6, 30e6, 20e6, 16e6, 50e6)
    calibrate(2, {})
    found = calibrate(4, {})
    assert found.of_run(2, 2) == pytest.approx(30e6)
    assert found.of_run(4, 4) == pytest.approx(50e6)


def test_another_machine_has_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch, 20e6)
    calibrate(1, {})
    assert known_rate(machine="another") == SteppingRate()
    records = json.loads(cache_file().read_text(encoding="utf-8"))
    assert list(records) == [machine_name()]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"MACHINE": 3}', '{"MACHINE": {"alone": -1}}',
             '{"MACHINE": {"alone": 1e7, "beside": [], "together": {}, "origin": ""}}',
             '{"MACHINE": {"alone": NaN, "beside": {}, "together": {}, "origin": ""}}']
)  # fmt: skip
def test_a_damaged_record_counts_as_none(text: str) -> None:
    cache_file().parent.mkdir(parents=True)
    cache_file().write_text(text.replace("MACHINE", machine_name()), encoding="utf-8")
    assert known_rate() == SteppingRate()


def test_more_processes_lose_more() -> None:
    rate = SteppingRate()
    assert rate.efficiency(1) == 1.0
    assert rate.efficiency(8) < rate.efficiency(2) < 1.0
    assert rate.of_process(4) < rate.of_process(1) == rate.alone


def test_a_measuring_run_that_fails_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script = tmp_path / "python"
    script.write_text("#!/bin/sh\necho broken >&2\nexit 3\n", encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(script))
    with pytest.raises(CalibrationError, match="broken"):
        calibrate(1, {})
    assert known_rate() == SteppingRate()
