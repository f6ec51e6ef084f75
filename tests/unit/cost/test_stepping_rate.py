"""The rate of stepping: what is kept of a measurement, and what is taken where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.cost.stepping_rate import (
    RATE_VOXEL_STEPS_PER_S,
    SteppingRate,
    cache_file,
    keep_rate,
    known_rate,
    machine_name,
)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's cache folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


def test_without_a_measurement_the_shipped_figure_is_taken_and_said() -> None:
    assert known_rate() == SteppingRate()
    assert "shipped" in known_rate().origin
    assert known_rate().alone == RATE_VOXEL_STEPS_PER_S


def test_a_rate_that_was_kept_is_read(cache: Path) -> None:
    rate = SteppingRate(20e6, {2: 18e6}, {2: 30e6}, "measured")
    keep_rate(rate)
    assert known_rate() == rate
    assert cache_file() == cache / "pencsim" / "stepping_rate.json"


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
