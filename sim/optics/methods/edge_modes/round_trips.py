"""Light between a pixel's walls: what the rule of method edge misses, from an exact stripe.

What all walls of a pixel do follows from one wall by a rule for light that meets several of them
(sim.optics.methods.edge.walls). Between the two walls of a stripe that light is known exactly
(sim.optics.wall_modes.stripe). A stripe of the width 2 A / P has the pixel's wall per area and its
mean chord, which is all that the rule knows of a shape, so that

    LEE(pixel) = rule(pixel) + [exact(stripe) - rule(stripe)],                          (1)

both at the peak and at the heights of the dipoles. For a stripe that is exact. Small round pixels
do without (small_round.py).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from geometry.arrays import FloatArray
from geometry.device import Device
from geometry.spec import ApertureShape
from sim.optics.methods.edge.areas import WallDistances, pixel_measures, wall_distances
from sim.optics.methods.edge.pixel import with_more_light
from sim.optics.methods.edge.quadrature import DistanceBasis
from sim.optics.methods.edge.response import EdgeResponse
from sim.optics.methods.edge.walls import all_walls, corner_error
from sim.optics.methods.edge_modes.kept import KeptWalls
from sim.optics.methods.edge_modes.setup import WallSetup
from sim.optics.wall_modes.stripe import stripe_change
from sim.optics.wall_modes.wavevectors import WallRule
from sim.results.records import OpticalResult

WIDEST_UM = 10.0
"""Widest stripe that is solved; of a wider one what this misses is taken to fall as 1 / width."""

CORNER = "corner"
"""Name of the error part that the stripe judges."""

NOT_A_STRIPE = 0.5
"""Share of the stripe's term by which other outlines may differ from it."""

_STEP_UM, _NEAREST_UM = 0.035, 0.03
_SAME_RULE = 1.3
"""Wavevectors of the power over those of one wall: waves between walls are narrower."""


@dataclass(frozen=True)
class RoundTrips:
    """What a pixel's light does between its walls.

    Attributes:
        extra: of (1), in LEE.
        width_um: of the stripe that was solved.
    """

    extra: float
    width_um: float


def with_round_trips(
    result: OpticalResult, response: EdgeResponse, device: Device, trips: RoundTrips
) -> OpticalResult:
    """A pixel's result with (1), and what corners may still change of it.

    A stripe knows neither corners, nor at which angles the walls of other outlines meet; for these
    the rule of shapes keeps its error and half of the stripe's term is counted.
    """
    walls = wall_distances(device.patterned_array)
    effect = response.lee - response.planar_lee
    if walls.shape is ApertureShape.STRIPE:
        error = 0.0
    else:
        error = corner_error(response.basis, walls, effect) + NOT_A_STRIPE * abs(trips.extra)
    parts = {**result.error_parts, CORNER: error}
    moved = with_more_light(result, trips.extra)
    return replace(moved, error_parts=parts, lee_error=sum(parts.values()))


def equal_stripe_um(device: Device) -> float:
    """2 A / P."""
    return 2.0 / pixel_measures(device.patterned_array).perimeter_per_area_1_um


def stripe_name(device: Device) -> str:
    """Of the solution of the stripe that stands for a pixel: equal for pixels that share it."""
    return f"stripe of {min(equal_stripe_um(device), WIDEST_UM):.9f}"


def round_trips(
    setup: WallSetup,
    rule: WallRule,
    peak: tuple[FloatArray, FloatArray],
    basis: DistanceBasis,
    reflectance: float,
    kept: KeptWalls,
) -> RoundTrips:
    """(1).

    Args:
        setup: of the wall.
        rule: how finely it is solved.
        peak: change of power and of light to air at the peak, (Z, 3, S) each.
        basis, reflectance: of the rule.
        kept: stripes that were solved before.
    """
    asked = equal_stripe_um(setup.device)
    width = min(asked, WIDEST_UM)

    def solve() -> RoundTrips:
        walls = WallDistances(ApertureShape.STRIPE, width, math.inf)
        film = setup.lee_beside(0.0, 0.0)
        total, air = (np.tensordot(one, setup.places.mean, (2, 1)) for one in peak)
        effect = setup.lee_beside(total, air) - film
        ruled = float(all_walls(basis, walls, reflectance) @ effect)
        return RoundTrips(_exact(setup, rule, width, film) - ruled, width)

    stripe = kept.record(RoundTrips, f"{rule}, {stripe_name(setup.device)}", solve)
    return replace(stripe, extra=stripe.extra * width / asked)


def _exact(setup: WallSetup, rule: WallRule, width_um: float, film: FloatArray) -> float:
    """What a stripe changes of the film's LEE, the mean over its width."""
    half = np.linspace(_NEAREST_UM, 0.5 * width_um, max(2, math.ceil(0.5 * width_um / _STEP_UM)))
    case = setup.case(float(setup.spectrum.wavelength_um[setup.peak]), absorbing=False)
    more = replace(rule, along=math.ceil(_SAME_RULE * rule.along))
    solved = stripe_change(replace(case, distance_um=half), width_um, more)
    beside = setup.lee_beside(solved.total, solved.air) - film
    # the nearest distance stands for what lies between it and the wall
    place, effect = np.append(0.0, half), np.append(beside[0], beside)
    return float(np.trapz(effect, place)) / (0.5 * width_um)
