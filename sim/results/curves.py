"""Single numbers read off the curves of an electrical result; nan where the curve has none.

Voltages that did not converge (nan) are passed over. Between points, current and luminance are
interpolated as straight lines in their logarithms.
"""

from __future__ import annotations

import numpy as np

from geometry.arrays import FloatArray
from sim.results.electrical import ElectricalResult
from sim.results.peaks import LIT_CD_M2


def peak_warnings(result: ElectricalResult | None) -> tuple[str, ...]:
    """Sentences where the peak EQE is one of light that nobody sees, or of the sweep's end."""
    if result is None or result.peak_index is None:
        return ()
    solved = np.flatnonzero(np.isfinite(result.eqe))
    if result.is_lit and result.peak_index == solved[-1]:
        return (
            f"the EQE is largest at the last voltage, {result.voltage_v[solved[-1]]:.3g} V: its "
            "peak lies beyond; raise voltage_stop",
        )
    if result.is_lit:
        return ()
    return (
        f"no voltage of the sweep reaches {LIT_CD_M2:g} cd/m2: the peak EQE is the largest of all "
        "points instead of the largest of what is lit; raise voltage_stop",
    )


def turn_on_voltage_v(result: ElectricalResult) -> float:
    """Lowest voltage at which the luminance reaches ``LIT_CD_M2``."""
    return _crossing(result.voltage_v, result.luminance_cd_m2, LIT_CD_M2)


def value_at_current(
    result: ElectricalResult, curve: FloatArray, current_density_a_m2: float
) -> float:
    """Value of a curve at a current density, interpolated in the logarithm of the current.

    Args:
        result: whose currents are meant.
        curve: values against voltage, shape (V,).
        current_density_a_m2: over the emitting area; outside the sweep the value is nan.
    """
    current = result.current_density_a_m2
    known = np.isfinite(current) & np.isfinite(curve) & (current > 0.0)
    logarithms, wanted = np.log(current[known]), np.log(current_density_a_m2)
    if logarithms.size < 2 or not logarithms.min() <= wanted <= logarithms.max():
        return float("nan")
    order = np.argsort(logarithms, kind="stable")
    return float(np.interp(wanted, logarithms[order], curve[known][order]))


def roll_off_current_a_m2(result: ElectricalResult, share: float) -> float:
    """Current density beyond the peak at which the EQE has fallen to ``share`` of it."""
    peak = result.peak_index
    if peak is None:
        return float("nan")
    known = np.isfinite(result.eqe) & (np.arange(result.eqe.size) >= peak)
    level = share * result.eqe[peak]
    x, y = np.log(result.current_density_a_m2[known]), result.eqe[known]
    below = np.flatnonzero(y <= level)
    if below.size == 0:
        return float("nan")
    after = int(below[0])
    part = (y[after - 1] - level) / (y[after - 1] - y[after])
    return float(np.exp(x[after - 1] + part * (x[after] - x[after - 1])))


def _crossing(voltage_v: FloatArray, rising: FloatArray, level: float) -> float:
    known = np.isfinite(rising) & (rising > 0.0)
    x, y = voltage_v[known], np.log(rising[known])
    above = np.flatnonzero(y >= np.log(level))
    if above.size == 0 or above[0] == 0:
        return float("nan")
    after = int(above[0])
    part = (np.log(level) - y[after - 1]) / (y[after] - y[after - 1])
    return float(x[after - 1] + part * (x[after] - x[after - 1]))
