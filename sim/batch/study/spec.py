"""What a user writes about a study of many cases: a base case and the axes that vary.

schema: 1
name: lee_vs_ppi
base: ../quickstart.yaml
sweep:
  mode: grid
  axes:
    - {path: device.array.ppi, values: [1000, 2000, 5000, 9072]}
    - {path: device.array.bank.height, low: 90 nm, high: 300 nm, count: 5}
    - {path: device.array.sidewall.thickness, values: [10 nm, 20 nm],     # only where there is one
       when: {device.array.sidewall.treatment: [oxide, reflective]},
       set: {device.array.sidewall.material: Al2O3}}                      # goes with this axis
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, JsonValue, StringConstraints, model_validator

from geometry.spec import Spec
from sim.config.data_files import MATERIALS
from sim.config.files import read_tree
from sim.config.loader import validate_tree

MAX_CASES = 100_000

DOTTED = r"^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$"
DottedPath = Annotated[str, StringConstraints(pattern=DOTTED, max_length=200)]


FigureName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$", max_length=40)]

VARIED = ("device", "optics", "electrical", "output", "panel")
"""Blocks that an axis may lead into: a case's name and how it is executed are no part of it."""


class SweepMode(StrEnum):
    """How the axes combine into cases."""

    GRID = "grid"
    ZIP = "zip"
    SOBOL = "sobol"
    LATIN_HYPERCUBE = "latin_hypercube"

    @property
    def is_sampled(self) -> bool:
        """Whether points are drawn from ranges instead of listed."""
        return self in (SweepMode.SOBOL, SweepMode.LATIN_HYPERCUBE)


class Spacing(StrEnum):
    """How values lie between low and high."""

    LINEAR = "linear"
    LOG = "log"


class AxisSpec(Spec):
    """One varied value: listed, or a range with a count (grid, zip) or without one (sampled).

    ``when`` holds an axis still wherever another value (of an earlier axis or of the base case) is
    not among those listed. ``set`` gives values that go with the axis where it is varied.
    ``integer`` rounds what is drawn from a range.
    """

    path: DottedPath
    """Dotted path of the value that is varied."""
    values: tuple[JsonValue, ...] | None = Field(default=None, min_length=1, max_length=10_000)
    """Listed values; or low and high."""
    low: str | float | None = None
    """Lower end of a range, with its unit."""
    high: str | float | None = None
    """Upper end of a range, with its unit."""
    count: int | None = Field(default=None, ge=2, le=10_000)
    """Number of values from low to high, of grid and zip."""
    spacing: Spacing = Spacing.LINEAR
    """Whether steps of a range are equal in the value or in its logarithm."""
    integer: bool = False
    """Whether drawn values are rounded."""
    when: dict[DottedPath, JsonValue] = Field(default_factory=dict, max_length=10)
    """Values of other paths among which the axis is varied at all."""
    set_with: dict[DottedPath, JsonValue] = Field(default_factory=dict, alias="set", max_length=20)
    """Further values that go with this axis."""

    @property
    def size(self) -> int:
        """Number of values; 0 for a range that is sampled."""
        return len(self.values) if self.values is not None else self.count or 0

    @model_validator(mode="after")
    def _values_or_range(self) -> AxisSpec:
        ends = (self.low is not None) + (self.high is not None)
        if (self.values is None) != (ends == 2) or ends == 1:
            raise ValueError("give either values, or both low and high")
        if self.values is not None and self.count is not None:
            raise ValueError("count belongs to low and high; values are counted already")
        if self.path.split(".")[0] not in VARIED:
            raise ValueError(f"an axis varies {', '.join(VARIED)}; found {self.path!r}")
        return self


class SweepSpec(Spec):
    """The axes and how they combine."""

    mode: SweepMode = SweepMode.GRID
    """How axes combine."""
    axes: tuple[AxisSpec, ...] = Field(min_length=1, max_length=20)
    """What is varied."""
    samples: int | None = Field(default=None, ge=1, le=MAX_CASES)
    """Number of cases of a sampled mode."""
    seed: int = Field(default=0, ge=0, lt=2**32)
    """Of a sampled mode."""

    @model_validator(mode="after")
    def _fits_mode(self) -> SweepSpec:
        if self.mode.is_sampled != (self.samples is not None):
            needs = "needs samples" if self.mode.is_sampled else "takes no samples"
            raise ValueError(f"mode {self.mode.value} {needs}")
        paths = [axis.path for axis in self.axes]
        if len(set(paths)) < len(paths):
            raise ValueError("two axes have the same path")
        for axis in self.axes:
            if self.mode.is_sampled and (axis.values is not None or axis.count is not None):
                raise ValueError(f"mode {self.mode.value} takes low and high for {axis.path}")
            if not self.mode.is_sampled and axis.values is None and axis.count is None:
                raise ValueError(f"mode {self.mode.value} needs values or a count for {axis.path}")
        if self.mode is SweepMode.ZIP and len({axis.size for axis in self.axes}) > 1:
            sizes = ", ".join(f"{axis.path} {axis.size}" for axis in self.axes)
            raise ValueError(f"mode zip needs axes of one length; found {sizes}")
        return self


class SweepFile(Spec):
    """A study of many cases; ``base`` is relative to the file that holds this."""

    schema_version: Literal[1] = Field(alias="schema")
    """Version of this form: 1."""
    name: str = Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    """What folders and pictures call the study."""
    base: str = Field(min_length=1)
    """The case that is varied, relative to this file."""
    sweep: SweepSpec
    """Axes and how they combine."""
    figures: tuple[FigureName, ...] = Field(default=(), max_length=20)
    """Figures of the two papers that this study is for, drawn beside its own (docs/figures.md)."""


def load_sweep(path: Path) -> SweepFile:
    """Read and validate a study file; the base case is not read.

    Raises:
        ConfigError: one located problem per mistake.
    """
    return validate_tree(read_tree(path).without(MATERIALS), SweepFile)
