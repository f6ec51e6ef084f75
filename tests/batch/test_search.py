"""The search itself: better than sampling, exact ranks, and resumable.

Benchmark: ZDT1 of Zitzler, Deb and Thiele (Evolutionary Computation 8, 173 (2000)) with six
variables, minimised: f1 = x1, f2 = g (1 - sqrt(f1 / g)), g = 1 + 9 mean(x2..x6); its front is
f2 = 1 - sqrt(f1). Hypervolume against the point (1.1, 4).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.batch.study.sampling import unit_samples
from sim.batch.study.search import Budget, ParetoSearch, Variable, Worth, pareto_ranks
from sim.batch.study.spec import SweepMode

VARIABLES = tuple(Variable(f"x{number}") for number in range(6))
REFERENCE = (1.1, 4.0)
TRIALS = 128


def zdt1(point: Sequence[float]) -> tuple[float, float]:
    """Both objectives."""
    g = 1.0 + 9.0 * float(np.mean(point[1:]))
    return float(point[0]), g * (1.0 - np.sqrt(point[0] / g))


def evaluate(points: Sequence[Mapping[str, float | int]]) -> list[Worth | None]:
    """The benchmark as the search sees it."""
    return [Worth(zdt1([point[v.name] for v in VARIABLES])) for point in points]


def hypervolume(values: NDArray[np.float64]) -> float:
    """Area that points (smaller is better) dominate below the reference point."""
    inside = values[(values < REFERENCE).all(axis=1)]
    area, height = 0.0, REFERENCE[1]
    for first, second in inside[np.lexsort((inside[:, 1], inside[:, 0]))]:
        if second < height:
            area += (REFERENCE[0] - first) * (height - second)
            height = second
    return area


def test_the_hypervolume_of_known_sets() -> None:
    assert hypervolume(np.array([[0.1, 3.0]])) == pytest.approx(1.0)
    assert hypervolume(np.array([[0.1, 3.0], [0.6, 2.0], [0.7, 3.5]])) == pytest.approx(1.5)
    assert hypervolume(np.array([[2.0, 0.0]])) == 0.0


def test_it_beats_sobol_points_of_equal_number_for_every_seed() -> None:
    for seed in range(5):
        sampled = unit_samples(SweepMode.SOBOL, len(VARIABLES), TRIALS, seed)
        search = ParetoSearch(VARIABLES, (False, False), Budget(TRIALS, 8, seed))
        evaluated = search.run(evaluate)
        assert len(evaluated) == TRIALS
        reached = hypervolume(np.array([entry.worth.objectives for entry in evaluated]))
        assert reached > hypervolume(np.array([zdt1(row) for row in sampled])), f"seed {seed}"


def test_constraints_and_choices() -> None:
    variables = (Variable("size"), Variable("kind", choices=3))

    def valued(points: Sequence[Mapping[str, float | int]]) -> list[Worth | None]:
        # Larger is better up to the constraint at 0.5; kind 2 adds; kind 1 has no values at all.
        return [
            None if p["kind"] == 1 else Worth((p["size"] + p["kind"],), (p["size"] - 0.5,))
            for p in points
        ]

    evaluated = ParetoSearch(variables, (True,), Budget(80, 10, 1)).run(valued)
    assert all(entry.point["kind"] != 1 for entry in evaluated)
    best = max((e for e in evaluated if e.is_feasible), key=lambda e: e.worth.objectives)
    assert best.point["kind"] == 2
    assert 2.4 < best.worth.objectives[0] <= 2.5


def test_a_search_that_was_killed_goes_on(tmp_path: Path) -> None:
    class KilledError(Exception):
        pass

    asked: list[Mapping[str, float | int]] = []

    def dies(points: Sequence[Mapping[str, float | int]]) -> list[Worth | None]:
        if len(asked) >= 24:
            raise KilledError
        asked.extend(points)
        return evaluate(points)

    journal = tmp_path / "journal"
    with pytest.raises(KilledError):
        ParetoSearch(VARIABLES, (False, False), Budget(64, 8, 2), journal).run(dies)
    asked_later: list[Mapping[str, float | int]] = []

    def goes_on(points: Sequence[Mapping[str, float | int]]) -> list[Worth | None]:
        asked_later.extend(points)
        return evaluate(points)

    evaluated = ParetoSearch(VARIABLES, (False, False), Budget(64, 8, 2), journal).run(goes_on)
    assert len(evaluated) == 64
    assert len(asked_later) == 40
    repeated = ParetoSearch(VARIABLES, (False, False), Budget(64, 8, 2), journal).run(dies)
    assert [e.point for e in repeated] == [e.point for e in evaluated]


def test_ranks_peel_fronts() -> None:
    values = np.array([[1.0, 1.0], [2.0, 0.0], [0.0, 2.0], [0.5, 0.5], [0.0, 0.0], [1.0, 1.0]])
    assert pareto_ranks(values, (True, True)).tolist() == [0, 0, 0, 1, 2, 0]
    assert pareto_ranks(values, (False, False)).tolist() == [2, 1, 1, 1, 0, 2]
