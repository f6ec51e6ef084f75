"""Further solutions of a case until the numerical error of its LEE is within the tolerance.

The first solution is the case as asked for. Each round refines what the error is mostly made of:

dipole_rule     the next lateral order with other positions; shared dipoles are not run again
emission_zone   one more height
spectrum        two more wavelengths
time            runs that settle three times as tightly
grid, snapping  cells of two thirds, on the reduced rule
cell_size       one more ring of neighbours, or a cell half as wide again, on the reduced rule

The first four solve the whole case again. The reduced rule is one lateral position (order 1), one
height, the peak's wavelength: two solutions of it, before and after, give the ratios of total power
and of every share per orientation, and all dipoles of the case are corrected by them as they are by
their film (sim.optics.correction.film_factors). Ratios of successive rounds multiply. So the
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

from geometry.coverage import emitter_outline
from geometry.device import Device
from geometry.units import brief_length
from sim.averages import lee
from sim.config import OpticsSpec
from sim.optics.correction import apply_correction, film_factors
from sim.optics.dipoles import lateral_rule
from sim.optics.grid_bias import FilmPower
from sim.optics.layout import is_cut
from sim.progress import Reporter, format_duration
from sim.results import Cost, GridCorrection, OpticalResult, Status

FINER = 2.0 / 3.0
"""Cells of the next grid over the cells before."""

WIDER = 1.5
"""Reach of the next cell over that before, where the reach cuts the rings."""

TIGHTER = 1.0 / 3.0
"""Change at which a run has settled, over that before."""


@dataclass(frozen=True)
class Tools:
    """What refining needs besides the numerics.

    Attributes:
        solve: a case with other numerics.
        predicted_s: seconds that this is going to take.
        seconds: a monotonic clock.
        agree: whether all processes that work on the case say yes; they take the same way.
        reporter: told what each round did.
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
        whole: numerics of the whole solution; solution: it.
        grid, cell: numerics of the last reduced solutions with finer cells, with a wider cell.
        ratios: of the reduced rule, in the order of the rounds.
        measured: parts of the error that a round has measured.
        cost: of all solutions.
    """

    whole: OpticsSpec
    solution: OpticalResult
    grid: OpticsSpec
    cell: OpticsSpec
    cost: Cost
    ratios: tuple[_Ratio, ...] = ()
    measured: dict[str, float] = field(default_factory=dict)

    @property
    def result(self) -> OpticalResult:
        """The whole solution with all ratios and what is known of its error."""
        found = self.solution
        for ratio in self.ratios:
            found = apply_correction(found, _factors(found, ratio))
        parts = {**self.solution.error_parts, **self.measured}
        return replace(found, error_parts=parts, lee_error=sum(parts.values()), cost=self.cost)


@dataclass(frozen=True)
class _Step:
    """One possible refinement: numerics to solve and what to call it."""

    part: str
    text: str
    optics: OpticsSpec
    base: OpticsSpec | None = None
    """Numerics of the reduced solution to compare with; None for whole solutions."""


class _FailedError(Exception):
    """A refining solution gave no numbers."""


def refine(first: OpticalResult, device: Device, optics: OpticsSpec, tools: Tools) -> Refined:
    """Refine a solution until its error is within ``optics.tolerance`` or a limit is hit.

    Args:
        first: the case as asked for.
        device: as asked for.
        optics: its numerics; ``optics.refine`` has the limits.
        tools: solves and tells.

    Raises:
        ValueError: raised by ``tools.solve``.
    """
    started = tools.seconds()
    reduced = reduced_rule(optics)
    state = _State(optics, first, reduced, reduced, first.cost)
    sentences: list[str] = []
    given_up: dict[str, str] = {}
    for number in range(1, optics.refine.rounds + 1):
        before = state.result
        if _is_met(before, optics):
            break
        step = _next_step(before, device, state, given_up, tools.seconds() - started, tools)
        if step is None:
            break
        try:
            state = _take(state, step, tools)
        except _FailedError as problem:
            given_up[step.part] = str(problem)
            continue
        sentences.append(_sentence(number, step, before, state.result))
        tools.reporter.warn(sentences[-1])
    return Refined(_finish(state.result, optics, sentences, given_up), state.whole)


def reduced_rule(optics: OpticsSpec) -> OpticsSpec:
    """Numerics with one lateral position, one height and the peak's wavelength."""
    dipoles = optics.dipoles.model_copy(update={"lateral": 1, "vertical": 1})
    return optics.model_copy(update={"dipoles": dipoles, "wavelengths": 1})


