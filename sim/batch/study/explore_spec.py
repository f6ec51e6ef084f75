"""What a user writes about a search: which values may change, and what is better.

explore:
  axes:
    - {path: device.layers.etl.thickness, low: 20 nm, high: 90 nm}
    - {path: device.array.sidewall.treatment, values: [none, passivated]}
  objectives: [{measure: eqe_peak, goal: maximize}]
  constraints: [{measure: gap_um, at_least: 0.5}]
  trials: 64
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import Field, JsonValue, model_validator

from geometry.spec import Spec
from geometry.units import Share
from sim.batch.study.cases import read_base, read_study
from sim.batch.study.spec import AxisSpec, DottedPath
from sim.config.data_files import MATERIALS
from sim.config.loader import validate_tree
from sim.config.yaml_tree import MapNode

Measure = Literal[
    "eqe_peak",
    "eqe_at_j",
    "luminance_at_j",
    "lee",
    "lee_fill",
    "crosstalk",
    "purcell",
    "a_re",
    "film_eqe_peak",
    "eqe_ratio",
    "ppi",
    "gap_um",
    "fill_factor",
]


class Goal(StrEnum):
    """Which way is better."""

    MAXIMIZE = "maximize"
    MINIMIZE = "minimize"


class ObjectiveSpec(Spec):
    """A measure to be made large or small."""

    measure: Measure
    """Which number of a case counts."""
    goal: Goal = Goal.MAXIMIZE
    """Whether more or less of it is better."""


class ConstraintSpec(Spec):
    """A measure that has to stay on one side of a bound."""

    measure: Measure
    """Which number of a case is bounded."""
    at_least: float | None = None
    """Least that is allowed."""
    at_most: float | None = None
    """Most that is allowed."""

    @model_validator(mode="after")
    def _one_bound(self) -> ConstraintSpec:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("give either at_least or at_most")
        return self

    def violation(self, value: float) -> float:
        """How far a value is on the wrong side; not positive where the constraint holds."""
        if self.at_least is not None:
            return self.at_least - value
        return value - (self.at_most or 0.0)


class ExploreSpec(Spec):
    """A search.

    ``first`` replaces values of the base case while searching (a cheap method); the best
    ``promote`` of all designs are then solved as the base case says. ``current_density_ma_cm2``
    is that of the measures ``eqe_at_j`` and ``luminance_at_j``.
    """

    axes: tuple[AxisSpec, ...] = Field(min_length=1, max_length=20)
    """What is varied."""
    objectives: tuple[ObjectiveSpec, ...] = Field(min_length=1, max_length=4)
    """What is wanted."""
    constraints: tuple[ConstraintSpec, ...] = Field(default=(), max_length=10)
    """What has to hold."""
    current_density_ma_cm2: float = Field(default=10.0, gt=0)
    """Current density at which measures of a working point are taken, in mA/cm2."""
    trials: int = Field(default=64, ge=2, le=100_000)
    """Cases in all."""
    batch: int = Field(default=16, ge=1, le=10_000)
    """Cases proposed at once."""
    seed: int = Field(default=0, ge=0, lt=2**32)
    """Seed of the search."""
    first: dict[DottedPath, JsonValue] = Field(default_factory=dict, max_length=20)
    """Values of the base that are replaced while searching, such as a cheaper method."""
    promote: Share = Field(default=0.1, ge=0, le=1)
    """Share of the designs, the best, that are then solved as the base says."""

    @model_validator(mode="after")
    def _axes_are_free(self) -> ExploreSpec:
        paths = [axis.path for axis in self.axes]
        if len(set(paths)) < len(paths):
            raise ValueError("two axes have the same path")
        for axis in self.axes:
            if axis.count is not None:
                raise ValueError(f"a search takes values, or low and high, for {axis.path}")
        return self


class ExploreFile(Spec):
    """A search in a file; ``base`` is relative to it."""

    schema_version: Literal[1] = Field(alias="schema")
    """Version of this form: 1."""
    name: str = Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    """What folders and pictures call the search."""
    base: str = Field(min_length=1)
    """The case that is varied, relative to this file."""
    explore: ExploreSpec
    """Axes, objectives and constraints."""


class Search(Spec, arbitrary_types_allowed=True):
    """A search with its base case read."""

    name: str
    spec: ExploreSpec
    base: MapNode
    tree: MapNode
    folder: Path


def load_search(path: Path) -> Search:
    """Read a file that describes a search, and its base case.

    Raises:
        ConfigError: one located problem per mistake; files outside the study's folders.
    """
    tree = read_study(path)
    spec = validate_tree(tree.without(MATERIALS), ExploreFile)
    base = read_base(tree, spec.base, path)
    return Search(name=spec.name, spec=spec.explore, base=base, tree=tree, folder=path.parent)
