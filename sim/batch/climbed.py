"""What a search along the gradient has come to: its steps, and its designs as they were solved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Step:
    """One evaluation.

    Attributes:
        shares: of the axes' ranges, 0 to 1.
        values: by path, as written.
        objective: LEE, or LEE times the fill factor.
        slope: its derivative by every axis, per range.
        slope_error: of each, by terms and wavevectors.
        start: number of the start that it belongs to.
        seconds: it took.
    """

    shares: tuple[float, ...]
    values: Mapping[str, Any]
    objective: float
    slope: tuple[float, ...]
    slope_error: tuple[float, ...]
    start: int
    seconds: float


@dataclass(frozen=True)
class Solved:
    """A design as its case was solved.

    Attributes:
        key: of the case.
        objective: and its error, from the case's own result.
        status: how the case ended.
    """

    key: str
    objective: float
    objective_error: float
    status: str


@dataclass(frozen=True)
class Climbed:
    """What a search along the gradient has come to.

    Attributes:
        steps: all evaluations in their order.
        best: the best of them.
        differences: derivatives at the best point by central differences of the solver, per range;
            None where an axis is at an end of its range.
        first, final: the first and the best design, solved as cases.
    """

    steps: tuple[Step, ...]
    best: Step
    differences: tuple[float | None, ...]
    first: Solved
    final: Solved
