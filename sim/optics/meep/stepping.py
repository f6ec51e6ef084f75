"""Stepping in time until what is watched has settled, whatever it is that steps.

A run is looked at at equal intervals. From the end of its pulse on, each look asks for

energy     not finite, or beyond `StopRule.growth` times that of the first look: unstable
watched    changed by less than `StopRule.settled` twice in a row: settled, unless it is too early
           or much of the energy is still there

Fields that overflow end a run as unstable at any time; the longest time ends it as not converged.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from geometry.arrays import FloatArray
from sim.optics.meep.records import Stepping, SteppingStatus

Progress = Callable[[float], None]
"""Takes the time times c that has been stepped."""

GROWTH = 4.0
"""Growth of the field energy after the source has ended that is called an instability. Guided
light only ever leaves the cell, so any growth is unphysical; the margin is for the energy's
oscillation at twice the optical frequency."""

_CALM_LOOKS = 2
"""Looks in a row with a small change: one alone may be a turning point."""

_OVERFLOW = "NaN or Inf"
"""What Meep says when it stops because fields overflow, which may be before the first look."""


@dataclass(frozen=True)
class StopRule:
    """When a run is looked at, and when it ends; times are times c.

    Attributes:
        interval_steps: time steps between two looks.
        pulse_um: end of the source's pulse.
        longest_um: end of a run that does not settle.
        settled: relative change between looks of a settled run.
        growth: of the field energy over that of the first look, beyond which a run is unstable.
        earliest_um: before this no run has settled.
        drained: field energy over that of the first look, above which no run has settled: what is
            still under way has reached nothing that is watched.
    """

    interval_steps: int
    pulse_um: float
    longest_um: float
    settled: float
    growth: float
    earliest_um: float = 0.0
    drained: float = np.inf


@dataclass(frozen=True)
class Watched:
    """What must settle.

    Attributes:
        values: (N,) in any unit.
        scale: (N,) or one number, against which a change of the values is relative.
    """

    values: FloatArray
    scale: FloatArray | float


class Steppable(Protocol):
    """What the loop asks of a run."""

    @property
    def voxels(self) -> int:
        """Stepped voxels after symmetry."""

    @property
    def elapsed_um(self) -> float:
        """Time times c that has been stepped."""

    def advance(self, count: int) -> float:
        """Take steps; returns the seconds that they took.

        Raises:
            RuntimeError: with "NaN or Inf" in its text where fields overflow.
        """

    def energy(self) -> float:
        """Field energy, in any unit."""

    def watched(self) -> Watched:
        """What must settle, at this moment."""


def step_until_settled(run: Steppable, rule: StopRule, progress: Progress) -> Stepping:
    """Step a run until it has settled, is unstable or has used up its time.

    Args:
        run: at its beginning.
        rule: when it ends.
        progress: takes the time that has been stepped, after every interval.

    Raises:
        RuntimeError: raised by ``run.advance`` for another reason than an overflow.
    """
    started = time.perf_counter()
    looks = _Looks(rule)
    stepping_s, steps = 0.0, 0
    status = SteppingStatus.NOT_CONVERGED
    while run.elapsed_um < rule.longest_um:
        try:
            stepping_s += run.advance(rule.interval_steps)
        except RuntimeError as error:
            if _OVERFLOW not in str(error):
                raise
            status = SteppingStatus.UNSTABLE
            break
        steps += rule.interval_steps
        progress(run.elapsed_um)
        if run.elapsed_um < rule.pulse_um:
            continue
        ended = looks.at(run)
        if ended is not None:
            status = ended
            break
    wall_s = time.perf_counter() - started
    return Stepping(status, steps, run.voxels, stepping_s, wall_s, looks.change)


class _Looks:
    """The looks at one run after its pulse.

    Attributes:
        change: relative change of what is watched between the last two looks; inf before.
    """

    def __init__(self, rule: StopRule) -> None:
        self._rule = rule
        self._first = np.inf
        self._previous: FloatArray | None = None
        self._calm = 0
        self.change = np.inf

    def at(self, run: Steppable) -> SteppingStatus | None:
        """Look; how the run has ended, None if it goes on."""
        energy = run.energy()
        if not np.isfinite(energy) or energy > self._rule.growth * self._first:
            return SteppingStatus.UNSTABLE
        # Not the lowest energy: poles of a medium that beat let it rise again when it is small.
        if np.isinf(self._first):
            self._first = energy
        watched = run.watched()
        if self._previous is not None:
            moved = np.abs(watched.values - self._previous) / watched.scale
            self.change = float(np.max(moved))
        self._previous = watched.values
        self._calm = self._calm + 1 if self.change < self._rule.settled else 0
        late = run.elapsed_um >= self._rule.earliest_um
        drained = energy <= self._rule.drained * self._first
        calm = self._calm >= _CALM_LOOKS
        return SteppingStatus.SETTLED if calm and late and drained else None
