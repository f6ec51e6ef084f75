"""Axes of a study whose values are numbers in one unit."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from geometry.arrays import FloatArray
from sim.batch.study.axes import long_name

FEWEST_VALUES = 3
"""Fewer points make no curve."""
_LOG_FROM = 20.0
"""Largest over smallest value from which an axis is logarithmic, where its steps grow."""
_NUMBER = re.compile(r"\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(\S*)\s*")


@dataclass(frozen=True)
class NumericAxis:
    """An axis as numbers.

    Attributes:
        path: of the study.
        label: in words, with its unit.
        values: of each case, (D,).
        is_log: whether it is drawn logarithmically.
    """

    path: str
    label: str
    values: FloatArray
    is_log: bool


def numeric_axes(axes: Sequence[str], cases: Sequence[Mapping[str, Any]]) -> list[NumericAxis]:
    """Axes with a number in one unit in every case, and at least three different ones.

    Args:
        axes: dotted paths.
        cases: axis values of each case.
    """
    numeric = (_numeric_axis(path, [case.get(path) for case in cases]) for path in axes)
    return [axis for axis in numeric if axis is not None]


def _numeric_axis(path: str, written: Sequence[Any]) -> NumericAxis | None:
    if not all(_may_be_number(value) for value in written):
        return None
    matches = [_NUMBER.fullmatch(str(value)[:64]) for value in written]
    numbers = [float(match[1]) for match in matches if match is not None]
    units = {match[2] for match in matches if match is not None}
    if len(numbers) < len(written) or len(units) != 1 or len(set(numbers)) < FEWEST_VALUES:
        return None
    (unit,) = units
    label = f"{long_name(path)} ({unit})" if unit else long_name(path)
    return NumericAxis(path, label, np.array(numbers), _grows(np.unique(numbers)))


def _may_be_number(value: object) -> bool:
    return isinstance(value, (int, float, str)) and not isinstance(value, bool)


def _grows(values: FloatArray) -> bool:
    """Whether values span decades in growing steps."""
    if values[0] <= 0.0 or values[-1] < _LOG_FROM * values[0]:
        return False
    return bool(np.all(np.diff(values)[1:] > np.diff(values)[:-1]))
