"""The loop over time steps on made-up runs: how each of them ends."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from sim.optics.meep.records import Stepping, SteppingStatus
from sim.optics.meep.stepping import StopRule, Watched, step_until_settled

RULE = StopRule(
    interval_steps=10,
    pulse_um=3.0,
    longest_um=20.0,
    settled=1e-2,
    growth=4.0,
)
"""Intervals of 1 um; the first look is at 3 um."""


@dataclass
class MadeUp:
    """A run whose energy and power are given by time; a step takes 0.1 um and no time at all."""

    energy_at: Callable[[float], float] = lambda _: 1.0
    power_at: Callable[[float], float] = lambda _: 1.0
    fails_at_um: float = math.inf
    failure: Exception = field(default_factory=lambda: RuntimeError("meep: fields are NaN or Inf"))
    voxels: int = 7
    steps: int = 0
    looks_um: list[float] = field(default_factory=list)

    @property
    def elapsed_um(self) -> float:
        return self.steps / 10

    def advance(self, count: int) -> float:
        self.steps += count
        if self.elapsed_um >= self.fails_at_um:
            raise self.failure
        return 0.5

    def energy(self) -> float:
        self.looks_um.append(self.elapsed_um)
        return self.energy_at(self.elapsed_um)

    def watched(self) -> Watched:
        power = self.power_at(self.elapsed_um)
        return Watched(np.array([power, 0.0]), power)


def step(run: MadeUp, rule: StopRule = RULE) -> Stepping:
    return step_until_settled(run, rule, lambda _: None)


def test_two_calm_looks_after_one_to_compare_with() -> None:
    run = MadeUp()
    told: list[float] = []
    found = step_until_settled(run, RULE, told.append)
    assert found.status is SteppingStatus.SETTLED
    assert run.looks_um == [3.0, 4.0, 5.0]
    assert told == [1.0, 2.0, 3.0, 4.0, 5.0]
    assert (found.steps, found.voxels, found.stepping_s, found.last_change) == (50, 7, 2.5, 0.0)
    assert found.wall_s > 0.0


def test_a_turning_point_is_not_the_end() -> None:
    """Changes: small, large, small, small."""
    powers = {3.0: 1.0, 4.0: 1.0, 5.0: 1.5, 6.0: 1.5, 7.0: 1.5}
    run = MadeUp(power_at=powers.__getitem__)
    assert step(run).status is SteppingStatus.SETTLED
    assert run.elapsed_um == 7.0


def test_changes_are_relative_to_the_scale_now() -> None:
    """It halves between looks: a change of one."""
    found = step(MadeUp(power_at=lambda t: 0.5**t))
    assert found.status is SteppingStatus.NOT_CONVERGED
    assert found.last_change == pytest.approx(1.0)


def test_the_largest_change_counts() -> None:
    run = MadeUp()
    run.watched = lambda: Watched(  # type: ignore[method-assign]
        np.array([1.0, run.elapsed_um]), np.array([1.0, 2.0])
    )
    assert step(run).last_change == 0.5


def test_the_longest_time() -> None:
    run = MadeUp(power_at=lambda t: 1.0 + t)
    found = step(run)
    assert found.status is SteppingStatus.NOT_CONVERGED
    assert (run.elapsed_um, found.steps) == (20.0, 200)
    assert found.last_change == pytest.approx(1.0 / 21.0)


def test_nothing_is_compared_within_the_pulse() -> None:
    found = step(MadeUp(), replace(RULE, longest_um=2.0))
    assert (found.status, found.last_change) == (SteppingStatus.NOT_CONVERGED, math.inf)


def test_the_earliest_end() -> None:
    run = MadeUp()
    assert step(run, replace(RULE, earliest_um=8.5)).status is SteppingStatus.SETTLED
    assert run.elapsed_um == 9.0


def test_growing_energy() -> None:
    """Fivefold between looks; within the pulse it may."""
    run = MadeUp(energy_at=lambda t: 5.0**t)
    assert step(run).status is SteppingStatus.UNSTABLE
    assert run.looks_um == [3.0, 4.0]


def test_growth_within_the_margin() -> None:
    assert step(MadeUp(energy_at=lambda t: 4.0 if t > 3.0 else 1.0)).status is (
        SteppingStatus.SETTLED
    )


def test_energy_that_comes_back() -> None:
    """It falls to a tenth and returns: what it was at first is no growth."""
    run = MadeUp(energy_at=lambda t: 0.1 if t == 4.0 else 1.0)
    assert step(run).status is SteppingStatus.SETTLED


@pytest.mark.parametrize("energy", [math.nan, math.inf])
def test_energy_that_is_no_number(energy: float) -> None:
    assert step(MadeUp(energy_at=lambda _: energy)).status is SteppingStatus.UNSTABLE


def test_overflowing_fields_within_the_pulse() -> None:
    run = MadeUp(fails_at_um=2.0)
    found = step(run)
    assert found.status is SteppingStatus.UNSTABLE
    assert (found.steps, found.last_change, run.looks_um) == (10, math.inf, [])


def test_other_errors_pass() -> None:
    with pytest.raises(RuntimeError, match="out of memory"):
        step(MadeUp(fails_at_um=2.0, failure=RuntimeError("out of memory")))


def test_a_calm_run_goes_on_while_its_energy_is_under_way() -> None:
    run = MadeUp(energy_at=lambda um: 1.0 if um < 9.5 else 1e-3)
    found = step(run, replace(RULE, drained=1e-2))
    assert found.status is SteppingStatus.SETTLED
    assert run.elapsed_um == 10.0
