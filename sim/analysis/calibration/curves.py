"""Measured curves as data of a fit.

    current_density  log10 of mA/cm2 against the voltage
    luminance        log10 of cd/m2 against the voltage
    eqe              share against log10 of the current density

The model's curve is read between its own points, straight in these coordinates, at the measured
places. A curve's points inside its range and the model's sweep count each with ``sigma``, in
decades of a current or luminance, of an EQE as a share of the largest measured one; a ``weight`` w
multiplies their squared deviations.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geometry.arrays import FloatArray
from sim.analysis.calibration.spec import Curve, CurveSpec
from sim.measured.spec import MeasuredCurves
from sim.results.records import ElectricalResult
from sim.study import Study

_A_M2_PER_MA_CM2 = 10.0


@dataclass(frozen=True)
class CurvePoints:
    """The points of a curve that are fitted.

    Attributes:
        x: volts, or mA/cm2 of an EQE, (M,).
        y: as fitted, (M,): decades, or shares.
        sigma: standard deviation of each, the weight taken in, (M,).
        left_out: number of measured points that are not among them.
    """

    x: FloatArray
    y: FloatArray
    sigma: FloatArray
    left_out: int


def points_of(curve: CurveSpec, study: Study) -> CurvePoints:
    """The measured points of a curve.

    Raises:
        ValueError: the case holds no such curve, or fewer than two points in the range.
    """
    if study.measured is None or study.electrical is None:
        raise ValueError("the case has no measured: curves; add measured: {jvl: FILE}")
    measured = study.measured.curves
    x, y = _axes(curve.curve, measured)
    low, high = curve.ends
    known = np.isfinite(x) & np.isfinite(y)
    sweep = study.electrical.voltage_stop_v
    reached = (measured.voltage_v <= sweep) & (measured.voltage_v > 0.0)
    kept = known & (x >= low) & (x <= high) & (y > 0.0) & (x > 0.0) & reached
    if kept.sum() < 2:
        raise ValueError(
            f"{int(kept.sum())} points of {curve.curve.value} above 0 within the range and the "
            f"model's sweep (to {sweep:g} V); expected two at least"
        )
    points = y[kept] if curve.curve is Curve.EQE else np.log10(y[kept])
    spread = curve.deviation * (float(points.max()) if curve.curve is Curve.EQE else 1.0)
    sigma = np.full(points.shape, spread / np.sqrt(curve.weight))
    return CurvePoints(x[kept], points, sigma, int(known.sum() - kept.sum()))


def model_of(curve: Curve, electrical: ElectricalResult, x: FloatArray) -> FloatArray:
    """The model's curve at the measured places, as fitted, shape of ``x``; nan where it is dark."""
    density = electrical.current_density_a_m2 / _A_M2_PER_MA_CM2
    if curve is Curve.EQE:
        lit = density > 0.0
        return np.asarray(np.interp(np.log10(x), np.log10(density[lit]), electrical.eqe[lit]))
    y = density if curve is Curve.CURRENT_DENSITY else electrical.luminance_cd_m2
    lit = np.isfinite(y) & (y > 0.0)
    if not lit.any():
        return np.full(x.shape, np.nan)
    return np.asarray(np.interp(x, electrical.voltage_v[lit], np.log10(y[lit])))


def _axes(curve: Curve, measured: MeasuredCurves) -> tuple[FloatArray, FloatArray]:
    if curve is Curve.EQE:
        return measured.current_density_ma_cm2, measured.eqe
    if curve is Curve.CURRENT_DENSITY:
        return measured.voltage_v, measured.current_density_ma_cm2
    return measured.voltage_v, measured.luminance_cd_m2
