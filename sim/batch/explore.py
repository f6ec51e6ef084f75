"""Searching the design space: points become cases, cases run as a sweep, results become values.

DIR/explore.journal      the points that were tried and their worth; the search goes on from it
DIR/search/              the cases of the search, a sweep like any other
DIR/full/                the best of them, solved as the base case says
DIR/pareto.json          what was found
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from geometry.materials.library import MaterialLibrary
from geometry.measures import fill_factor
from geometry.units import INCH_UM
from sim.batch.running.folder import SweepFolder, write_json
from sim.batch.running.outcome import SweepOutcome
from sim.batch.study.cases import Case, CaseBuilder, Sweep
from sim.batch.study.explore_spec import ExploreSpec, Goal, Search
from sim.batch.study.measures import measures_of
from sim.batch.study.sampling import range_of
from sim.batch.study.search import Budget, Evaluated, ParetoSearch, Variable, Worth, pareto_ranks
from sim.config.errors import ConfigError
from sim.config.loader import shipped_library
from sim.config.overrides import apply_override, value_override
from sim.config.yaml_tree import place_of
from sim.results.curves import value_at_current
from sim.results.records import CaseResult
from sim.store.hdf5 import StoreError, read_case

RunSweep = Callable[[Sweep, Path], SweepOutcome]
"""Runs what is missing of a sweep in a folder."""

PARETO_SCHEMA = 1


@dataclass(frozen=True)
class Design:
    """A point with its values.

    Attributes:
        key: of the case.
        values: axis path -> value as written.
        objectives: in the order of the search.
        feasible: whether it keeps to the constraints.
        rank: 0 on the Pareto front of its kind.
    """

    key: str
    values: Mapping[str, Any]
    objectives: tuple[float, ...]
    feasible: bool
    rank: int = -1


@dataclass(frozen=True)
class Explored:
    """What a search has found: all designs, and the best ones solved in full."""

    searched: tuple[Design, ...]
    promoted: tuple[Design, ...]
    without_result: int = 0
    """Points that made no sound device, or whose case failed."""

    @property
    def best(self) -> tuple[Design, ...]:
        """The Pareto front by the best method that was used."""
        designs = self.promoted or self.searched
        return tuple(design for design in designs if design.rank == 0)


@dataclass
class Explorer:
    """One search."""

    search: Search
    out: Path
    run_sweep: RunSweep
    _cases: dict[str, Case] = field(default_factory=dict)

    @property
    def _spec(self) -> ExploreSpec:
        return self.search.spec

    def run(self) -> Explored:
        """Search, solve the best in full, and write what was evaluated.

        Raises:
            ConfigError: a range that makes no sense.
            RunError: cases cannot be run at all.
        """
        self.out.mkdir(parents=True, exist_ok=True)
        maximize = [o.goal is Goal.MAXIMIZE for o in self._spec.objectives]
        budget = Budget(self._spec.trials, self._spec.batch, self._spec.seed)
        journal = self.out / "explore.journal"
        engine = ParetoSearch(self._variables(), maximize, budget, journal)
        evaluated = engine.run(self._evaluate)
        searched = self._designs(evaluated, maximize)
        promoted = self._promote(searched, maximize)
        explored = Explored(searched, promoted, self._spec.trials - len(evaluated))
        write_json(self.out / "pareto.json", self._summary(explored))
        return explored

    @cached_property
    def library(self) -> MaterialLibrary:
        """Shipped materials, read once."""
        return shipped_library()

    def builder(self, cheap: bool) -> CaseBuilder:
        """Makes cases; ``cheap``: with the values of ``first``."""
        base = self.search.base
        if cheap:
            for path, value in self._spec.first.items():
                override: Any = value
                base = apply_override(base, value_override(path, override))
        return CaseBuilder(self.search.name, base, self.search.folder, self.library)

    def _variables(self) -> list[Variable]:
        variables = []
        for axis in self._spec.axes:
            if axis.values is None:
                range_of(axis)
            variables.append(Variable(axis.path, 0 if axis.values is None else len(axis.values)))
        return variables

    def written(self, point: Mapping[str, float | int]) -> tuple[Any, ...]:
        """Values of the axes at a point, as they would stand in YAML."""
        values: list[Any] = []
        for axis in self._spec.axes:
            where = point[axis.path]
            if axis.values is not None:
                values.append(axis.values[int(where)])
            else:
                values.append(range_of(axis).at(float(where)))
        return tuple(values)

    def case(self, values: Sequence[Any], cheap: bool) -> Case | None:
        """The case with these values; None where it is not sound."""
        try:
            return self.sound_case(values, cheap)
        except ConfigError:
            return None

    def sound_case(self, values: Sequence[Any], cheap: bool) -> Case:
        """The case with these values.

        Raises:
            ConfigError: it is not sound.
        """
        tree = self.search.tree
        places = [
            place_of(tree, ("explore", "axes", index)) for index in range(len(self._spec.axes))
        ]
        return self.builder(cheap).build(self._spec.axes, values, places)

    def _evaluate(self, points: Sequence[Mapping[str, float | int]]) -> list[Worth | None]:
        cases = [self.case(self.written(point), cheap=True) for point in points]
        self._cases.update({case.key: case for case in cases if case is not None})
        self.run_cases(tuple(self._cases.values()), self.out / "search")
        return [None if case is None else self._worth(case, self.out / "search") for case in cases]

    def run_cases(self, cases: tuple[Case, ...], folder: Path) -> None:
        """Run cases as a sweep in a folder; what is done stays done."""
        axes = tuple(axis.path for axis in self._spec.axes)
        source = {**self.search.tree.plain, "base": "base.yaml"}
        sweep = Sweep(self.search.name, axes, cases, len(cases), source, self.search.base.plain)
        self.run_sweep(sweep, folder)

    def _worth(self, case: Case, folder: Path) -> Worth | None:
        try:
            result = read_case(SweepFolder(folder).result(case.key))
        except StoreError:
            return None
        if not result.status.is_solved:
            return None
        measured = self.measures(case, result)
        objectives = tuple(measured[o.measure] for o in self._spec.objectives)
        violations = tuple(c.violation(measured[c.measure]) for c in self._spec.constraints)
        return Worth(objectives, violations)

    def measures(self, case: Case, result: CaseResult) -> dict[str, float]:
        """All that objectives and constraints may name; NaN where a case has none."""
        measures = dict.fromkeys(("film_eqe_peak", "eqe_ratio"), math.nan) | measures_of(result)
        current_a_m2 = 10.0 * self._spec.current_density_ma_cm2
        for name, quantity in (("eqe_at_j", "eqe"), ("luminance_at_j", "luminance_cd_m2")):
            curves = result.electrical
            measures[name] = (
                math.nan
                if curves is None
                else value_at_current(curves, getattr(curves, quantity), current_a_m2)
            )
        array = case.study.device.array
        measures |= dict.fromkeys(("ppi", "gap_um", "fill_factor", "lee_fill"), math.nan)
        if array is not None:
            measures["ppi"] = INCH_UM / array.pitch
            measures["gap_um"] = array.gap_um
            measures["fill_factor"] = fill_factor(array)
            measures["lee_fill"] = measures["lee"] * measures["fill_factor"]
        return measures

    def _designs(
        self, evaluated: Sequence[Evaluated], maximize: Sequence[bool]
    ) -> tuple[Design, ...]:
        designs = []
        for entry in evaluated:
            case = self.case(self.written(entry.point), cheap=True)
            if case is not None:
                designs.append(
                    Design(case.key, case.values, entry.worth.objectives, entry.is_feasible)
                )
        return ranked(designs, maximize)

    def _promote(self, searched: Sequence[Design], maximize: Sequence[bool]) -> tuple[Design, ...]:
        """Solve the best designs as the base case says."""
        if not self._spec.first or self._spec.promote == 0.0:
            return ()
        unique = {design.key: design for design in searched if design.feasible}
        best = sorted(unique.values(), key=lambda design: design.rank)
        chosen = best[: math.ceil(self._spec.promote * len(searched))]
        axes = self._spec.axes
        cases = [self.case([d.values[axis.path] for axis in axes], cheap=False) for d in chosen]
        full = {case.key: case for case in cases if case is not None}
        if not full:
            return ()
        folder = self.out / "full"
        self.run_cases(tuple(full.values()), folder)
        designs = []
        for case in full.values():
            worth = self._worth(case, folder)
            if worth is not None:
                feasible = all(violation <= 0.0 for violation in worth.violations)
                designs.append(Design(case.key, case.values, worth.objectives, feasible))
        return ranked(designs, maximize)

    def _summary(self, explored: Explored) -> dict[str, Any]:
        return {
            "schema": PARETO_SCHEMA,
            "name": self.search.name,
            "objectives": [
                {"measure": o.measure, "goal": o.goal.value} for o in self._spec.objectives
            ],
            "searched": [_plain(design) for design in explored.searched],
            "promoted": [_plain(design) for design in explored.promoted],
        }


def ranked(designs: Sequence[Design], maximize: Sequence[bool]) -> tuple[Design, ...]:
    """The designs with their ranks; those that break a constraint come after all others."""
    good = [design for design in designs if design.feasible]
    bad = [design for design in designs if not design.feasible]
    if not good:
        return tuple(replace(design, rank=1) for design in bad)
    ranks = pareto_ranks(np.array([design.objectives for design in good]), maximize)
    last = int(ranks.max()) + 1
    first = [replace(d, rank=int(rank)) for d, rank in zip(good, ranks, strict=True)]
    return tuple(first + [replace(design, rank=last) for design in bad])


def _plain(design: Design) -> dict[str, Any]:
    return {
        "key": design.key,
        "values": dict(design.values),
        "objectives": list(design.objectives),
        "feasible": design.feasible,
        "rank": design.rank,
    }
