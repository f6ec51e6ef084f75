"""Claim: between two walls every round trip of light counts, exactly.

Columns without films are a slab of the well between two banks, which the planar engine knows when
it is turned by 90 degrees: with r1, r2 what both sides return (sim.optics.wall_alone.exact),

    1 + r  ->  (1 + r1) (1 + r2) / (1 - r1 r2)    of fields that both walls return upright,
    1 - r  ->  (1 - r1) (1 - r2) / (1 - r1 r2)    of those that they turn round.

Bias: second order in the cells along z, as for one wall (test_wall_modes): 0.01 on 20 nm, twice
that of one wall since light goes to and fro. In a wide stripe with bare walls light to air changes
by what both walls do one at a time: round trips are r^2, below 1 % of it.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from physics.edge_cases import GAP_UM, pixel
from physics.wall.test_wall_modes import HEIGHT_UM, K_Y, columns
from physics.wall_cases import WAVELENGTH_UM, WELL, Wall
from scipy.special import roots_legendre

from sim.optics.film.multilayer import Polarisation, Side, respond
from sim.optics.section.straight import straight_wall
from sim.optics.wall_modes.arrivals import wall_light
from sim.optics.wall_modes.dipoles import line_dipoles
from sim.optics.wall_modes.effect import WallCase, power_change
from sim.optics.wall_modes.lines import LineCells
from sim.optics.wall_modes.profile import wall_profile
from sim.optics.wall_modes.stripe import Between, stripe_change
from sim.optics.wall_modes.wall import wall_modes
from sim.optics.wall_modes.wavevectors import WallRule

WIDTH_UM = 0.6
"""Off a resonance by its loss: silver and radiation of the bare wall."""


def slab(wall: Wall, distance_um: float, orientation: str) -> float:
    """Change of a line's power by both walls over its own in the well's medium."""
    root, weight = roots_legendre(2000)
    end = 12.0
    straight = end * (0.5 * (root + 1.0)) ** 2
    path = straight - 0.35j * WELL * straight / (WELL + straight)
    bend = 1.0 - 0.35j * WELL**2 / (WELL + straight) ** 2
    step = bend * 0.5 * end * (root + 1.0) * weight
    k = np.sqrt(path**2 + K_Y**2)
    k_x = np.sqrt(WELL**2 - k**2)
    index = tuple(film.index for film in wall.films)
    thickness = tuple(film.thickness_um for film in wall.films)

    def both(polarisation: Polarisation, sign: float) -> np.ndarray:  # type: ignore[type-arg]
        one, other = (
            respond(
                Side(WELL, d, index, thickness, 1.50088), k, polarisation, WAVELENGTH_UM
            ).reflection
            for d in (distance_um, WIDTH_UM - distance_um)
        )
        whole = (1.0 + sign * one) * (1.0 + sign * other) / (1.0 - one * other)
        return np.asarray(whole - 1.0)

    if orientation == "x":
        returned = k**2 / k_x * both(Polarisation.P, 1.0)
        free = 0.25 * math.pi * (WELL**2 + K_Y**2)
    else:
        c2 = ((path if orientation == "z" else K_Y) / k) ** 2
        returned = WELL**2 / k_x * (1.0 - c2) * both(Polarisation.S, 1.0)
        returned = returned + k_x * c2 * both(Polarisation.P, -1.0)
        along = 0.5 * math.pi * (WELL**2 - K_Y**2)
        free = along if orientation == "y" else 0.25 * math.pi * (WELL**2 + K_Y**2)
    return float(np.real(step @ returned)) / free


@pytest.mark.parametrize("wall", [Wall(), Wall.silver(0.050, 0.020)])
def test_light_between_two_walls_is_that_of_a_slab(wall: Wall) -> None:
    k0 = 2.0 * math.pi / WAVELENGTH_UM
    cells = LineCells(0.020, 0.020, 0.020)
    distance = np.array([0.15, 0.22, 0.30])
    solved = wall_modes(columns(wall), K_Y * k0, cells, closed=False)
    case = WallCase(columns(wall), WELL, distance, np.array([HEIGHT_UM]), 1.0, closed=False)
    dipoles = line_dipoles(solved.first, [HEIGHT_UM])
    field = Between.of(case, solved, WIDTH_UM).field(dipoles)
    waves = {"y": 0.5 * (WELL**2 - K_Y**2)}
    for row, orientation in enumerate("xyz"):
        own = k0 / (4.0 * WELL**2) * waves.get(orientation, 0.25 * (WELL**2 + K_Y**2))
        for place, d in enumerate(distance):
            change = -0.5 * field[row, place].real / own
            assert change == pytest.approx(slab(wall, float(d), orientation), abs=0.01)


def test_bare_walls_of_a_wide_stripe_act_one_at_a_time() -> None:
    device, width = pixel(20.0), 4.0
    peak = device.emission.peak_um
    below = device.emitter_below_um + 0.5 * device.stack.emitter.thickness_um
    place = np.array([0.12, 0.3, 0.7])
    case = WallCase(
        wall_profile(straight_wall(device, 6.0, GAP_UM), peak),
        float(device.stack.emitter.material.index(peak * 1e3).real),
        place,
        np.array([below]),
        0.5 * GAP_UM,
    )
    rule = WallRule(cells=LineCells().times(1.5), light_along=8)
    stripe = stripe_change(case, width, rule)
    far = replace(case, distance_um=np.append(place, width - place[::-1]))
    total, air = power_change(far, rule)[0], wall_light(far, rule).air
    for exact, alone in ((stripe.total, total), (stripe.air, air)):
        summed = alone[..., :3] + alone[..., :2:-1]
        assert np.max(np.abs(exact - summed)) < 0.03 * np.max(np.abs(summed))
