"""What all methods that refine a case to its tolerance say and decide alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sim.results.averages import lee
from sim.results.records import OpticalResult, Status
from sim.study import OpticsSpec


def is_met(result: OpticalResult, optics: OpticsSpec) -> bool:
    """Whether the error of LEE is within ``optics.tolerance``."""
    return result.lee_error <= optics.tolerance * lee(result)


def round_sentence(
    number: int, part: str, text: str, before: OpticalResult, after: OpticalResult
) -> str:
    """What a round has changed.

    Args:
        number: of the round.
        part: of the error that it was for.
        text: what it took.
        before, after: results.
    """
    return (
        f"refinement {number} ({part}: {text}) changed LEE from {lee(before):.4f} to "
        f"{lee(after):.4f} and its error from {before.lee_error:.4f} to {after.lee_error:.4f}"
    )


def limit_reached(reasons: Mapping[str, str], optics: OpticsSpec) -> str:
    """Why refining went no further.

    Args:
        reasons: by part of the error, why it could not be refined.
        optics: whose rounds are used up where there are none.
    """
    named = "; ".join(f"{part}: {reason}" for part, reason in reasons.items())
    return named or f"all {optics.refine.rounds} rounds are used"


def ended(
    result: OpticalResult, optics: OpticsSpec, sentences: list[str], limit: str
) -> OpticalResult:
    """A refined result with its status and its rounds' sentences.

    Args:
        result: the last one.
        optics: whose tolerance it had to meet.
        sentences: of the rounds.
        limit: what it says where it did not.
    """
    if not is_met(result, optics):
        sentences = [*sentences, f"refinement ended above the tolerance of LEE ({limit})"]
        if result.status is Status.OK:
            result = replace(result, status=Status.NOT_CONVERGED)
    return replace(result, warnings=(*result.warnings, *sentences))
