"""A search along the gradient: L-BFGS-B within the axes' ranges, from several starts.

R. H. Byrd, P. Lu, J. Nocedal, C. Zhu, SIAM J. Sci. Comput. 16, 1190 (1995). One evaluation of
method fmm gives LEE and its derivatives by all axes (sim.optics.methods.fmm.gradient). A quarter of
the trials look at starts, the middle of all ranges and Sobol points; from the best of them it
climbs, and from the next once that has led to an optimum, until the trials are spent or every start
has been taken. Middle and best design are then solved as the base case says.

DIR/gradient.json        every step, the best design, its derivatives with their errors
DIR/full/                the first and the best design, solved as cases
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from scipy.optimize import minimize

from geometry.arrays import FloatArray
from geometry.device import Device, build_device
from geometry.measures import fill_factor
from sim.batch.climbed import Climbed, Solved, Step
from sim.batch.explore import Explorer
from sim.batch.running.folder import SweepFolder, write_json
from sim.batch.study.cases import Case
from sim.batch.study.explore_spec import Goal
from sim.batch.study.sampling import range_of, unit_samples
from sim.batch.study.search import START_SHARE
from sim.batch.study.spec import SweepMode
from sim.config.errors import InputError
from sim.optics.methods.fmm.gradient.lee import lee_gradient, lee_value
from sim.processes.child import RunError
from sim.store.hdf5 import StoreError, read_case

SCHEMA = 1
MEASURES = ("lee", "lee_fill")
"""Objectives that have a gradient."""

_GAIN = 1e-4
"""Relative gain of an iteration below which a start has led to its optimum: far below the error."""

_CHECK, _CHECK_WALLS = 0.005, 0.02
"""Half of the step of the differences that check a gradient, as a share of a range; of walls, whose
raster gives steps of its own."""

_NEAR = 1e-3
"""The same for the fill factor, which takes no time."""


class _SpentError(Exception):
    """No trial is left."""


@dataclass
class Climb:
    """One search.

    Args:
        explorer: names axes and objective, makes cases and runs them.
        tell: called with every step.
    """

    explorer: Explorer
    tell: Callable[[Step], None]
    _steps: list[Step] = field(default_factory=list)

    def run(self) -> Climbed:
        """Search, check the gradient at the best point, solve first and best design.

        Raises:
            InputError: an objective, axis or method without gradient, or a point with a kink.
            ConfigError: a range that makes no sense.
            RunError: a design that has no result.
        """
        self._check_search()
        self.explorer.out.mkdir(parents=True, exist_ok=True)
        try:
            for number, start in self._starts():
                self._climb(start, number)
        except _SpentError:
            pass
        best = max(self._steps, key=lambda step: step.objective)
        first, final = self._solve(self._steps[0]), self._solve(best)
        climbed = Climbed(tuple(self._steps), best, self._differences(best), first, final)
        write_json(self.explorer.out / "gradient.json", self._summary(climbed))
        return climbed

    def _check_search(self) -> None:
        spec = self.explorer.search.spec
        wanted = [o.measure for o in spec.objectives if o.goal is Goal.MAXIMIZE]
        if len(spec.objectives) != 1 or not wanted or wanted[0] not in MEASURES:
            text = f"--gradient maximises one objective; expected {' or '.join(MEASURES)}"
            raise InputError(text)
        if spec.constraints:
            raise InputError("--gradient knows ranges alone; expected no constraints")
        for axis in spec.axes:
            if axis.values is not None or axis.integer:
                raise InputError(f"--gradient takes low and high of a length; {axis.path} has none")

    def _starts(self) -> list[tuple[int, FloatArray]]:
        """Starts with their numbers, the best first: the middle of all ranges and Sobol points."""
        spec = self.explorer.search.spec
        count = max(1, int(START_SHARE * spec.trials))
        drawn = unit_samples(SweepMode.SOBOL, len(spec.axes), count, spec.seed)
        points = [np.full(len(spec.axes), 0.5), *drawn[: count - 1]]
        worth = [self._step(point, number).objective for number, point in enumerate(points)]
        return [(number, points[number]) for number in np.argsort(worth)[::-1].tolist()]

    def _step(self, shares: FloatArray, number: int) -> Step:
        """An evaluation, made once for each point.

        Raises:
            _SpentError: no trial is left.
        """
        point = tuple(map(float, shares))
        known = next((step for step in self._steps if step.shares == point), None)
        if known is not None:
            return known
        if len(self._steps) >= self.explorer.search.spec.trials:
            raise _SpentError
        self._steps.append(self._evaluated(shares, number))
        self.tell(self._steps[-1])
        return self._steps[-1]

    def _climb(self, start: FloatArray, number: int) -> None:
        """From one start to the optimum that it leads to."""
        scale: list[float] = []

        def loss(shares: FloatArray) -> tuple[float, FloatArray]:
            step = self._step(shares, number)
            scale.append(step.objective)
            return -step.objective / scale[0], -np.array(step.slope) / scale[0]

        minimize(
            loss,
            start,
            jac=True,
            method="L-BFGS-B",
            bounds=[(0.0, 1.0)] * start.size,
            options={"ftol": _GAIN, "gtol": _GAIN},
        )

    def _evaluated(self, shares: FloatArray, start: int) -> Step:
        began = time.perf_counter()
        case = self._case(shares)
        try:
            light = lee_gradient(self._device, shares, case.study.optics, lambda: None)
        except ValueError as error:
            raise InputError(f"{_written(case.values)}: {error}") from error
        fill, fill_slope = self._fill(shares)
        slope = fill * light.slope + light.value * fill_slope
        return Step(
            shares=tuple(map(float, shares)),
            values=case.values,
            objective=fill * light.value,
            slope=tuple(map(float, slope)),
            slope_error=tuple(map(float, fill * light.slope_error)),
            start=start,
            seconds=time.perf_counter() - began,
        )

    def _case(self, shares: FloatArray, cheap: bool = True) -> Case:
        """The case at a point.

        Raises:
            ConfigError: a device that is not sound.
            InputError: another method than fmm.
        """
        paths = [axis.path for axis in self.explorer.search.spec.axes]
        point = {path: float(share) for path, share in zip(paths, shares, strict=True)}
        case = self.explorer.sound_case(self.explorer.written(point), cheap)
        if cheap and not case.method.has_gradient:
            text = "expected optics.method: fmm, in the base or under first"
            raise InputError(f"--gradient: {case.choice.method.value} gives no gradient; {text}")
        return case

    def _device(self, shares: FloatArray) -> Device:
        return build_device(self._case(shares).study.device, self.explorer.library)

    def _fill(self, shares: FloatArray) -> tuple[float, FloatArray]:
        """Factor of LEE in the objective, and its derivatives; 1 where LEE alone counts."""
        if self.explorer.search.spec.objectives[0].measure == "lee":
            return 1.0, np.zeros(shares.size)

        def factor(at: FloatArray) -> float:
            return fill_factor(self._device(at).patterned_array)

        slope = np.zeros(shares.size)
        for number in range(shares.size):
            low, high = shares.copy(), shares.copy()
            low[number] = max(0.0, shares[number] - _NEAR)
            high[number] = min(1.0, shares[number] + _NEAR)
            slope[number] = (factor(high) - factor(low)) / (high[number] - low[number])
        return factor(shares), slope

    def _differences(self, best: Step) -> tuple[float | None, ...]:
        """Central differences of the objective at a point."""
        shares = np.array(best.shares)
        rows: list[float | None] = []
        for number, share in enumerate(shares):
            step = _CHECK_WALLS if self._moves_walls(shares, number) else _CHECK
            if not step <= share <= 1.0 - step:
                rows.append(None)
                continue
            values = []
            for side in (-step, step):
                at = shares.copy()
                at[number] += side
                optics = self._case(at).study.optics
                values.append(lee_value(self._device(at), optics, lambda: None) * self._fill(at)[0])
            rows.append((values[1] - values[0]) / (2.0 * step))
        return tuple(rows)

    def _moves_walls(self, shares: FloatArray, number: int) -> bool:
        """Whether an axis changes the array and not a layer."""
        at = shares.copy()
        at[number] = 1.0 - at[number] if at[number] != 0.5 else 0.0
        return self._device(at).patterned_array != self._device(shares).patterned_array

    def _solve(self, step: Step) -> Solved:
        """The design's case, solved as the base case says."""
        case = self._case(np.array(step.shares), cheap=False)
        folder = self.explorer.out / "full"
        self.explorer.run_cases((case,), folder)
        try:
            result = read_case(SweepFolder(folder).result(case.key))
        except StoreError as error:
            raise RunError(f"{_written(case.values)} has no result: {error}") from error
        measured = self.explorer.measures(case, result)
        measure = self.explorer.search.spec.objectives[0].measure
        fill = measured[measure] / measured["lee"]
        return Solved(
            case.key,
            measured[measure],
            measured["lee_error"] * fill,
            result.optics.status.value,
        )

    def _summary(self, climbed: Climbed) -> dict[str, Any]:
        spec = self.explorer.search.spec
        ranges = [range_of(axis) for axis in spec.axes]
        return {
            "schema": SCHEMA,
            "name": self.explorer.search.name,
            "objective": spec.objectives[0].measure,
            "axes": [
                {"path": axis.path, "low": span.low, "high": span.high, "unit": span.unit}
                for axis, span in zip(spec.axes, ranges, strict=True)
            ],
            **asdict(climbed),
        }


def _written(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{path} = {value}" for path, value in values.items())
