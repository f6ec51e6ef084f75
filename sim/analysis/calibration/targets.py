"""What a fit compares: numbers of a case with their standard deviations, read off a solution."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from geometry.arrays import FloatArray
from sim.analysis.calibration.curves import CurvePoints, model_of, points_of
from sim.analysis.calibration.records import CurveOutcome
from sim.analysis.calibration.spec import Curve, CurveSpec, Measured, RowSpec
from sim.analysis.evaluation import Evaluation
from sim.results.peaks import peak_value
from sim.study import Study


@dataclass(frozen=True)
class Target:
    """Numbers of one case.

    Attributes:
        label: of the row or curve.
        quantity: which numbers, for messages.
        study: the case.
        measured, sigma: the data, shape (M,).
        read: the model's numbers of a solution, shape (M,); nan where it has none.
    """

    label: str
    quantity: str
    study: Study
    measured: FloatArray
    sigma: FloatArray
    read: Callable[[Evaluation], FloatArray]


def row_target(row: RowSpec, study: Study) -> Target:
    """A single number; one that is not positive counts as none."""

    def read(evaluation: Evaluation) -> FloatArray:
        value = measured_by(evaluation, row.quantity)
        return np.array([value if value > 0.0 else np.nan])

    one = np.ones(1)
    return Target(row.label, row.quantity.value, study, row.value * one, row.sigma * one, read)


def curve_target(curve: CurveSpec, study: Study) -> Target:
    """The points of a measured curve.

    Raises:
        ValueError: see :func:`sim.analysis.calibration.curves.points_of`.
    """
    points = points_of(curve, study)

    def read(evaluation: Evaluation) -> FloatArray:
        if evaluation.electrical is None:
            return np.full(points.x.shape, np.nan)
        return model_of(curve.curve, evaluation.electrical, points.x)

    return Target(curve.label, curve.curve.value, study, points.y, points.sigma, read)


def measured_by(evaluation: Evaluation, quantity: Measured) -> float:
    """The number of a case that is compared with data; nan where it has none."""
    if quantity is Measured.EQE_PEAK:
        return evaluation.eqe_peak
    if quantity is Measured.TURN_ON:
        return evaluation.turn_on_v
    if evaluation.electrical is None:
        return float("nan")
    luminance = evaluation.electrical.luminance_cd_m2
    if quantity is Measured.CURRENT_EFFICIENCY_PEAK:
        return peak_value(evaluation.electrical.current_efficiency_cd_a, luminance)
    return peak_value(luminance, luminance)


def curve_outcome(
    curve: CurveSpec, study: Study, before: FloatArray, model: FloatArray
) -> CurveOutcome:
    """A curve beside the model's, out of the numbers as fitted."""
    points: CurvePoints = points_of(curve, study)
    measured = study.measured
    assert measured is not None  # points_of has asked for it

    def plain(values: FloatArray) -> FloatArray:
        return values if curve.curve is Curve.EQE else np.asarray(10.0**values)

    spread = points.sigma * np.sqrt(curve.weight)
    return CurveOutcome(
        label=curve.label,
        curve=curve.curve.value,
        source=measured.source,
        x=points.x,
        measured=plain(points.y),
        model=plain(model),
        uncalibrated=plain(before),
        low=plain(points.y - spread),
        high=plain(points.y + spread),
        rms=float(np.sqrt(np.mean(((model - points.y) / points.sigma) ** 2))),
        left_out=points.left_out,
    )
