"""What the LEE of an fmm case may be wrong by, and why; contributions are absolute and add.

terms       change of LEE with about half of the orders in place of all
brillouin   `ZONE_LEFT` of what twice the wavevectors per direction have changed: doubling them once
            more changes several times less (docs/physics.md)
dipole_rule change of LEE by a finer lateral rule, with few orders and wavevectors
closure     power that is lost where nothing absorbs, as a share of LEE
emission_zone, spectrum   change of the exact film's LEE by one more height, two more wavelengths
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sim.results.averages import budget, lee, recycled_lee
from sim.results.records import OpticalResult

ZONE_LEFT = 0.5
"""Share of the last change by more wavevectors that may be left."""


@dataclass(frozen=True)
class Variants:
    """Results of the same case that are worse on purpose.

    Attributes:
        few_orders, few_wavevectors: with less of one of them.
        coarse: with less of both.
        finer_rule: likewise, at more lateral positions.
    """

    few_orders: OpticalResult
    few_wavevectors: OpticalResult
    coarse: OpticalResult
    finer_rule: OpticalResult


def with_errors(result: OpticalResult, others: Variants, film: OpticalResult) -> OpticalResult:
    """The result with the errors of LEE and of light per exciton.

    Args:
        result: of the best sums.
        others: what its errors are judged by.
        film: exact solution of the device's film.
    """
    value = lee(result)
    rule = abs(lee(others.finer_rule) - lee(others.coarse))
    closure = abs(budget(result).closure_error)
    of_film = {name: film.error_parts.get(name, 0.0) for name in ("emission_zone", "spectrum")}
    parts = {
        "terms": abs(lee(others.few_orders) - value),
        "brillouin": ZONE_LEFT * abs(lee(others.few_wavevectors) - value),
        "dipole_rule": rule,
        "closure": closure * value,
        **of_film,
    }
    result = replace(result, lee_error=sum(parts.values()), error_parts=parts)
    if result.away is None:
        return result
    recycled = recycled_lee(result)
    scale = recycled / value if value > 0.0 else 0.0
    recycling = {
        "terms": abs(recycled_lee(others.few_orders) - recycled),
        "brillouin": ZONE_LEFT * abs(recycled_lee(others.few_wavevectors) - recycled),
        "dipole_rule": rule * scale,
        "closure": closure * recycled,
        **{name: film.recycling_errors.get(name, 0.0) for name in of_film},
    }
    return replace(result, recycling_errors=recycling)
