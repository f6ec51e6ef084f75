"""Results of a calibration, for tables and files."""

from __future__ import annotations

import math
from dataclasses import dataclass

from geometry.arrays import FloatArray

_TWO_SIGMA = 2.0


@dataclass(frozen=True)
class FittedParameter:
    """One parameter after the fit, in the unit of the study.

    Attributes:
        path, unit: which.
        rows: labels of the rows that it acts on; empty for all.
        value: best fit.
        lower, upper: 95 % interval from the stated standard deviations, cut at the bounds.
        low, high: bounds of the search.
        at_bound: the best fit lies on a bound: the data ask for more than the range allows.
        is_determined: the interval is narrower than the range.
    """

    path: str
    unit: str
    value: float
    lower: float
    upper: float
    low: float
    high: float
    at_bound: bool
    is_determined: bool
    rows: tuple[str, ...] = ()


@dataclass(frozen=True)
class RowOutcome:
    """A measured number beside the model's.

    Attributes:
        label, quantity, source: which.
        measured, sigma: the data.
        uncalibrated: the model with every parameter at its start.
        model: the model with the fitted parameters.
        model_sigma: its standard deviation from that of the parameters; inf if undetermined.
    """

    label: str
    quantity: str
    source: str
    measured: float
    sigma: float
    uncalibrated: float
    model: float
    model_sigma: float

    @property
    def deviation(self) -> float:
        """Model minus measurement in standard deviations of the measurement."""
        return (self.model - self.measured) / self.sigma

    @property
    def agrees(self) -> bool:
        """Whether they differ by at most two standard deviations of both together.

        A prediction that may be anything agrees with nothing.
        """
        spread = math.hypot(self.sigma, self.model_sigma)
        return math.isfinite(spread) and abs(self.model - self.measured) <= _TWO_SIGMA * spread


@dataclass(frozen=True)
class CurveOutcome:
    """A measured curve beside the model's, all of shape (M,), in the units of papers.

    Attributes:
        label, curve: which.
        source: where the points come from.
        x: volts, or mA/cm2 of an EQE.
        measured, model, uncalibrated: mA/cm2, cd/m2, or shares.
        low, high: measured within its standard deviation.
        rms: root mean square of the deviations, in standard deviations, weights taken in.
        left_out: points outside range or sweep, or not above 0.
    """

    label: str
    curve: str
    source: str
    x: FloatArray
    measured: FloatArray
    model: FloatArray
    uncalibrated: FloatArray
    low: FloatArray
    high: FloatArray
    rms: float
    left_out: int


@dataclass(frozen=True)
class Calibration:
    """What a calibration came to.

    Attributes:
        name: of the study.
        parameters: fitted.
        fitted: the rows that were fitted.
        judged: the rows that were left out.
        chi_square: sum of the squared deviations of the fitted rows and points.
        degrees_of_freedom: rows and points minus parameters; at 0 a good fit says nothing.
        evaluations: cases solved.
        has_converged: whether the search ended by itself.
        message: how it ended.
        curves: measured curves that were fitted.
        judged_curves: measured curves that were left out.
    """

    name: str
    parameters: tuple[FittedParameter, ...]
    fitted: tuple[RowOutcome, ...]
    judged: tuple[RowOutcome, ...]
    chi_square: float
    degrees_of_freedom: int
    evaluations: int
    has_converged: bool
    message: str
    curves: tuple[CurveOutcome, ...] = ()
    judged_curves: tuple[CurveOutcome, ...] = ()
