"""One truth about a tolerance: what was asked for is kept or missed; the default warns."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from unit.config_cases import write_case
from unit.fake_cases import optical

from sim.config.loader import dump_study, load_study
from sim.config.stored import stored_study
from sim.results.averages import lee
from sim.results.records import Status
from sim.results.warnings import case_warnings, misses_tolerance, with_tolerance
from sim.store.keys import case_key


@pytest.mark.parametrize(("error", "missed"), [(0.019, False), (0.021, True), (0.5, True)])
def test_missed(error: float, missed: bool) -> None:
    result = optical()
    result = replace(result, lee_error=error * lee(result))
    assert misses_tolerance(result, 0.02) is missed
    wanted = Status.NOT_CONVERGED if missed else Status.OK
    assert with_tolerance(result, 0.02).status is wanted
    said = [w for w in case_warnings(result, None, 0.02) if "tolerance" in w]
    assert bool(said) is missed
    assert "tolerance" not in Status.OK.sentence


def test_other_endings_stay() -> None:
    result = replace(optical(), lee_error=1.0, status=Status.BUDGET_OPEN)
    assert with_tolerance(result, 0.02).status is Status.BUDGET_OPEN


def test_the_default_is_not_asked_for() -> None:
    result = replace(optical(), lee_error=0.1)
    asked = case_warnings(result, None, 0.02, is_asked_for=True)[-1]
    default = case_warnings(result, None, 0.02, is_asked_for=False)[-1]
    assert "more than the tolerance of 2 %" in asked
    assert "was not set" not in asked
    assert default.startswith(asked)
    assert "was not set" in default


@pytest.mark.parametrize(
    ("overrides", "asks"),
    [([], False), (["optics.tolerance=0.02"], True), (["optics.tolerance=2 %"], True)]
    + [(["optics.method=fdtd", "optics.refine.rounds=1"], True), (["optics.settled=0.01"], False)],
)
def test_what_asks_survives_being_written(tmp_path: Path, overrides: list[str], asks: bool) -> None:
    study = load_study(write_case(tmp_path), overrides)
    stored = stored_study(dump_study(study))
    assert study.asks_for_tolerance is stored.asks_for_tolerance is asks
    assert case_key(stored, study.choice.method) == case_key(study)
