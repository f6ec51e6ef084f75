"""Multi-objective search by ask and tell: Sobol points first, then NSGA-II (Deb et al. 2002).

Devices do not occur here: the search varies a unit cube and choices, hands out points in batches
and takes their values. Its journal is one file; a search that was killed continues from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import optuna
from numpy.typing import NDArray
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
from optuna.trial import FrozenTrial, TrialState

from sim.batch.study.sampling import unit_samples
from sim.batch.study.spec import SweepMode

_VIOLATION = "violation"
START_SHARE = 0.25
"""Share of the budget that goes into the Sobol points which the search starts from."""


@dataclass(frozen=True)
class Variable:
    """A number from 0 to 1 (``choices`` 0), or one of ``choices`` numbered things."""

    name: str
    choices: int = 0


@dataclass(frozen=True)
class Worth:
    """What a point is worth: objectives in order, and constraints (positive: violated)."""

    objectives: tuple[float, ...]
    violations: tuple[float, ...] = ()


@dataclass(frozen=True)
class Evaluated:
    """A point with its worth.

    Attributes:
        number: in the order of asking.
        point: variable -> number in 0..1, or index of the choice.
        worth: objectives and constraints.
    """

    number: int
    point: Mapping[str, float | int]
    worth: Worth

    @property
    def is_feasible(self) -> bool:
        """Whether no constraint is violated."""
        return all(violation <= 0.0 for violation in self.worth.violations)


Evaluate = Callable[[Sequence[Mapping[str, float | int]]], Sequence[Worth | None]]
"""Values of a batch of points; None where a point has none."""


@dataclass(frozen=True)
class Budget:
    """How much is tried: points in all, points at a time, and the seed."""

    trials: int
    batch: int
    seed: int


class ParetoSearch:
    """A search over variables.

    Args:
        variables: what varies.
        maximize: for every objective whether larger is better.
        journal: file; None keeps nothing.
    """

    def __init__(
        self,
        variables: Sequence[Variable],
        maximize: Sequence[bool],
        budget: Budget,
        journal: Path | None = None,
    ) -> None:
        optuna.logging.set_verbosity(optuna.logging.WARNING)
        self._variables, self._budget = tuple(variables), budget
        self._maximize = tuple(maximize)
        storage = None if journal is None else JournalStorage(JournalFileBackend(str(journal)))
        # Nine generations at the least: fewer and selection has no time to act.
        population = max(4, budget.trials // 9)
        sampler = optuna.samplers.NSGAIISampler(population_size=population, seed=budget.seed)
        self._study = optuna.create_study(
            study_name="explore",
            storage=storage,
            sampler=sampler,
            directions=["maximize" if larger else "minimize" for larger in maximize],
            load_if_exists=True,
        )

    def run(self, evaluate: Evaluate) -> list[Evaluated]:
        """Spend what is left of the budget; returns all points with values."""
        self._take_up()
        while (left := self._budget.trials - self._spent()) > 0:
            trials = [self._study.ask() for _ in range(min(left, self._budget.batch))]
            points = [self._suggest(trial) for trial in trials]
            for trial, worth in zip(trials, evaluate(points), strict=True):
                if worth is None or not np.isfinite(worth.objectives).all():
                    self._study.tell(trial, state=TrialState.FAIL)
                    continue
                trial.set_user_attr(_VIOLATION, list(worth.violations))
                for number, violation in enumerate(worth.violations):
                    trial.set_constraint(f"constraint {number}", violation)
                self._study.tell(trial, list(worth.objectives))
        return self.evaluated()

    def evaluated(self) -> list[Evaluated]:
        """All points with values."""
        return [self._evaluated(trial) for trial in self._trials(TrialState.COMPLETE)]

    def _trials(self, *states: TrialState) -> list[FrozenTrial]:
        return self._study.get_trials(deepcopy=False, states=states)

    def _spent(self) -> int:
        return len(self._trials(TrialState.COMPLETE, TrialState.FAIL))

    def _take_up(self) -> None:
        """Queue the start, or what a killed search had asked for without a value yet.

        Points of a killed search are queued once more: what was finished of them is on the disk.
        """
        if not self._trials():
            count = max(1, int(START_SHARE * self._budget.trials))
            for row in unit_samples(
                SweepMode.SOBOL, len(self._variables), count, self._budget.seed
            ):
                self._study.enqueue_trial(self._at(row))
            return
        for trial in self._trials(TrialState.RUNNING):
            self._study.enqueue_trial(trial.params)
            self._study.tell(trial.number, state=TrialState.PRUNED)

    def _at(self, row: NDArray[np.float64]) -> dict[str, float | int]:
        return {
            variable.name: min(int(share * variable.choices), variable.choices - 1)
            if variable.choices
            else float(share)
            for variable, share in zip(self._variables, row, strict=True)
        }

    def _suggest(self, trial: optuna.Trial) -> dict[str, float | int]:
        point: dict[str, float | int] = {}
        for variable in self._variables:
            if variable.choices:
                options = list(range(variable.choices))
                point[variable.name] = int(trial.suggest_categorical(variable.name, options))
            else:
                point[variable.name] = trial.suggest_float(variable.name, 0.0, 1.0)
        return point

    def _evaluated(self, trial: FrozenTrial) -> Evaluated:
        worth = Worth(tuple(trial.values), tuple(trial.user_attrs.get(_VIOLATION, ())))
        return Evaluated(trial.number, dict(trial.params), worth)


def pareto_ranks(values: NDArray[np.float64], maximize: Sequence[bool]) -> NDArray[np.int64]:
    """Rank of every point: 0 where no other is better in one objective and as good in all, 1 once
    those are taken away, and so on.

    Args:
        values: shape (points, objectives).
        maximize: for every objective whether larger is better.
    """
    costs = np.where(np.asarray(maximize), -values, values)
    ranks = np.full(len(costs), -1, dtype=np.int64)
    rank = 0
    while (left := np.flatnonzero(ranks < 0)).size:
        here = costs[left]
        no_worse = (here[:, None, :] <= here[None, :, :]).all(axis=-1)
        better = (here[:, None, :] < here[None, :, :]).any(axis=-1)
        ranks[left[~(no_worse & better).any(axis=0)]] = rank
        rank += 1
    return ranks
