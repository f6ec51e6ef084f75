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
    - {label: roll-off, config: pixel.yaml, curve: eqe, range: 10 mA/cm2 to 500 mA/cm2}

  curves:
    - {label: current, config: pixel.yaml, curve: current_density, range: 2 V to 5 V, sigma: 0.1}

Values may have their unit: V, cd/A, cd/m2, %; without one: shares from 0 to 1, volts, cd/A, cd/m2.
A curve's points are those of ``measured`` of its case (sim.analysis.calibration.curves).
"""

from __future__ import annotations

import math
import re
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, JsonValue, Tag, model_validator

from geometry.spec import Spec
from geometry.units import parse_quantity
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


_UNITS_OF: dict[str, dict[str, float]] = {
    Measured.EQE_PEAK.value: {"%": 0.01},
    Measured.CURRENT_EFFICIENCY_PEAK.value: {"cd/A": 1.0},
    Measured.LUMINANCE_PEAK.value: {"cd/m2": 1.0, "kcd/m2": 1e3},
    Measured.TURN_ON.value: {"V": 1.0, "mV": 1e-3},
}


class Curve(StrEnum):
    """Measured curves that a model's are fitted to."""

    CURRENT_DENSITY = "current_density"
    LUMINANCE = "luminance"
    EQE = "eqe"


_SIGMA = {Curve.CURRENT_DENSITY: 0.1, Curve.LUMINANCE: 0.1, Curve.EQE: 0.05}
_ENDS = {Curve.CURRENT_DENSITY: "V", Curve.LUMINANCE: "V", Curve.EQE: "mA/cm2"}


class ParameterSpec(Spec):
    """A free parameter: where it goes, and between which bounds it is looked for.

    ``spacing: log`` looks for the logarithm, for what is known to an order of magnitude only.
    ``rows`` names the rows that it acts on, where devices have a value each; all of them if empty.
    """

    path: DottedPath
    """Dotted path of the input, of device or electrical."""
    low: str | float
    """Lower bound, with its unit."""
    high: str | float
    """Upper bound, with its unit."""
    start: str | float | None = None
    """Where the search begins; default: the middle of the range, in the spacing's sense."""
    spacing: Spacing = Spacing.LINEAR
    """Whether the input or its logarithm is looked for."""
    rows: tuple[str, ...] = Field(default=(), max_length=200)
    """Labels of the rows and curves that it acts on; all where left out."""

    def acts_on(self, label: str) -> bool:
        """Whether it changes the row with this label."""
        return not self.rows or label in self.rows

    @property
    def unit(self) -> str:
        """The unit of all three values."""
        return number_and_unit(self.low)[1]

    @property
    def bounds(self) -> tuple[float, float]:
        """Low and high, without unit."""
        return number_and_unit(self.low)[0], number_and_unit(self.high)[0]

    @model_validator(mode="after")
    def _bounds_hold_the_start(self) -> ParameterSpec:
        if self.path.split(".")[0] not in ("device", "electrical"):
            raise ValueError(f"a parameter is of device or electrical; found {self.path!r}")
        if self.start is None:
            self._check_bounds()
            return self
        low, high = self._check_bounds()
        start, start_unit = number_and_unit(self.start)
        if start_unit != self.unit:
            raise ValueError(f"low, high and start of {self.path} need one unit")
        if not low < start < high:
            raise ValueError(f"start of {self.path} must lie between low and high")
        return self

    def _check_bounds(self) -> tuple[float, float]:
        low, high = self.bounds
        if number_and_unit(self.low)[1] != number_and_unit(self.high)[1]:
            raise ValueError(f"low, high and start of {self.path} need one unit")
        if not low < high:
            raise ValueError(f"low of {self.path} must lie below high")
        if self.spacing is Spacing.LOG and low <= 0.0:
            raise ValueError(f"spacing log needs a positive low for {self.path}")
        return low, high

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
        if self.start is None:
            return 0.5
        (low, high), start = self.bounds, number_and_unit(self.start)[0]
        if self.spacing is Spacing.LOG:
            return math.log(start / low) / math.log(high / low)
        return (start - low) / (high - low)


