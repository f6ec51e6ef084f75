"""Points of a sweep: which value every axis takes in every case, before conditions are applied."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from sim.batch.study.spec import MAX_CASES, AxisSpec, Spacing, SweepMode, SweepSpec

_QUANTITY = re.compile(r"\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(\S.*?)?\s*")


@dataclass(frozen=True)
class Range:
    """A range of numbers with the unit that they are written in ("" for a bare number)."""

    low: float
    high: float
    unit: str
    spacing: Spacing
    integer: bool

    def at(self, share: float) -> float | int | str:
        """The value at a share (0 to 1) of the way from low to high, as it stands in YAML."""
        if self.spacing is Spacing.LOG:
            number = self.low * (self.high / self.low) ** share
        else:
            number = self.low + share * (self.high - self.low)
        if self.integer:
            return f"{round(number)} {self.unit}" if self.unit else round(number)
        # Ten digits: beyond any meaning, yet the same text on every machine.
        rounded = float(f"{number:.10g}")
        return f"{rounded:.10g} {self.unit}" if self.unit else rounded

    def shares(self, count: int) -> list[float]:
        """Equal steps from low to high."""
        return [index / (count - 1) for index in range(count)]


def range_of(axis: AxisSpec) -> Range:
    """The range of an axis.

    Raises:
        ValueError: no numbers, two units, low not below high, or a logarithm of zero.
    """
    low, high = _quantity(axis.low, axis.path), _quantity(axis.high, axis.path)
    if low.unit != high.unit:
        raise ValueError(f"low is in {low.unit or 'no unit'}, high in {high.unit or 'no unit'}")
    if not low.number < high.number:
        raise ValueError(f"low {axis.low} must be below high {axis.high}")
    if axis.spacing is Spacing.LOG and low.number <= 0.0:
        raise ValueError(f"low {axis.low} must be positive where spacing is log")
    return Range(low.number, high.number, low.unit, axis.spacing, axis.integer)


@dataclass(frozen=True)
class _Quantity:
    number: float
    unit: str


def _quantity(value: str | float | None, path: str) -> _Quantity:
    match = _QUANTITY.fullmatch(str(value)) if len(str(value)) <= 64 else None
    if match is None or not math.isfinite(float(match.group(1))):
        raise ValueError(f"found {str(value)[:60]!r}; expected a number, with its unit, for {path}")
    return _Quantity(float(match.group(1)), match.group(2) or "")


def plain_number(value: object) -> float | None:
    """The number of a value as written, its unit dropped; None where it is no number."""
    match = _QUANTITY.fullmatch(str(value)[:64])
    return None if match is None else float(match.group(1))


def count_points(sweep: SweepSpec) -> int:
    """Number of points, without making them.

    Raises:
        ValueError: more than MAX_CASES.
    """
    if sweep.samples is not None:
        count = sweep.samples
    elif sweep.mode is SweepMode.ZIP:
        count = sweep.axes[0].size
    else:
        count = math.prod(axis.size for axis in sweep.axes)
    if count > MAX_CASES:
        sizes = " x ".join(str(axis.size) for axis in sweep.axes)
        raise ValueError(f"{sizes} is {count} cases; expected at most {MAX_CASES}")
    return count


def points(sweep: SweepSpec) -> Iterator[tuple[Any, ...]]:
    """The values of all axes, point by point; the last axis varies fastest in a grid.

    Raises:
        ValueError: a range that makes no sense, or too many points.
    """
    count = count_points(sweep)
    if sweep.mode.is_sampled:
        return _sampled(sweep, count)
    listed = [_listed(axis) for axis in sweep.axes]
    if sweep.mode is SweepMode.ZIP:
        return iter(zip(*listed, strict=True))
    return iter(itertools.product(*listed))


def unit_samples(mode: SweepMode, dimensions: int, count: int, seed: int) -> NDArray[np.float64]:
    """Points of the unit cube, shape (count, dimensions).

    Sobol points are the first ``count`` of a scrambled sequence of a power of two, whose balance
    holds for a count that is a power of two itself.
    """
    generator = np.random.default_rng(seed)
    if mode is SweepMode.LATIN_HYPERCUBE:
        return np.asarray(qmc.LatinHypercube(dimensions, rng=generator).random(count))
    sequence = qmc.Sobol(dimensions, scramble=True, rng=generator)
    return np.asarray(sequence.random_base2(max(0, (count - 1).bit_length()))[:count])


def _listed(axis: AxisSpec) -> list[Any]:
    if axis.values is not None:
        return list(axis.values)
    span = range_of(axis)
    return [span.at(share) for share in span.shares(axis.count or 2)]


def _sampled(sweep: SweepSpec, count: int) -> Iterator[tuple[Any, ...]]:
    spans = [range_of(axis) for axis in sweep.axes]
    cube = unit_samples(sweep.mode, len(spans), count, sweep.seed)
    return (
        tuple(span.at(float(share)) for span, share in zip(spans, row, strict=True)) for row in cube
    )
