"""Further solutions of a case until the numerical error of its LEE is within the tolerance.

The first solution is the case as asked for. Each round refines what the error is mostly made of
(sim.optics.methods.fdtd.refinement_step), by a whole solution or by two of the reduced rule. The
latter give the ratios of total power and of every share per orientation, and all dipoles of the
case are corrected by them as they are by their film
(sim.optics.film_on_grid.correction.film_factors). Ratios of successive rounds multiply. So the
result is the best whole solution times what finer cells and a wider cell changed; the factors are
kept with it. The difference in LEE that a round made takes the place of that part of the error
(heights and wavelengths: the exact film's own estimate, which is for the next step): after cells of
two thirds a second-order error still has 0.8 of it, and rings count less the farther they are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from geometry.device import Device
from sim.optics.film_on_grid.bias import FilmPower
from sim.optics.film_on_grid.correction import apply_correction, film_factors
from sim.optics.methods.fdtd.refinement_step import Reached, RefinementStep, refinement_step
from sim.optics.methods.refining import ended, is_met, limit_reached, round_sentence
from sim.progress import Reporter, format_duration
from sim.results.averages import lee
from sim.results.records import Cost, GridCorrection, OpticalResult, Status
from sim.study import EmitterRuns, OpticsSpec


@dataclass(frozen=True)
class Tools:
    """What refining needs besides the numerics.

    Attributes:
        solve: a case with other numerics.
        predicted_s: seconds that this is going to take.
        seconds: a monotonic clock.
        agree: whether all processes that work on the case say yes; they take the same way.
        reporter: shows what each round did.
    """

    solve: Callable[[OpticsSpec], OpticalResult]
    predicted_s: Callable[[OpticsSpec], float]
    seconds: Callable[[], float]
    agree: Callable[[bool], bool]
    reporter: Reporter


@dataclass(frozen=True)
class Refined:
    """The result of a case and the numerics of its whole solution."""

    result: OpticalResult
    optics: OpticsSpec


@dataclass(frozen=True)
class _Ratio:
    """Two solutions of the reduced rule."""

    before: OpticalResult
    after: OpticalResult


@dataclass(frozen=True)
class _State:
    """How far refining is.

    Attributes:
        reached: numerics.
        solution: the whole one.
        ratios: of the reduced rule, in the order of the rounds.
        measured: parts of the error that a round has measured.
        cost: of all solutions.
    """

    reached: Reached
    solution: OpticalResult
    cost: Cost
    ratios: tuple[_Ratio, ...] = ()
    measured: dict[str, float] = field(default_factory=dict)

    @property
    def result(self) -> OpticalResult:
        """The whole solution with all ratios and what is known of its error."""
        refined = self.solution
        for ratio in self.ratios:
            refined = apply_correction(refined, _factors(refined, ratio))
        parts = {**self.solution.error_parts, **self.measured}
        return replace(refined, error_parts=parts, lee_error=sum(parts.values()), cost=self.cost)


class _FailedError(Exception):
    """A refining solution gave no numbers."""


def refine(first: OpticalResult, device: Device, optics: OpticsSpec, tools: Tools) -> Refined:
    """Refine a solution until its error is within ``optics.tolerance`` or a limit is hit.

    Args:
        first: the case as asked for.
        device: as asked for.
        optics: its numerics; ``optics.refine`` has the limits.
        tools: solves and predicts.

    Raises:
        ValueError: raised by ``tools.solve``.
    """
    started = tools.seconds()
    state = _State(Reached.first(optics), first, first.cost)
    sentences: list[str] = []
    given_up: dict[str, str] = {}
    for number in range(1, optics.refine.rounds + 1):
        before = state.result
        if is_met(before, optics):
            break
        step = _next_step(before, device, state, given_up, tools.seconds() - started, tools)
        if step is None:
            break
        try:
            state = _take(state, step, tools)
        except _FailedError as problem:
            given_up[step.part] = str(problem)
            continue
        sentences.append(round_sentence(number, step.part, step.text, before, state.result))
        tools.reporter.warn(sentences[-1])
    result = ended(state.result, optics, sentences, limit_reached(given_up, optics))
    return Refined(result, state.reached.whole)


def _next_step(
    result: OpticalResult,
    device: Device,
    state: _State,
    given_up: dict[str, str],
    elapsed_s: float,
    tools: Tools,
) -> RefinementStep | None:
    """The refinement of the largest part that can be refined in the time left.

    Parts that cannot are noted in ``given_up`` with the reason.
    """
    parts = result.error_parts
    for part in sorted(parts, key=lambda name: -parts[name]):
        if part in given_up or parts[part] <= 0.0:
            continue
        step = refinement_step(part, device, state.reached)
        if step is None:
            given_up[part] = "no further refinement is known"
            continue
        seconds = tools.predicted_s(step.optics)
        if tools.agree(elapsed_s + seconds <= state.reached.whole.refine.longest_s):
            return step
        given_up[part] = f"{step.text} would take about {format_duration(seconds)} more"
    return None


def _take(state: _State, step: RefinementStep, tools: Tools) -> _State:
    """Solve what a step asks for and note what it changed."""
    value = lee(state.result)
    if step.base is None:
        solution = _solved(step.optics, tools)
        moved = replace(
            state,
            reached=replace(state.reached, whole=step.optics),
            solution=solution,
            cost=_sum(state.cost, solution.cost),
        )
        if step.part != "dipole_rule":
            return moved
        changed = {**state.measured, "dipole_rule": abs(lee(moved.result) - value)}
        return replace(moved, measured=changed)
    # ratios are those of the transparent emitter; powers of the absorbing one take them over
    before, after = (
        _solved(rule.model_copy(update={"emitter": EmitterRuns.TRANSPARENT}), tools)
        for rule in (step.base, step.optics)
    )
    cost = _sum(_sum(state.cost, before.cost), after.cost)
    moved = replace(state, ratios=(*state.ratios, _Ratio(before, after)), cost=cost)
    change = abs(lee(moved.result) - value)
    if step.part == "cell_size":
        measured = {**state.measured, "cell_size": change}
        reached = replace(state.reached, cell=step.optics)
        return replace(moved, reached=reached, measured=measured)
    # The change holds both what the cells do and where they put interfaces.
    snapping = min(state.result.error_parts["snapping"], after.error_parts["snapping"])
    measured = {**state.measured, "grid": change, "snapping": snapping}
    measured["wall"] = _left_of_walls(state.result, before, after)
    reached = replace(state.reached, grid=step.optics)
    return replace(moved, reached=reached, measured=measured)


def _left_of_walls(result: OpticalResult, before: OpticalResult, after: OpticalResult) -> float:
    """Error part ``wall`` after finer cells, by what they changed of it for the reduced rule."""
    parts = [of.error_parts.get("wall", 0.0) for of in (before, after)]
    left = parts[1] / parts[0] if parts[0] > 0.0 else 1.0
    return result.error_parts.get("wall", 0.0) * min(left, 1.0)


def _solved(optics: OpticsSpec, tools: Tools) -> OpticalResult:
    result = tools.solve(optics)
    if not result.status.is_solved or result.status is Status.NOT_CONVERGED:
        raise _FailedError(f"a refined solution ended as {result.status.value}")
    return result


def _factors(result: OpticalResult, ratio: _Ratio) -> GridCorrection:
    """Factors for all dipoles of a result from the two solutions of the reduced rule."""
    given = result.purcell > 0.0
    powers = [_power(of, given) for of in (ratio.after, ratio.before)]
    known = given & (powers[0].purcell > 0.0) & (powers[1].purcell > 0.0)

    def filled(power: FilmPower) -> FilmPower:
        return replace(power, purcell=np.where(known, power.purcell, 1.0))

    factors = film_factors(
        filled(FilmPower(result.purcell, result.air, result.substrate)),
        np.where(known, result.closure_error, 0.0),
        filled(powers[0]),
        filled(powers[1]),
        capped=False,
    )
    return GridCorrection(
        *(
            np.where(known, factor, 1.0)
            for factor in (factors.purcell, factors.air, factors.substrate, factors.other)
        )
    )


def _power(of: OpticalResult, like: NDArray[np.bool_]) -> FilmPower:
    """Powers of one position and wavelength, repeated for all of a result."""

    def repeated(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.broadcast_to(values[:1, :, :1], like.shape)

    return FilmPower(repeated(of.purcell), repeated(of.air), repeated(of.substrate))


def _sum(one: Cost, other: Cost) -> Cost:
    return Cost(
        voxels=max(one.voxels, other.voxels),
        voxel_steps=one.voxel_steps + other.voxel_steps,
        runs=one.runs + other.runs,
        stepping_s=one.stepping_s + other.stepping_s,
        wall_s=one.wall_s + other.wall_s,
    )
