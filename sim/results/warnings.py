"""What a user should hear about a case: the sentences of both models, the status, the error."""

from __future__ import annotations

from dataclasses import replace

from sim.results.averages import lee
from sim.results.records import ElectricalResult, OpticalResult, Status

_NOT_ASKED = "; optics.tolerance was not set, so that this is no failure (set it for exit status 3)"


def misses_tolerance(optics: OpticalResult, tolerance: float) -> bool:
    """Whether the error of LEE is larger than a tolerance, relative."""
    return optics.status.is_solved and bool(optics.lee_error > tolerance * lee(optics))


def with_tolerance(optics: OpticalResult, tolerance: float) -> OpticalResult:
    """The result; not converged where all was well but for a tolerance that was asked for."""
    if optics.status is not Status.OK or not misses_tolerance(optics, tolerance):
        return optics
    return replace(optics, status=Status.NOT_CONVERGED)


def case_warnings(
    optics: OpticalResult,
    electrical: ElectricalResult | None,
    tolerance: float,
    is_asked_for: bool = True,
) -> tuple[str, ...]:
    """Sentences of both models, of a status that is not ok, and of an error beyond the tolerance.

    Args:
        optics: of the case.
        electrical: of the case; None without that model.
        tolerance: of LEE, relative.
        is_asked_for: whether the user has limited the error, or the default says what is large.
    """
    sentences = list(optics.warnings)
    if optics.status is not Status.OK:
        sentences.append(optics.status.sentence)
    if misses_tolerance(optics, tolerance):
        value = lee(optics)
        largest = max(optics.error_parts, key=lambda part: optics.error_parts[part])
        sentences.append(
            f"LEE {value:.3f} may be wrong by {optics.lee_error:.3f}, more than the tolerance of "
            f"{100.0 * tolerance:.3g} %; the largest part is {largest}"
            + ("" if is_asked_for else _NOT_ASKED)
        )
    if electrical is not None:
        sentences += electrical.warnings
    return tuple(dict.fromkeys(sentences))
