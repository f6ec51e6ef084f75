"""What the LEE of an fmm case may be wrong by, and why; contributions are absolute and add.

terms       change of LEE with about half of the orders in place of all
brillouin   what twice the wavevectors per direction have changed, power by power,

                [<|dP_air|> + LEE <|dP|>] / <P>                                     (1)

            (with recycling P_away in place of P), since changes of different dipoles that cancel in
            LEE need not do so once more; times the share of it that may be left,
            ``left_of_change``
dipole_rule change of LEE by a finer lateral rule, with few orders and wavevectors
closure     power that is lost where nothing absorbs, as a share of LEE
emission_zone, spectrum   change of the exact film's LEE by one more height, two more wavelengths
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from geometry.arrays import FloatArray
from sim.results.averages import Averager, budget, lee, recycled_lee
from sim.results.records import OpticalResult

LEAST_LEFT = 0.5
"""Share of (1) that may be left where a dipole comes back from afar."""

SAME_LEFT_UM = 3.2
"""Distance after which a dipole comes back at which as much may be left as the last doubling has
changed: windows of 90 nm every 200 nm (docs/physics.md)."""


def left_of_change(distance_um: float) -> float:
    """Share of the last change by more wavevectors that may be left.

    What a sum over n wavevectors lacks is the field that comes back from n pixels away. While that
    distance is short against the decay length of guided light, doubling it changes the field's
    phase more than its size.

    Args:
        distance_um: after which a dipole comes back in the finest sum.
    """
    return max(LEAST_LEFT, SAME_LEFT_UM / distance_um)


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


def with_errors(
    result: OpticalResult, others: Variants, film: OpticalResult, distance_um: float
) -> OpticalResult:
    """The result with the errors of LEE and of light per exciton.

    Args:
        result: of the best sums.
        others: what its errors are judged by.
        film: exact solution of the device's film.
        distance_um: after which a dipole comes back in the finest sum.
    """
    value, left = lee(result), left_of_change(distance_um)
    fewer = others.few_wavevectors
    rule = abs(lee(others.finer_rule) - lee(others.coarse))
    closure = abs(budget(result).closure_error)
    of_film = {name: film.error_parts.get(name, 0.0) for name in ("emission_zone", "spectrum")}
    parts = {
        "terms": abs(lee(others.few_orders) - value),
        "brillouin": left * _changed(result, value, _lossless(result), _lossless(fewer)),
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
        "brillouin": left * _changed(result, recycled, _lossy(result), _lossy(fewer)),
        "dipole_rule": rule * scale,
        "closure": closure * recycled,
        **{name: film.recycling_errors.get(name, 0.0) for name in of_film},
    }
    return replace(result, recycling_errors=recycling)


Powers = tuple[FloatArray, FloatArray]
"""To air, and in all (or away), over bulk, (N, O, W)."""


def _changed(result: OpticalResult, value: float, powers: Powers, others: Powers) -> float:
    """(1) for a ratio of mean powers."""
    averager = Averager(result)
    air, total = (
        averager.mean_power(np.abs(one - other)) for one, other in zip(powers, others, strict=True)
    )
    return (air + value * total) / averager.mean_power(powers[1])


def _lossless(result: OpticalResult) -> Powers:
    return result.purcell * result.air, result.purcell


def _lossy(result: OpticalResult) -> Powers:
    assert result.lossy_air is not None  # the absorbing emitter was solved
    assert result.away is not None
    return result.lossy_air, result.away
