"""Single numbers read off the curves of an electrical result; nan where the curve has none.

Voltages that did not converge (nan) are passed over. Between points, current and luminance are
interpolated as straight lines in their logarithms.
"""

from __future__ import annotations

import numpy as np

from sim.results.records import LIT_CD_M2, ElectricalResult, FloatArray

TURN_ON_CD_M2 = LIT_CD_M2
"""Luminance that defines turn-on."""


def lit_peak(
    result: ElectricalResult, curve: FloatArray, luminance_cd_m2: float = TURN_ON_CD_M2
) -> float:
    """Largest value of a curve where the luminance is at least that; nan where it never is.

    For the EQE this is ``result.eqe_peak`` wherever anything is lit.
    """
    with np.errstate(invalid="ignore"):
        lit = np.isfinite(curve) & (result.luminance_cd_m2 >= luminance_cd_m2)
    return float(curve[lit].max()) if lit.any() else float("nan")


def turn_on_voltage_v(result: ElectricalResult, luminance_cd_m2: float = TURN_ON_CD_M2) -> float:
    """Lowest voltage at which the luminance is ``luminance_cd_m2``."""
    return _crossing(result.voltage_v, result.luminance_cd_m2, luminance_cd_m2)


def voltage_at_current_v(result: ElectricalResult, current_density_a_m2: float) -> float:
    """Lowest voltage at which that current flows."""
    return _crossing(result.voltage_v, result.current_density_a_m2, current_density_a_m2)


def eqe_at_current(result: ElectricalResult, current_density_a_m2: float) -> float:
    """EQE at a current density."""
    current, eqe = result.current_density_a_m2, result.eqe
    known = np.isfinite(current) & np.isfinite(eqe) & (current > 0.0)
    x, y = np.log(current[known]), eqe[known]
    if x.size < 2 or not x[0] <= np.log(current_density_a_m2) <= x[-1]:
        return float("nan")
    return float(np.interp(np.log(current_density_a_m2), x, y))


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
