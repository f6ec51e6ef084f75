"""Light between a pixel's walls: what the rule of method edge misses, from outlines solved exactly.

What all walls of a pixel do follows from one wall by a rule for light that meets several of them
(sim.optics.methods.edge.walls). Two outlines are known exactly: a stripe (sim.optics.wall_modes.
stripe) and a round well (sim.optics.round_well), so that

    LEE(pixel) = rule(pixel) + [exact - rule](stripe or round well),                       (1)

at the heights of the dipoles. A stripe takes itself, a small round pixel the round well
(small_round.py), for which (1) is exact. Any other outline takes the stripe of the width 2 A / P,
which has the pixel's wall per area and its mean chord: all that the rule knows of a shape. Stripes
are solved at the peak.
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
from sim.optics.methods.edge_modes.small_round import exact_radius_um, round_change_of_lee
from sim.optics.wall_modes.effect import Progress
from sim.optics.wall_modes.stripe import stripe_change
from sim.optics.wall_modes.wavevectors import WallRule
from sim.results.records import OpticalResult

WIDEST_UM = 10.0
"""Widest stripe that is solved; of a wider one what this misses is taken to fall as 1 / width."""

CORNER = "corner"
"""Name of the error part that the exact outline judges."""

OF_THE_RULE = ("wavevectors", "distance_rule", "reach", CORNER)
"""Error parts of one wall and of what the rule makes of it."""

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
        width_um: of the stripe that was solved, or radius of the round well.
        error: of ``extra``, of a round well.
    """

    extra: float
    width_um: float
    error: float = 0.0


def with_round_trips(
    result: OpticalResult, response: EdgeResponse, device: Device, trips: RoundTrips
) -> OpticalResult:
    """A pixel's result with (1), and what corners may still change of it.

    A stripe knows neither corners, nor at which angles the walls of other outlines meet; for these
    the rule of shapes keeps its error and half of the stripe's term is counted.
    """
    walls = wall_distances(device.patterned_array)
    effect = response.lee - response.planar_lee
    parts = dict(result.error_parts)
    if exact_radius_um(device) is not None:
        # nothing is left of the rule
        parts = {**parts, **dict.fromkeys(OF_THE_RULE, 0.0), "cells": trips.error}
    elif walls.shape is ApertureShape.STRIPE:
        parts[CORNER] = 0.0
    else:
        interference = corner_error(response.basis, walls, effect)
        parts[CORNER] = interference + NOT_A_STRIPE * abs(trips.extra)
    moved = with_more_light(result, trips.extra)
    return replace(moved, error_parts=parts, lee_error=sum(parts.values()))


def equal_stripe_um(device: Device) -> float:
    """2 A / P."""
    return 2.0 / pixel_measures(device.patterned_array).perimeter_per_area_1_um


def round_trips(
    setup: WallSetup,
    rule: WallRule,
    peak: tuple[FloatArray, FloatArray],
    basis: DistanceBasis,
    reflectance: float,
    kept: KeptWalls,
    told: Progress = lambda _: None,
) -> RoundTrips:
    """(1).

    Args:
        setup: of the wall.
        rule: how finely it is solved.
        peak: change of power and of light to air at the peak, (Z, 3, S) each.
        basis, reflectance: of the rule.
        kept: outlines that were solved before.
        told: is told the share that is done.
    """
    film = setup.lee_beside(0.0, 0.0)
    total, air = (np.tensordot(one, setup.places.mean, (2, 1)) for one in peak)
    effect = setup.lee_beside(total, air) - film

    def ruled(walls: WallDistances) -> float:
        return float(all_walls(basis, walls, reflectance) @ effect)

    radius = exact_radius_um(setup.device)
    if radius is not None:
        width = setup.device.patterned_array.aperture.width_um
        walls = WallDistances(ApertureShape.CIRCLE, width, width)

        def solve_round() -> RoundTrips:
            change = round_change_of_lee(setup, rule.cells, radius, told)
            return RoundTrips(change.value - ruled(walls), radius, change.error)

        return kept.record(RoundTrips, f"{rule}, round well of {radius:.9f}", solve_round)
    asked = equal_stripe_um(setup.device)
    width = min(asked, WIDEST_UM)

    def solve_stripe() -> RoundTrips:
        walls = WallDistances(ApertureShape.STRIPE, width, math.inf)
        return RoundTrips(_stripe_effect(setup, rule, width, film) - ruled(walls), width)

    stripe = kept.record(RoundTrips, f"{rule}, stripe of {width:.9f}", solve_stripe)
    return replace(stripe, extra=stripe.extra * width / asked)


def _stripe_effect(setup: WallSetup, rule: WallRule, width_um: float, film: FloatArray) -> float:
    """What a stripe changes of the film's LEE, the mean over its width."""
    half = np.linspace(_NEAREST_UM, 0.5 * width_um, max(2, math.ceil(0.5 * width_um / _STEP_UM)))
    case = setup.case(float(setup.spectrum.wavelength_um[setup.peak]), absorbing=False)
    more = replace(rule, along=math.ceil(_SAME_RULE * rule.along))
    solved = stripe_change(replace(case, distance_um=half), width_um, more)
    beside = setup.lee_beside(solved.total, solved.air) - film
    # the nearest distance stands for what lies between it and the wall
    place, effect = np.append(0.0, half), np.append(beside[0], beside)
    return float(np.trapz(effect, place)) / (0.5 * width_um)
