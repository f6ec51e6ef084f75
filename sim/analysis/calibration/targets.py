"""What a fit compares: numbers of a case with their standard deviations, read off a solution."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from geometry.arrays import FloatArray
from sim.analysis.calibration.curves import CurvePoints, model_of, points_of
from sim.analysis.calibration.records import CurveOutcome, RowOutcome
from sim.analysis.calibration.spec import Curve, CurveSpec, Measured, RowSpec
from sim.analysis.evaluation import Evaluation
from sim.results.peaks import peak_value
from sim.study import Study


class CalibrationError(ValueError):
    """A calibration that cannot go on; one sentence says why."""


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


def row_outcome(row: RowSpec, before: float, model: float, spread: float) -> RowOutcome:
    """A number beside the model's; ``spread``: the model's standard deviation."""
    return RowOutcome(
        label=row.label,
        quantity=row.quantity.value,
        source=row.source,
        measured=row.value,
        sigma=row.sigma,
        uncalibrated=before,
        model=model,
        model_sigma=spread,
    )


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


@dataclass(frozen=True)
class Data:
    """Rows and curves in the order of the file, with what they measure."""

    specs: tuple[RowSpec | CurveSpec, ...]
    studies: tuple[Study, ...]
    targets: tuple[Target, ...]

    @classmethod
    def of(cls, specs: Sequence[RowSpec | CurveSpec], studies: Sequence[Study]) -> Data:
        """The targets of some entries with the case of each.

        Raises:
            CalibrationError: a case holds no such curve.
        """
        targets = tuple(_target(spec, study) for spec, study in zip(specs, studies, strict=True))
        return cls(tuple(specs), tuple(studies), targets)

    @property
    def measured(self) -> FloatArray:
        """All measured numbers, one target after the other."""
        return np.concatenate([np.zeros(0), *(target.measured for target in self.targets)])

    @property
    def sigma(self) -> FloatArray:
        """Their standard deviations."""
        return np.concatenate([np.zeros(0), *(target.sigma for target in self.targets)])

    def _parts(self) -> Iterator[tuple[RowSpec | CurveSpec, Study, slice]]:
        """Each entry with the place of its numbers among all."""
        start = 0
        for spec, study, target in zip(self.specs, self.studies, self.targets, strict=True):
            part = slice(start, start + target.measured.size)
            start = part.stop
            yield spec, study, part

    def rows(
        self, before: FloatArray, model: FloatArray, spread: FloatArray
    ) -> tuple[RowOutcome, ...]:
        """The single numbers among them, beside the model's."""
        return tuple(
            row_outcome(spec, float(before[p][0]), float(model[p][0]), float(spread[p][0]))
            for spec, _, p in self._parts()
            if isinstance(spec, RowSpec)
        )

    def curves(self, before: FloatArray, model: FloatArray) -> tuple[CurveOutcome, ...]:
        """The curves among them, beside the model's."""
        return tuple(
            curve_outcome(spec, study, before[part], model[part])
            for spec, study, part in self._parts()
            if isinstance(spec, CurveSpec)
        )


def _target(spec: RowSpec | CurveSpec, study: Study) -> Target:
    if isinstance(spec, RowSpec):
        return row_target(spec, study)
    try:
        return curve_target(spec, study)
    except ValueError as error:
        raise CalibrationError(f"{spec.label}: {error}") from None
