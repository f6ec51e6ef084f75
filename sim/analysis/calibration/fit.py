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
from sim.analysis.calibration.records import Calibration, FittedParameter
from sim.analysis.calibration.spec import CalibrationSpec, ParameterSpec
from sim.analysis.calibration.targets import CalibrationError as CalibrationError
from sim.analysis.calibration.targets import Data, Target
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
    fitted = Data.of((*spec.fit, *spec.curves), (*case.fit, *case.curves))
    left_out = Data.of(spec.judge, case.judge)
    model = _Model(spec.parameters, library, reporter)
    reporter.start(20.0 * len(fitted.targets) * (1 + len(spec.parameters)), case.name)
    start = np.array([parameter.start_place for parameter in spec.parameters])
    before, before_left_out = (model.values(d.targets, start) for d in (fitted, left_out))

    def deviations(places: FloatArray) -> FloatArray:
        values = model.values(fitted.targets, places)
        return np.asarray((values - fitted.measured) / fitted.sigma)

    search = _search(deviations, start)
    slopes = model.slopes(fitted.targets, search.places)
    covariance = _covariance(slopes / fitted.sigma[:, None])
    best, far = (model.values(d.targets, search.places) for d in (fitted, left_out))
    far_slopes = model.slopes(left_out.targets, search.places)
    reporter.finish(search.message)
    chi_square = float(np.sum(((best - fitted.measured) / fitted.sigma) ** 2))
    return Calibration(
        name=case.name,
        parameters=_parameters(spec.parameters, search.places, covariance),
        fitted=fitted.rows(before, best, _spread(slopes, covariance)),
        judged=left_out.rows(before_left_out, far, _spread(far_slopes, covariance)),
        chi_square=chi_square,
        degrees_of_freedom=fitted.sigma.size - start.size,
        evaluations=model.solved,
        has_converged=search.has_converged,
        message=search.message,
        curves=fitted.curves(before, best),
        judged_curves=left_out.curves(before_left_out, far),
    )


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
