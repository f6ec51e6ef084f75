"""Further distances from the wall until the error of a pixel's LEE is within the tolerance.

    response -> errors per interval of distances (errors.py) -> halve the worst -> response

A halved interval has a quarter of its error left: h^3 / 12 |f''| twice over half of h. Distances
are all that is refined here. What else is above the tolerance is named; ``refine`` ends with the
distances' part at a quarter of the tolerance then, since more of them would not be seen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from geometry.arrays import FloatArray
from geometry.device import Device
from sim.optics.methods.edge.areas import wall_distances
from sim.optics.methods.edge.errors import distance_errors
from sim.optics.methods.edge.pixel import lee_effect
from sim.optics.methods.edge.response import EdgeResponse
from sim.optics.methods.refining import ended, is_met, round_sentence
from sim.optics.section.section import EdgeSection
from sim.results.averages import lee
from sim.results.records import OpticalResult
from sim.study import OpticsSpec

PART = "distance_rule"
"""The part of the error that more distances reduce."""

LEFT = 0.25
"""Of an interval's error once it is halved; and of the tolerance that distances may take where
other parts have used it up."""


@dataclass(frozen=True)
class WallSolution:
    """A straight wall and the pixel that it makes.

    Attributes:
        section: with all distances.
        response: of the wall.
        result: of the pixel.
        added_um: distances besides those that ``optics.dipoles`` asks for.
    """

    section: EdgeSection
    response: EdgeResponse
    result: OpticalResult
    added_um: tuple[float, ...] = ()


@dataclass(frozen=True)
class Steps:
    """What refining needs besides the device.

    Attributes:
        solve: a wall with further distances; runs that were stepped before are kept.
        seconds: a monotonic clock.
        agree: whether all processes that work on the case say yes; they take the same way.
        tell: shows what each round did.
    """

    solve: Callable[[tuple[float, ...]], WallSolution]
    seconds: Callable[[], float]
    agree: Callable[[bool], bool]
    tell: Callable[[str], None]


def refined_wall(device: Device, optics: OpticsSpec, steps: Steps) -> WallSolution:
    """Solve a wall; with ``optics.refine``, at more distances until LEE is within the tolerance.

    Raises:
        ValueError: raised by ``steps.solve``.
    """
    started = steps.seconds()
    state = steps.solve(())
    sentences: list[str] = []
    if optics.refine.rounds == 0 or not state.result.status.is_solved:
        return state
    for number in range(1, optics.refine.rounds + 1):
        more = _halves(state, device, optics)
        if not more:
            break
        elapsed = steps.seconds() - started
        predicted = elapsed * len(more) / state.section.distance_um.size
        if not steps.agree(elapsed + predicted <= optics.refine.longest_s):
            break
        before = state.result
        state = _with_steps(steps.solve((*state.added_um, *more)), before)
        if not state.result.status.is_solved:
            break
        sentences.append(round_sentence(number, PART, _text(len(more)), before, state.result))
        steps.tell(sentences[-1])
    result = state.result
    if not result.status.is_solved:
        return replace(state, result=replace(result, warnings=(*result.warnings, *sentences)))
    return replace(state, result=ended(result, optics, sentences, _largest_parts(result)))


def _with_steps(state: WallSolution, before: OpticalResult) -> WallSolution:
    """With what was stepped for the solution before, whose runs it has taken over."""
    cost, spent = state.result.cost, before.cost
    cost = replace(
        cost,
        voxel_steps=cost.voxel_steps + spent.voxel_steps,
        stepping_s=cost.stepping_s + spent.stepping_s,
    )
    return replace(state, result=replace(state.result, cost=cost))


def _halves(state: WallSolution, device: Device, optics: OpticsSpec) -> tuple[float, ...]:
    """Middles of the intervals whose errors have to fall, um from the wall; none where all is met.

    Intervals between neighbouring vertices of the grid stay, as the one next to the wall does.
    """
    result, section = state.result, state.section
    if is_met(result, optics):
        return ()
    allowed = optics.tolerance * lee(result)
    goal = max(allowed - (result.lee_error - result.error_parts[PART]), LEFT * allowed)
    errors = distance_errors(lee_effect(state.response), wall_distances(device.patterned_array))
    place = section.wall_um - section.place_um
    middle = 0.5 * (place[:-1] + place[1:])
    goal = max(goal - float(errors[0]), LEFT * goal)
    left = float(errors[1:].sum())
    chosen: list[float] = []
    for number in np.argsort(-errors[1:], kind="stable"):
        if left <= goal:
            break
        if _has_vertex_between(place, int(number), optics.lateral_cell_um):
            left -= (1.0 - LEFT) * float(errors[1 + number])
            chosen.append(float(middle[number]))
    return tuple(chosen)


def _has_vertex_between(place_um: FloatArray, number: int, cell_um: float) -> bool:
    return bool(place_um[number + 1] - place_um[number] > 1.5 * cell_um)


def _text(count: int) -> str:
    return f"{count} more {'distance' if count == 1 else 'distances'} from the wall"


def _largest_parts(result: OpticalResult) -> str:
    parts = sorted(result.error_parts.items(), key=lambda part: -part[1])[:3]
    return ", ".join(f"{name} {value:.4f}" for name, value in parts)
