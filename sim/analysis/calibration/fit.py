"""Fitting a few parameters to stated data, and judging them on data that were left out.

Least squares within bounds, every row weighted by its standard deviation s:

    chi^2 = sum ((model - measured) / s)^2,   covariance = (J^T J)^-1,   J = d(model / s) / d place

with a parameter's place running from 0 at its low bound to 1 at its high one.

The 95 % intervals are 1.96 standard deviations of that covariance: they hold where the model is
straight over the interval and the stated s are true; they are not rescaled by chi^2. A direction
in which J is singular is not determined, and its interval is the whole range.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import least_squares

from geometry.arrays import FloatArray
from geometry.materials.library import MaterialLibrary
from sim.analysis.calibration.records import (
    Calibration,
    CurveOutcome,
    FittedParameter,
    RowOutcome,
)
from sim.analysis.calibration.spec import CalibrationSpec, ParameterSpec, RowSpec
from sim.analysis.calibration.targets import Target, curve_outcome, curve_target, row_target
from sim.analysis.evaluation import CaseInputs, Evaluation, PlanarEvaluator
from sim.analysis.inputs import overridden
from sim.config.overrides import value_override
from sim.progress import Reporter
from sim.results.curves import peak_warnings
from sim.study import Study

_NORMAL_95 = 1.959964
_STEP = 1e-2
"""Difference step as a share of a parameter's range: well above the kinks that a sweep's voltage
steps leave in a peak, well below the curvature of the model."""
_TOLERANCE = 1e-4
_SINGULAR = 1e-6
_NEAR_BOUND = 1e-3


class CalibrationError(ValueError):
    """A calibration that cannot go on; one sentence says why."""


@dataclass
class _Model:
    """The rows' numbers as functions of the parameters' places between their bounds."""

    parameters: tuple[ParameterSpec, ...]
    library: MaterialLibrary
    reporter: Reporter
    evaluator: PlanarEvaluator = field(default_factory=PlanarEvaluator)
    solved: int = 0
    warned: set[str] = field(default_factory=set)

    def values(self, targets: Sequence[Target], places: FloatArray) -> FloatArray:
        """The model's numbers of all targets, one after the other."""
        numbers = [np.zeros(0)]
        for target in targets:
            overrides = tuple(
                value_override(p.path, p.written(float(u)))
                for p, u in zip(self.parameters, places, strict=True)
                if p.acts_on(target.label)
            )
            changed = overridden(target.study, overrides)
            evaluation = self.evaluator.evaluate(CaseInputs(changed, self.library))
            values = target.read(evaluation)
            self._warn_once(target.label, evaluation)
            if not np.isfinite(values).all():
                at = ", ".join(f"{o.path[-1]} = {o.value.plain}" for o in overrides)
                raise CalibrationError(f"{target.label} has no {target.quantity} at {at}")
            numbers.append(values)
            self.solved += 1
            self.reporter.update(float(self.solved), target.label)
        return np.concatenate(numbers)

    def _warn_once(self, label: str, evaluation: Evaluation) -> None:
        """Pass on that a row's peak is one of light that nobody sees."""
        for sentence in peak_warnings(evaluation.electrical):
            if label not in self.warned:
                self.warned.add(label)
                self.reporter.warn(f"{label}: {sentence}")

    def slopes(self, targets: Sequence[Target], places: FloatArray) -> FloatArray:
        """Central differences (one-sided at a bound), shape (numbers, parameters)."""
        columns = []
        for index in range(places.size):
            ahead, behind = places.copy(), places.copy()
            ahead[index] = min(1.0, places[index] + _STEP)
            behind[index] = max(0.0, places[index] - _STEP)
            rise = self.values(targets, ahead) - self.values(targets, behind)
            columns.append(rise / (ahead[index] - behind[index]))
        return np.stack(columns, axis=1)


@dataclass(frozen=True)
class CalibrationCase:
    """A calibration with the studies of its rows."""

    name: str
    spec: CalibrationSpec
    fit: tuple[Study, ...]
    judge: tuple[Study, ...]
    curves: tuple[Study, ...] = ()


def calibrate(case: CalibrationCase, library: MaterialLibrary, reporter: Reporter) -> Calibration:
    """Fit the parameters and judge them.

    Raises:
        CalibrationError: a row has no such number.
        ConfigError: a parameter's value that its input does not take.
        DeviceError: a device that cannot be built with a parameter's value.
    """
    spec = case.spec
    rows = [row_target(*pair) for pair in zip(spec.fit, case.fit, strict=True)]
    curves = _curve_targets(case)
    left_out = [row_target(*pair) for pair in zip(spec.judge, case.judge, strict=True)]
    fitted = (*rows, *curves)
    model = _Model(spec.parameters, library, reporter)
    reporter.start(20.0 * len(fitted) * (1 + len(spec.parameters)), case.name)
    sigma = np.concatenate([target.sigma for target in fitted])
    measured = np.concatenate([target.measured for target in fitted])
    start = np.array([parameter.start_place for parameter in spec.parameters])
    before = model.values((*fitted, *left_out), start)

    def deviations(places: FloatArray) -> FloatArray:
        return np.asarray((model.values(fitted, places) - measured) / sigma)

    search = _search(deviations, start)
    slopes = model.slopes(fitted, search.places)
    covariance = _covariance(slopes / sigma[:, None])
    best = model.values(fitted, search.places)
    far = model.values(left_out, search.places)
    far_slopes = model.slopes(left_out, search.places) if left_out else np.zeros((0, start.size))
    reporter.finish(search.message)
    return Calibration(
        name=case.name,
        parameters=_parameters(spec.parameters, search.places, covariance),
        fitted=_outcomes(spec.fit, before, best, _spread(slopes, covariance)),
        judged=_outcomes(spec.judge, before[sigma.size :], far, _spread(far_slopes, covariance)),
        chi_square=float(np.sum(((best - measured) / sigma) ** 2)),
        degrees_of_freedom=sigma.size - start.size,
        evaluations=model.solved,
        has_converged=search.has_converged,
        message=search.message,
        curves=_curve_outcomes(case, before[len(rows) :], best[len(rows) :]),
    )


