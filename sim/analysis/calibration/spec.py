"""What a user writes about a calibration: free parameters, data to fit, data to be judged on.

schema: 1
name: pixel
calibrate:
  parameters:
    - {path: electrical.rim_width, low: 0 nm, high: 86 nm, start: 20 nm}
  fit:
    - {label: film, config: film.yaml, quantity: eqe_peak, value: 0.1447, sigma: 0.007, source: ...}
  judge:
    - {label: pixel, config: pixel.yaml, set: {device.array.ppi: 9072}, quantity: eqe_peak,
       value: 0.1579, sigma: 0.008, source: ...}

Shares are numbers from 0 to 1, voltages volts, current efficiencies cd/A, luminances cd/m2.
"""

from __future__ import annotations

import math
import re
from enum import StrEnum
from typing import Literal

from pydantic import Field, JsonValue, model_validator

from geometry.spec import Spec
from sim.batch.study.spec import DottedPath, Spacing

_QUANTITY = re.compile(r"\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(\S*)\s*")


class Measured(StrEnum):
    """Numbers of a case that data are compared with."""

    EQE_PEAK = "eqe_peak"
    CURRENT_EFFICIENCY_PEAK = "current_efficiency_peak"
    LUMINANCE_PEAK = "luminance_peak"
    TURN_ON = "turn_on"


def number_and_unit(written: str | float) -> tuple[float, str]:
    """``"20 nm"`` as (20.0, "nm"); a bare number has the unit "".

    Raises:
        ValueError: not a number with at most one unit.
    """
    if not isinstance(written, str):
        return float(written), ""
    match = _QUANTITY.fullmatch(written)
    if match is None:
        raise ValueError(f"{written!r} is not a number with a unit")
    return float(match[1]), match[2]


class ParameterSpec(Spec):
    """A free parameter: where it goes, and between which bounds it is looked for.

    ``spacing: log`` looks for the logarithm, for what is known to an order of magnitude only.
    ``rows`` names the rows that it acts on, where devices have a value each; all of them if empty.
    """

    path: DottedPath
    low: str | float
    high: str | float
    start: str | float
    spacing: Spacing = Spacing.LINEAR
    rows: tuple[str, ...] = Field(default=(), max_length=200)

    def acts_on(self, label: str) -> bool:
        """Whether it changes the row with this label."""
        return not self.rows or label in self.rows

    @property
    def unit(self) -> str:
        """The unit of all three values."""
        return number_and_unit(self.start)[1]

    @property
    def bounds(self) -> tuple[float, float]:
        """Low and high, without unit."""
        return number_and_unit(self.low)[0], number_and_unit(self.high)[0]

    @model_validator(mode="after")
    def _bounds_hold_the_start(self) -> ParameterSpec:
        if self.path.split(".")[0] not in ("device", "electrical"):
            raise ValueError(f"a parameter is of device or electrical; found {self.path!r}")
        (low, unit), (high, high_unit), (start, start_unit) = (
            number_and_unit(written) for written in (self.low, self.high, self.start)
        )
        if not unit == high_unit == start_unit:
            raise ValueError(f"low, high and start of {self.path} need one unit")
        if not low < start < high:
            raise ValueError(f"start of {self.path} must lie between low and high")
        if self.spacing is Spacing.LOG and low <= 0.0:
            raise ValueError(f"spacing log needs a positive low for {self.path}")
        return self

    def written(self, place: float) -> str | float:
        """The value at a place between 0 (low) and 1 (high), as the configuration takes it."""
        value = self.value(place)
        return f"{value!r} {self.unit}" if self.unit else value

    def value(self, place: float) -> float:
        """The number at a place between 0 (low) and 1 (high)."""
        low, high = self.bounds
        if self.spacing is Spacing.LOG:
            return low * math.pow(high / low, place)
        return low + place * (high - low)

    @property
    def start_place(self) -> float:
        """Where the search starts, between 0 and 1."""
        (low, high), start = self.bounds, number_and_unit(self.start)[0]
        if self.spacing is Spacing.LOG:
            return math.log(start / low) / math.log(high / low)
        return (start - low) / (high - low)


class RowSpec(Spec):
    """One measured number and the case that it belongs to; ``config`` is relative to the study."""

    label: str = Field(min_length=1, max_length=60)
    config: str = Field(min_length=1)
    set_values: dict[DottedPath, JsonValue] = Field(
        default_factory=dict, alias="set", max_length=30
    )
    quantity: Measured = Measured.EQE_PEAK
    value: float = Field(gt=0)
    sigma: float = Field(gt=0)
    """Standard deviation of the measurement, as stated or as assumed from the device statistics."""
    source: str = Field(min_length=1)


class CalibrationSpec(Spec):
    """Parameters and rows; rows to be judged on are never fitted."""

    parameters: tuple[ParameterSpec, ...] = Field(min_length=1, max_length=10)
    fit: tuple[RowSpec, ...] = Field(min_length=1, max_length=100)
    judge: tuple[RowSpec, ...] = Field(default=(), max_length=100)

    @model_validator(mode="after")
    def _is_determined(self) -> CalibrationSpec:
        if len(self.parameters) > len(self.fit):
            raise ValueError(
                f"{len(self.parameters)} parameters cannot be told from {len(self.fit)} rows"
            )
        labels = [row.label for row in (*self.fit, *self.judge)]
        if len(set(labels)) < len(labels):
            raise ValueError("two rows have the same label")
        for label in labels:
            paths = [p.path for p in self.parameters if p.acts_on(label)]
            if len(set(paths)) < len(paths):
                raise ValueError(f"two parameters with the same path act on the row {label!r}")
        named = {label for parameter in self.parameters for label in parameter.rows}
        if not named <= set(labels):
            raise ValueError(f"a parameter names the row {min(named - set(labels))!r}: no such row")
        return self


class CalibrationFile(Spec):
    """A calibration study."""

    schema_version: Literal[1] = Field(alias="schema")
    name: str = Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    calibrate: CalibrationSpec
