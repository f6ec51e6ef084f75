"""Further solutions of a case until the numerical error of its LEE is within the tolerance.

The first solution is the case as asked for. Each round is a whole solution with more of what the
error is mostly made of:

    terms        `GROWTH` times the Fourier orders; time grows with their cube
    brillouin    `GROWTH` times the wavevectors per direction; time grows with their square
    dipole_rule  the next lateral rule

Other parts (closure, heights, wavelengths) have no step here. A round is not begun where it is
predicted to end later than ``optics.refine.longest`` after the first solution. The best solution is
the last one: its own error parts hold, nothing is extrapolated.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from sim.optics.methods.refining import ended, is_met, limit_reached, round_sentence
from sim.progress import Reporter, format_duration
from sim.results.records import OpticalResult
from sim.study import FmmSpec, OpticsSpec

GROWTH = 1.5
"""Of orders or wavevectors per round: three and a half or two and a quarter times the time."""

MORE_LATERAL = 2
"""By how much the order of the lateral rule grows: less adds no position."""


@dataclass(frozen=True)
class Tools:
    """What refining needs besides the numerics.

    Attributes:
        solve: the case with other numerics.
        predicted_s: seconds that this is going to take.
        seconds: a monotonic clock.
        reporter: shows what each round did.
    """

    solve: Callable[[OpticsSpec], OpticalResult]
    predicted_s: Callable[[OpticsSpec], float]
    seconds: Callable[[], float]
    reporter: Reporter


def refined_numerics(part: str, optics: OpticsSpec) -> OpticsSpec | None:
    """Numerics with less of one part of the error; None where there is no step, or a limit is hit.

    Args:
        part: name in ``error_parts``.
        optics: numerics reached.
    """
    fmm = optics.fmm
    if part == "terms":
        return _with_fmm(optics, terms=_grown(fmm.terms, _most("terms")))
    if part == "brillouin":
        return _with_fmm(optics, brillouin=_grown(fmm.brillouin, _most("brillouin")))
    if part == "dipole_rule":
        more = optics.dipoles.lateral + MORE_LATERAL
        dipoles = optics.dipoles.model_copy(update={"lateral": more})
        return optics.model_copy(update={"dipoles": dipoles})
    return None


def refine(first: OpticalResult, optics: OpticsSpec, tools: Tools) -> OpticalResult:
    """Refine a solution until its error is within ``optics.tolerance`` or a limit is hit.

    Args:
        first: the case as asked for.
        optics: its numerics; ``optics.refine`` has the limits.
        tools: solves and predicts.

    Raises:
        ValueError: raised by ``tools.solve``.
    """
    started, result, reached = tools.seconds(), first, optics
    sentences: list[str] = []
    reasons: dict[str, str] = {}
    for number in range(1, optics.refine.rounds + 1):
        if is_met(result, optics) or not result.status.is_solved:
            break
        left_s = optics.refine.longest_s - (tools.seconds() - started)
        step = _next_step(result, reached, reasons, left_s, tools)
        if step is None:
            break
        part, numerics = step
        after = tools.solve(numerics)
        if not after.status.is_solved:
            reasons[part] = f"a refined solution ended as {after.status.value}"
            continue
        reached = numerics
        cost = replace(
            after.cost,
            runs=after.cost.runs + result.cost.runs,
            wall_s=after.cost.wall_s + result.cost.wall_s,
        )
        sentences.append(round_sentence(number, part, _value(part, reached), result, after))
        tools.reporter.warn(sentences[-1])
        result = replace(after, cost=cost)
    return ended(result, optics, sentences, limit_reached(reasons, optics))


def _next_step(
    result: OpticalResult,
    reached: OpticsSpec,
    reasons: dict[str, str],
    left_s: float,
    tools: Tools,
) -> tuple[str, OpticsSpec] | None:
    """The largest part that can be refined in the time left; why others cannot is noted."""
    parts = result.error_parts
    for part in sorted(parts, key=lambda name: -parts[name]):
        if part in reasons or parts[part] <= 0.0:
            continue
        optics = refined_numerics(part, reached)
        if optics is None:
            reasons[part] = "no further refinement is known"
            continue
        seconds = tools.predicted_s(optics)
        if seconds <= left_s:
            return part, optics
        reasons[part] = f"{_value(part, optics)} would take about {format_duration(seconds)} more"
    return None


def _value(part: str, optics: OpticsSpec) -> str:
    values = {
        "terms": f"{optics.fmm.terms} Fourier orders",
        "brillouin": f"{optics.fmm.brillouin} wavevectors per direction",
        "dipole_rule": f"lateral rule of order {optics.dipoles.lateral}",
    }
    return values[part]


def _with_fmm(optics: OpticsSpec, **values: int | None) -> OpticsSpec | None:
    if None in values.values():
        return None
    return optics.model_copy(update={"fmm": optics.fmm.model_copy(update=values)})


def _grown(value: int, most: int) -> int | None:
    """The next number; None where it would not be a larger one."""
    grown = min(math.ceil(GROWTH * value), most)
    return grown if grown > value else None


def _most(name: str) -> int:
    """What the specification allows."""
    limits = (getattr(limit, "le", None) for limit in FmmSpec.model_fields[name].metadata)
    return int(next(limit for limit in limits if limit is not None))