def next_order(device: Device, order: int) -> int | None:
    """The next lateral order with other positions; None for films and beyond the highest order."""
    outline = emitter_outline(device)
    if device.array is None or outline is None:
        return None
    size = lateral_rule(device.array, outline, order).x_um.size
    later = (
        n for n in range(order + 1, 21) if lateral_rule(device.array, outline, n).x_um.size != size
    )
    return next(later, None)


def _is_met(result: OpticalResult, optics: OpticsSpec) -> bool:
    return result.lee_error <= optics.tolerance * lee(result)


def _next_step(
    result: OpticalResult,
    device: Device,
    state: _State,
    given_up: dict[str, str],
    elapsed_s: float,
    tools: Tools,
) -> _Step | None:
    """The refinement of the largest part that can be refined in the time left.

    Parts that cannot are noted in ``given_up`` with the reason.
    """
    parts = result.error_parts
    for part in sorted(parts, key=lambda name: -parts[name]):
        if part in given_up or parts[part] <= 0.0:
            continue
        step = _step(part, device, state)
        if step is None:
            given_up[part] = "no further refinement is known"
            continue
        seconds = tools.predicted_s(step.optics)
        if tools.agree(elapsed_s + seconds <= state.whole.refine.longest_s):
            return step
        given_up[part] = f"{step.text} would take about {format_duration(seconds)} more"
    return None


def _step(part: str, device: Device, state: _State) -> _Step | None:
    whole, rule = state.whole, state.whole.dipoles
    if part in ("grid", "snapping"):
        lateral, vertical = (FINER * c for c in (state.grid.lateral_cell_um,
                                                 state.grid.vertical_cell_um))  # fmt: skip
        finer = state.grid.model_copy(
            update={"lateral_cell_um": lateral, "vertical_cell_um": vertical}
        )
        text = f"cells of {brief_length(lateral)} / {brief_length(vertical)}"
        return _Step(part, text, finer, state.grid)
    if part == "cell_size":
        return _wider(device, state.cell)
    if part == "dipole_rule":
        order = next_order(device, rule.lateral)
        if order is None:
            return None
        more = whole.model_copy(update={"dipoles": rule.model_copy(update={"lateral": order})})
        return _Step(part, f"lateral order {order}", more)
    if part == "emission_zone" and rule.vertical < 20:
        count = rule.vertical + 1
        more = whole.model_copy(update={"dipoles": rule.model_copy(update={"vertical": count})})
        return _Step(part, f"{count} heights", more)
    if part == "spectrum":
        more = whole.model_copy(update={"wavelengths": whole.wavelengths + 2})
        return _Step(part, f"{more.wavelengths} wavelengths", more)
    if part == "time":
        more = whole.model_copy(update={"settled": TIGHTER * whole.settled})
        return _Step(part, f"runs settled to {more.settled:.1g}", more)
    return None


def _wider(device: Device, cell: OpticsSpec) -> _Step | None:
    if is_cut(device, cell):
        wide = cell.model_copy(update={"reach_um": WIDER * cell.reach_um})
        return _Step("cell_size", f"a reach of {brief_length(wide.reach_um)}", wide, cell)
    if cell.neighbours >= 5:
        return None
    wide = cell.model_copy(update={"neighbours": cell.neighbours + 1})
    return _Step("cell_size", f"{wide.neighbours} ring(s) of neighbours", wide, cell)