def _curve_targets(case: CalibrationCase) -> list[Target]:
    targets = []
    for curve, study in zip(case.spec.curves, case.curves, strict=True):
        try:
            targets.append(curve_target(curve, study))
        except ValueError as error:
            raise CalibrationError(f"{curve.label}: {error}") from None
    return targets


def _curve_outcomes(
    case: CalibrationCase, before: FloatArray, best: FloatArray
) -> tuple[CurveOutcome, ...]:
    """Curves stand after the rows, in the order of the file."""
    outcomes, start = [], 0
    for target, curve, study in zip(
        _curve_targets(case), case.spec.curves, case.curves, strict=True
    ):
        part = slice(start, start + target.measured.size)
        outcomes.append(curve_outcome(curve, study, before[part], best[part]))
        start = part.stop
    return tuple(outcomes)


@dataclass(frozen=True)
class _Search:
    places: FloatArray
    has_converged: bool
    message: str


def _search(deviations: Callable[[FloatArray], FloatArray], start: FloatArray) -> _Search:
    def jacobian(places: FloatArray) -> FloatArray:
        return _one_sided(deviations, places)

    search = least_squares(
        deviations,
        start,
        bounds=(0.0, 1.0),
        # trf takes its step relative to the parameter's size: near 0 that would be no step at all.
        jac=jacobian,
        xtol=_TOLERANCE,
        ftol=_TOLERANCE,
        gtol=_TOLERANCE,
        max_nfev=60,
    )
    return _Search(np.asarray(search.x), bool(search.success), str(search.message))


def _one_sided(deviations: Callable[[FloatArray], FloatArray], places: FloatArray) -> FloatArray:
    here = deviations(places)
    columns = []
    for index in range(places.size):
        step = _STEP if places[index] + _STEP <= 1.0 else -_STEP
        moved = places.copy()
        moved[index] += step
        columns.append((deviations(moved) - here) / step)
    return np.stack(columns, axis=1)


def _covariance(jacobian: FloatArray) -> FloatArray:
    """(J^T J)^-1, infinite along what the rows do not see."""
    _, singular, directions = np.linalg.svd(jacobian, full_matrices=True)
    full = np.zeros(directions.shape[0])
    full[: singular.size] = singular
    seen = full > _SINGULAR * max(1.0, float(full.max(initial=0.0)))
    variance = np.where(seen, 1.0 / np.where(seen, full, 1.0) ** 2, 0.0)
    covariance = directions.T @ (variance[:, None] * directions)
    blind = (directions[~seen] ** 2).sum(axis=0) > _SINGULAR
    covariance[blind, :] = covariance[:, blind] = np.inf
    return np.asarray(covariance)


def _spread(slopes: FloatArray, covariance: FloatArray) -> FloatArray:
    """Standard deviation of the model's numbers, shape (rows,)."""
    spread = np.zeros(slopes.shape[0])
    for number, slope in enumerate(slopes):
        matters = slope != 0.0
        part = covariance[np.ix_(matters, matters)]
        if np.isinf(part).any():
            spread[number] = np.inf
        else:
            spread[number] = np.sqrt(max(0.0, float(slope[matters] @ part @ slope[matters])))
    return spread


def _parameters(
    specs: tuple[ParameterSpec, ...], places: FloatArray, covariance: FloatArray
) -> tuple[FittedParameter, ...]:
    fitted = []
    for index, spec in enumerate(specs):
        place = float(places[index])
        reach = _NORMAL_95 * float(np.sqrt(covariance[index, index]))
        lower, upper = max(0.0, place - reach), min(1.0, place + reach)
        low, high = spec.bounds
        fitted.append(
            FittedParameter(
                path=spec.path,
                rows=spec.rows,
                unit=spec.unit,
                value=spec.value(place),
                lower=spec.value(lower),
                upper=spec.value(upper),
                low=low,
                high=high,
                at_bound=min(place, 1.0 - place) < _NEAR_BOUND,
                is_determined=upper - lower < 1.0,
            )
        )
    return tuple(fitted)


def _outcomes(
    rows: tuple[RowSpec, ...], before: FloatArray, model: FloatArray, spread: FloatArray
) -> tuple[RowOutcome, ...]:
    return tuple(
        RowOutcome(
            label=row.label,
            quantity=row.quantity.value,
            source=row.source,
            measured=row.value,
            sigma=row.sigma,
            uncalibrated=float(before[number]),
            model=float(model[number]),
            model_sigma=float(spread[number]),
        )
        for number, row in enumerate(rows)
    )
