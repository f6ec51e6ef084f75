"""What is read off the current of a single-carrier device.

    m = d ln J / d ln V                                                     (1)
    V_TFL: where the tangent at the largest m meets the one at the          (2)
           smallest m beyond it, in ln J over ln V

(2) is the usual construction with two straight lines. It is a reading of the curve and nothing
more: a built-in voltage, or an injection barrier, makes a steep part as well, and only the same
stack without traps tells them apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geometry.arrays import FloatArray

_STEEP = 4.0
"""Exponent from which on a part of the curve is called steep: Mott-Gurney has 2."""


@dataclass(frozen=True)
class TrapFilledReading:
    """Where the steep part of a curve ends.

    Attributes:
        voltage_v: V_TFL of (2); nan where no part is steep, or none follows it.
        steepest: largest exponent.
        beyond: smallest exponent beyond it; nan where there is no V_TFL.
    """

    voltage_v: float
    steepest: float
    beyond: float


def exponents(voltage_v: FloatArray, current_a_m2: FloatArray) -> FloatArray:
    """(1) at every voltage, (V,); nan beside voltages without a current."""
    with np.errstate(invalid="ignore", divide="ignore"):
        slope = np.gradient(np.log(current_a_m2), np.log(voltage_v))
    return np.where(np.isfinite(slope), slope, np.nan)


def trap_filled_reading(voltage_v: FloatArray, current_a_m2: FloatArray) -> TrapFilledReading:
    """(2) of a curve of shape (V,), voltages rising and above 0."""
    solved = np.isfinite(current_a_m2) & (current_a_m2 > 0.0)
    nothing = TrapFilledReading(np.nan, np.nan, np.nan)
    if np.count_nonzero(solved) < 4:
        return nothing
    x, y = np.log(voltage_v[solved]), np.log(current_a_m2[solved])
    slope = np.gradient(y, x)
    top = int(np.argmax(slope))
    steepest = float(slope[top])
    if steepest < _STEEP or top >= slope.size - 2:
        return TrapFilledReading(np.nan, steepest, np.nan)
    flat = top + 1 + int(np.argmin(slope[top + 1 :]))
    if slope[flat] >= 0.5 * (steepest + 2.0):
        return TrapFilledReading(np.nan, steepest, np.nan)  # still as steep at the last voltage
    crossing = (y[flat] - y[top] + slope[top] * x[top] - slope[flat] * x[flat]) / (
        slope[top] - slope[flat]
    )
    return TrapFilledReading(float(np.exp(crossing)), steepest, float(slope[flat]))
