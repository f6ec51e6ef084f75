"""Light that leaves over other pixels: of all directions, and within an observer's aperture.

Of all light crosstalk is defined on the exit's inner face: the share of the Poynting flux of all
waves that will reach the observer which crosses that plane outside of the own cell. An observer
with a numerical aperture sees the image of the waves |K| < NA k_0 alone, focused on that plane;
its crosstalk is the share of the image's light that lies outside of the own cell. It contains the
image's own blur, about 0.6 lambda / NA wide.

Errors, absolute, by contributions:

    positions   spread of crosstalk over the lateral positions, over their number
    light       as much of crosstalk as LEE may be wrong by of itself

and those that a method gives, which then take the place of ``positions``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from geometry.arrays import FloatArray
from sim.results.averages import Averager, crosstalk, lee
from sim.results.optical import OpticalResult


@dataclass(frozen=True)
class ApertureCrosstalk:
    """What an observer with a numerical aperture sees of a pixel.

    Attributes:
        numerical_aperture: NA.
        light: share of the emitted power that it collects.
        crosstalk: share of that whose image lies over other pixels.
        error: of the crosstalk, absolute.
    """

    numerical_aperture: float
    light: float
    crosstalk: float
    error: float


def aperture_crosstalk(result: OpticalResult) -> ApertureCrosstalk | None:
    """Crosstalk within the numerical aperture; None where none was given."""
    aperture, collected, own = (
        result.numerical_aperture,
        result.collected,
        result.own_collected_share,
    )
    if aperture is None or collected is None or own is None:
        return None
    light = float(Averager(result).mean(collected))
    value = crosstalk(replace(result, air=collected, own_pixel_share=own))
    return ApertureCrosstalk(
        aperture, light, value, sum(result.collected_crosstalk_errors.values())
    )


def crosstalk_error(result: OpticalResult) -> float:
    """Absolute; 0 for a film, which has no other pixels, NaN where a file holds none."""
    if np.all(np.isinf(result.wall_distance_um)):
        return 0.0
    return sum(result.crosstalk_errors.values()) if result.crosstalk_errors else float("nan")


def with_crosstalk_errors(result: OpticalResult) -> OpticalResult:
    """A result with the errors of its crosstalk; a film has neither.

    Args:
        result: of any method that knows powers, with the error of LEE.
    """
    if not (result.status.is_solved and np.all(np.isfinite(result.wall_distance_um))):
        return result
    value = lee(result)
    relative = result.lee_error / value if value > 0.0 else 0.0
    share = crosstalk(result)
    errors = _completed(result, result.crosstalk_errors, relative * abs(share))
    seen = aperture_crosstalk(result)
    result = replace(result, crosstalk_errors=errors)
    if seen is None or result.collected is None or result.own_collected_share is None:
        return result
    within = replace(result, air=result.collected, own_pixel_share=result.own_collected_share)
    errors = _completed(within, result.collected_crosstalk_errors, relative * abs(seen.crosstalk))
    return replace(result, collected_crosstalk_errors=errors)


def _completed(result: OpticalResult, given: dict[str, float], light: float) -> dict[str, float]:
    by_rule = {} if "distance_rule" in given else {"positions": _by_position(result)}
    return {**given, **by_rule, "light": light}


def _by_position(result: OpticalResult) -> float:
    """Spread of the lateral positions' crosstalk over their number; one position shows none."""
    places, at = np.unique(result.node_um[:, :2], axis=0, return_inverse=True)
    averager = Averager(result)
    number = at.ravel()

    def per_place(share: FloatArray) -> FloatArray:
        weight = result.node_weight * averager.spectrum_mean(share)
        return np.asarray(np.bincount(number, weight), dtype=np.float64)

    air = per_place(result.air)
    if not np.all(air > 0.0):
        return 0.0
    own = per_place(result.air * result.own_pixel_share) / air
    # One position says nothing of the others: crosstalk may be all or none of what it is.
    return float(np.std(own)) / len(places) if len(places) > 1 else abs(1.0 - float(own[0]))
