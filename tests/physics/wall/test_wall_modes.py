"""Claim: modes of columns give what a wall returns exactly across it, and light to air beside it.

1. A wall alone (columns without films, open both ways) is known exactly: power of a line of dipoles
   over that in the well's medium (sim.optics.wall_alone.exact, the planar engine turned by 90
   degrees), k_y = 0.5 k0. Bias: second order in the cells along z alone; on 20 nm, 1 / 13 of the
   wavelength in the well, 0.005 is the most of all walls, directions and distances here.
2. Far from a wall light to air is the film's, by the exact planar engine; the absorbing end sends
   back 0.2 % of it on its 40 cells.
3. Columns that are alike return nothing.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from physics.edge_cases import GAP_UM, numerics, pixel
from physics.wall_cases import ABSORBER, BANK, OXIDE, WAVELENGTH_UM, WELL, Film, Wall, exact

from sim.optics.methods.planar.case import planar_powers
from sim.optics.section.straight import straight_wall
from sim.optics.wall_modes.arrivals import wall_light
from sim.optics.wall_modes.dipoles import beside, line_dipoles
from sim.optics.wall_modes.effect import WallCase, power_change
from sim.optics.wall_modes.lines import LineCells
from sim.optics.wall_modes.profile import WallProfile, wall_profile
from sim.optics.wall_modes.wall import wall_modes
from sim.optics.wall_modes.wavevectors import WallRule

K_Y = 0.5
HEIGHT_UM, TOP_UM = 0.2, 0.4
WALLS = {
    "bare": Wall(),
    "silver 50": Wall.silver(0.050),
    "silver 50 behind 20": Wall.silver(0.050, 0.020),
    "silver 20 behind 5": Wall.silver(0.020, 0.005),
    "oxide 10": Wall((Film(0.010, OXIDE),)),
    "absorbing 20": Wall((Film(0.020, ABSORBER),)),
}


def columns(wall: Wall) -> WallProfile:
    """The wall alone: the same medium at all heights of a column."""
    index = [WELL, *(film.index for film in wall.films), BANK]
    x = np.cumsum([0.0, *(film.thickness_um for film in wall.films)])
    epsilon = np.array(index, complex)[:, None] ** 2 * np.ones(4)
    return WallProfile(x, np.array([0.0, HEIGHT_UM, TOP_UM]), epsilon, WAVELENGTH_UM)


def power(wall: Wall, orientation: str, distance_um: float, cell_um: float) -> float:
    """Of a line of dipoles over that in the well's medium."""
    k0 = 2.0 * math.pi / WAVELENGTH_UM
    cells = LineCells(cell_um, cell_um, cell_um)
    solved = wall_modes(columns(wall), K_Y * k0, cells, closed=False)
    dipoles = line_dipoles(solved.first, [HEIGHT_UM])
    lines = beside(solved, dipoles, np.array([distance_um]))
    returned = lines.field(dipoles)["xyz".index(orientation), 0]
    # the line's own power: k0 / 4 pi n^2 times the integral over its plane waves
    waves = {"y": 0.5 * (WELL**2 - K_Y**2)}.get(orientation, 0.25 * (WELL**2 + K_Y**2))
    return float(1.0 - 0.5 * returned.real / (k0 / (4.0 * WELL**2) * waves))


@pytest.mark.parametrize("name", WALLS)
def test_a_wall_alone_is_the_exact_one(name: str) -> None:
    wall = WALLS[name]
    for orientation in "xyz":
        for distance in (0.15, 0.25, 0.40):
            known = exact(wall, distance, orientation, K_Y)
            assert abs(power(wall, orientation, distance, 0.020) - known) < 0.006


def test_the_error_falls_with_the_square_of_the_cell() -> None:
    wall = WALLS["silver 50"]
    errors = []
    for cell in (0.040, 0.020):
        misses = [
            power(wall, o, d, cell) - exact(wall, d, o, K_Y) for o in "xyz" for d in (0.15, 0.25)
        ]
        errors.append(float(np.sqrt(np.mean(np.square(misses)))))
    assert errors[1] < 0.4 * errors[0]


def test_columns_that_are_alike_return_nothing() -> None:
    alike = Wall((Film(0.030, WELL),))
    profile = columns(alike)
    same = WallProfile(profile.x_um, profile.z_um, profile.epsilon[[0, 0, 0]], WAVELENGTH_UM)
    solved = wall_modes(same, 0.3, LineCells(), closed=False)
    assert np.max(np.abs(solved.returned[0])) < 1e-9


def test_light_far_from_a_wall_is_the_films() -> None:
    """Of a real stack, to 1 % of the brightest orientation; 3 um from a wall it changes 2e-3."""
    device = pixel(20.0)
    film = planar_powers(device.as_film(), numerics())
    peak = device.emission.peak_um
    case = WallCase(
        wall_profile(straight_wall(device, 6.0, GAP_UM), peak),
        float(device.stack.emitter.material.index(peak * 1e3).real),
        np.array([0.15, 3.0]),
        film.node_um[:, 2],
        0.5 * GAP_UM,
    )
    total, _ = power_change(case, WallRule())
    light = wall_light(case, WallRule())
    exact_air = (film.air * film.purcell)[:, :, 0]
    assert np.max(np.abs(light.film - exact_air)) < 0.01 * np.max(exact_air)
    assert np.max(np.abs(light.air[..., 1])) < 2e-3
    assert np.max(np.abs(total[..., 1])) < 0.01
    assert np.max(np.abs(light.air[..., 0])) > 5e-3
    # the image of a dipole 3 um away shows nothing behind the bank, one at the wall some
    assert np.all(light.foreign[:, :2, 0] > light.foreign[:, :2, 1])