def _take(state: _State, step: _Step, tools: Tools) -> _State:
    """Solve what a step asks for and note what it changed."""
    value = lee(state.result)
    if step.base is None:
        solution = _solved(step.optics, tools)
        moved = replace(
            state, whole=step.optics, solution=solution, cost=_sum(state.cost, solution.cost)
        )
        if step.part != "dipole_rule":
            return moved
        changed = {**state.measured, "dipole_rule": abs(lee(moved.result) - value)}
        return replace(moved, measured=changed)
    before, after = _solved(step.base, tools), _solved(step.optics, tools)
    cost = _sum(_sum(state.cost, before.cost), after.cost)
    moved = replace(state, ratios=(*state.ratios, _Ratio(before, after)), cost=cost)
    change = abs(lee(moved.result) - value)
    if step.part == "cell_size":
        measured = {**state.measured, "cell_size": change}
        return replace(moved, cell=step.optics, measured=measured)
    # The change holds both what the cells do and where they put interfaces.
    left = min(state.result.error_parts["snapping"], after.error_parts["snapping"])
    measured = {**state.measured, "grid": change, "snapping": left}
    return replace(moved, grid=step.optics, measured=measured)


def _solved(optics: OpticsSpec, tools: Tools) -> OpticalResult:
    found = tools.solve(optics)
    if found.status in (Status.UNSTABLE, Status.NOT_CONVERGED):
        raise _FailedError(f"a refined solution ended as {found.status.value}")
    return found


def _factors(result: OpticalResult, ratio: _Ratio) -> GridCorrection:
    """Factors for all dipoles of a result from the two solutions of the reduced rule."""
    given = result.purcell > 0.0
    both = [_power(of, given) for of in (ratio.after, ratio.before)]
    known = given & (both[0].purcell > 0.0) & (both[1].purcell > 0.0)

    def filled(power: FilmPower) -> FilmPower:
        return replace(power, purcell=np.where(known, power.purcell, 1.0))

    found = film_factors(
        filled(FilmPower(result.purcell, result.air, result.substrate)),
        np.where(known, result.closure_error, 0.0),
        filled(both[0]),
        filled(both[1]),
        capped=False,
    )
    return GridCorrection(
        *(
            np.where(known, factor, 1.0)
            for factor in (found.purcell, found.air, found.substrate, found.other)
        )
    )


def _power(of: OpticalResult, like: NDArray[np.bool_]) -> FilmPower:
    """Powers of one position and wavelength, repeated for all of a result."""

    def repeated(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.broadcast_to(values[:1, :, :1], like.shape)

    return FilmPower(repeated(of.purcell), repeated(of.air), repeated(of.substrate))


def _sentence(number: int, step: _Step, before: OpticalResult, after: OpticalResult) -> str:
    return (
        f"refinement {number} ({step.part}: {step.text}) changed LEE from {lee(before):.4f} to "
        f"{lee(after):.4f} and its error from {before.lee_error:.4f} to {after.lee_error:.4f}"
    )


def _finish(
    result: OpticalResult, optics: OpticsSpec, sentences: list[str], given_up: dict[str, str]
) -> OpticalResult:
    """Status and warnings."""
    if not _is_met(result, optics):
        reasons = [f"{part}: {reason}" for part, reason in given_up.items()]
        limit = "; ".join(reasons) or f"all {optics.refine.rounds} rounds are used"
        sentences = [*sentences, f"refinement ended above the tolerance of LEE ({limit})"]
        if result.status is Status.OK:
            result = replace(result, status=Status.NOT_CONVERGED)
    return replace(result, warnings=(*result.warnings, *sentences))


def _sum(one: Cost, other: Cost) -> Cost:
    return Cost(
        voxels=max(one.voxels, other.voxels),
        voxel_steps=one.voxel_steps + other.voxel_steps,
        runs=one.runs + other.runs,
        stepping_s=one.stepping_s + other.stepping_s,
        wall_s=one.wall_s + other.wall_s,
    )
