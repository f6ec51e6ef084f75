"""What a user should hear about a case: the sentences of both models, the status, the error."""

from __future__ import annotations

from sim.results.averages import lee
from sim.results.records import ElectricalResult, OpticalResult, Status


def case_warnings(
    optics: OpticalResult, electrical: ElectricalResult | None, tolerance: float
) -> tuple[str, ...]:
    """Sentences of both models, of a status that is not ok, and of an error beyond the tolerance.

    Args:
        optics: of the case.
        electrical: of the case; None without that model.
        tolerance: of LEE, relative.
    """
    sentences = list(optics.warnings)
    if optics.status is not Status.OK:
        sentences.append(optics.status.sentence)
    value = lee(optics)
    if optics.lee_error > tolerance * value:
        largest = max(optics.error_parts, key=lambda part: optics.error_parts[part])
        sentences.append(
            f"LEE {value:.3f} may be wrong by {optics.lee_error:.3f}, more than the tolerance of "
            f"{tolerance:.0%}; the largest part is {largest}"
        )
    if electrical is not None:
        sentences += electrical.warnings
    return tuple(dict.fromkeys(sentences))