class RowSpec(Spec):
    """One measured number and the case that it belongs to; ``config`` is relative to the study."""

    label: str = Field(min_length=1, max_length=60)
    """What tables and pictures call the row."""
    config: str = Field(min_length=1)
    """The case, relative to the study."""
    set_values: dict[DottedPath, JsonValue] = Field(
        default_factory=dict, alias="set", max_length=30
    )
    """Values replaced in the case."""
    quantity: Measured = Measured.EQE_PEAK
    """Which number of the case was measured."""
    value: float = Field(gt=0)
    """The measured number, with its unit."""
    sigma: float = Field(gt=0)
    """Standard deviation of the measurement, as stated or as assumed from the device statistics."""
    source: str = Field(min_length=1)
    """Where the number comes from."""

    @model_validator(mode="before")
    @classmethod
    def _units_become_numbers(cls, entry: Any) -> Any:
        if not isinstance(entry, dict):
            return entry
        quantity = str(entry.get("quantity", Measured.EQE_PEAK.value))
        units = _UNITS_OF.get(quantity, {})
        numbers = {
            key: parse_quantity(entry[key], units, quantity)
            for key in ("value", "sigma")
            if isinstance(entry.get(key), str)
        }
        return {**entry, **numbers}


class CurveSpec(Spec):
    """A measured curve of a case, which holds it as ``measured``."""

    label: str = Field(min_length=1, max_length=60)
    """What tables and pictures call it."""
    config: str = Field(min_length=1)
    """The case, relative to the study."""
    set_values: dict[DottedPath, JsonValue] = Field(
        default_factory=dict, alias="set", max_length=30
    )
    """Values replaced in the case."""
    curve: Curve
    """Which curve; currents and luminances are compared by their logarithms."""
    range: str | None = None
    """Where it is fitted, ``2 V to 5 V`` (of an EQE ``1 mA/cm2 to 50 mA/cm2``); default: all."""
    sigma: float | None = Field(default=None, gt=0)
    """Standard deviation of a point: decades (default 0.1), of an EQE its share of the largest
    (default 0.05)."""
    weight: float = Field(default=1.0, gt=0)
    """Multiplies the squared deviations: 0.1 where ten points say one thing."""

    @property
    def deviation(self) -> float:
        """sigma, or its default."""
        return _SIGMA[self.curve] if self.sigma is None else self.sigma

    @property
    def ends(self) -> tuple[float, float]:
        """Ends of the range: volts, or mA/cm2 of an EQE."""
        return (0.0, math.inf) if self.range is None else self._ends(self.range)

    def _ends(self, text: str) -> tuple[float, float]:
        unit = _ENDS[self.curve]
        parts = text.split(" to ")
        written = [number_and_unit(part) for part in parts]
        if len(written) != 2 or written[1][1] != unit or written[0][1] not in ("", unit):
            raise ValueError(f"range is {text!r}; expected such as 1 {unit} to 5 {unit}")
        low, high = written[0][0], written[1][0]
        if not low < high:
            raise ValueError(f"range {text!r} ends before it begins")
        return low, high

    @model_validator(mode="after")
    def _range_is_one(self) -> CurveSpec:
        if self.range is not None:
            self._ends(self.range)
        return self


# Tags stand in the places of pydantic's errors, where no key may have their names.
_NUMBER, _CURVE = "a number", "a curve"


def _form(entry: object) -> str:
    names_one = "curve" in entry if isinstance(entry, dict) else isinstance(entry, CurveSpec)
    return _CURVE if names_one else _NUMBER


JudgeSpec = Annotated[
    Annotated[RowSpec, Tag(_NUMBER)] | Annotated[CurveSpec, Tag(_CURVE)], Discriminator(_form)
]
"""Data left out of a fit: a number, or, where it names a ``curve``, a measured curve."""


class CalibrationSpec(Spec):
    """Parameters, rows and curves; what is to be judged on is never fitted."""

    parameters: tuple[ParameterSpec, ...] = Field(min_length=1, max_length=10)
    """What is fitted, within which bounds."""
    fit: tuple[RowSpec, ...] = Field(default=(), max_length=100)
    """Single numbers that are fitted."""
    curves: tuple[CurveSpec, ...] = Field(default=(), max_length=20)
    """Measured curves that are fitted."""
    judge: tuple[JudgeSpec, ...] = Field(default=(), max_length=100)
    """Numbers and curves left out of the fit, by which it is judged."""

    @model_validator(mode="after")
    def _is_determined(self) -> CalibrationSpec:
        if not self.fit and not self.curves:
            raise ValueError("nothing to fit: give rows (fit) or curves")
        if not self.curves and len(self.parameters) > len(self.fit):
            raise ValueError(
                f"{len(self.parameters)} parameters cannot be told from {len(self.fit)} rows"
            )
        rows: tuple[RowSpec | CurveSpec, ...] = (*self.fit, *self.curves, *self.judge)
        labels = [row.label for row in rows]
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
    """Version of this form: 1."""
    name: str = Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    """What folders and pictures call the calibration."""
    calibrate: CalibrationSpec
    """Parameters and data."""
