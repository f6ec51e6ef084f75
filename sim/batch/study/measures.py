"""The few numbers of a case that tables, status and optimisers look at."""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from sim.results.averages import budget, crosstalk, lee, purcell, reabsorbed
from sim.results.records import CaseResult, ElectricalResult, Status

_A_M2_PER_MA_CM2 = 10.0


def measures_of(case: CaseResult) -> dict[str, float]:
    """Scalars by name; shares of the emitted power, NaN where there is none.

    ``film_*`` is the same stack without pixels; ``eqe_ratio`` the pixel's peak EQE over the film's.
    """
    measures = dict.fromkeys(
        ("lee", "lee_error", "purcell", "crosstalk", "a_re", "closure_error"), math.nan
    )
    if case.optics.status not in (Status.UNSTABLE, Status.FAILED):
        with np.errstate(invalid="ignore", divide="ignore"):
            measures = {
                "lee": lee(case.optics),
                "lee_error": case.optics.lee_error,
                "purcell": purcell(case.optics),
                "crosstalk": crosstalk(case.optics),
                "a_re": reabsorbed(case.optics),
                "closure_error": dataclasses.asdict(budget(case.optics))["closure_error"],
            }
    measures["eqe_peak"] = _peak(case.electrical)
    if case.reference is not None:
        measures["film_lee"] = lee(case.reference)
        measures["film_eqe_peak"] = _peak(case.reference_electrical)
        measures["eqe_ratio"] = measures["eqe_peak"] / (measures["film_eqe_peak"] or math.nan)
    measures["wall_s"] = float(case.provenance.get("wall_s", math.nan))
    return {name: float(value) for name, value in measures.items()}


def at_current(result: ElectricalResult, quantity: str, current_ma_cm2: float) -> float:
    """A quantity of the electrical curves at a current density; NaN outside the curve.

    Interpolated linearly in the logarithm of the current density.

    Args:
        result: the curves.
        quantity: name of an array of ``result`` along the voltage.
        current_ma_cm2: current density over the emitting area.
    """
    current = result.current_density_a_m2 / _A_M2_PER_MA_CM2
    values = np.asarray(getattr(result, quantity))
    sound = np.isfinite(current) & np.isfinite(values) & (current > 0.0)
    if np.count_nonzero(sound) < 2:
        return math.nan
    logs, wanted = np.log(current[sound]), math.log(current_ma_cm2)
    order = np.argsort(logs)
    value = np.interp(wanted, logs[order], values[sound][order], left=math.nan, right=math.nan)
    return float(value)


def _peak(result: ElectricalResult | None) -> float:
    if result is None or not np.isfinite(result.eqe).any():
        return math.nan
    return result.eqe_peak
