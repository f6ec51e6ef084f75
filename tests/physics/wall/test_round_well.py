"""Claim: a round well by its films' modes is exact around its axis; a wide one has straight walls.

1. A well without films (the same media at all heights) is a fibre, known exactly. Of a dipole at
   r0 with E_z = e J_m(kappa r), H_z = h J_m(kappa r), kappa^2 = k0^2 eps - k_z^2, tangential fields

       E_phi = (i / kappa^2) (k_z i m / r E_z - k0 dH_z/dr),
       H_phi = (i / kappa^2) (k_z i m / r H_z + k0 eps dE_z/dr)

   go on through every face; sums over m, integrals over k_z on a bent path (fibre below). Power
   over bulk, 0.15 to 0.4 um from the wall of a well 1 um wide. Bias: second order in the cells
   along z alone; on 20 nm, 1 / 13 of the wavelength, 0.0026 is the most of all walls, directions
   and distances here, on 10 nm 0.0006.
2. What a wall of a real stack does goes over to a straight wall's: the difference falls with 1 / R,
   of power and of light to air.
3. Rings that are alike return nothing.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from physics.edge_cases import GAP_UM, pixel
from physics.wall.test_wall_modes import HEIGHT_UM, columns
from physics.wall_cases import BANK, OXIDE, WAVELENGTH_UM, WELL, Film, Wall
from scipy.special import h1vp, hankel1, jv, jvp, roots_legendre

from geometry.arrays import ComplexArray, FloatArray
from sim.optics.round_well.effect import RoundRule, round_change
from sim.optics.section.straight import straight_wall
from sim.optics.wall_modes.arrivals import wall_light
from sim.optics.wall_modes.effect import WallCase, power_change
from sim.optics.wall_modes.lines import LineCells
from sim.optics.wall_modes.profile import wall_profile
from sim.optics.wall_modes.wavevectors import WallRule

RADIUS_UM = 0.5
DISTANCES_UM = np.array([0.15, 0.25, 0.40])
K0 = 2.0 * math.pi / WAVELENGTH_UM


def tangential(
    m: int, k_z: complex, index: complex, r: float, outgoing: bool
) -> tuple[ComplexArray, ComplexArray]:
    """(E_z, E_phi) and (H_z, H_phi) of the amplitudes (e, h), 2 x 2 each."""
    kappa = np.sqrt(index**2 * K0**2 - k_z**2 + 0j)
    kappa = kappa if kappa.imag >= 0.0 else -kappa
    function, slope = (hankel1, h1vp) if outgoing else (jv, jvp)
    f, df = function(m, kappa * r), kappa * slope(m, kappa * r)
    turned, over = k_z * 1j * m / r * f, 1j / kappa**2
    electric = np.array([[f, 0.0], [over * turned, -over * K0 * df]])
    magnetic = np.array([[0.0, f], [over * K0 * index**2 * df, over * turned]])
    return electric, magnetic


def returned(m: int, k_z: complex, wall: Wall) -> ComplexArray:
    """(e, h) of J_m in the well from those of H_m that go out, 2 x 2."""
    index = [WELL, *(film.index for film in wall.films), BANK]
    faces = RADIUS_UM + np.cumsum([0.0, *(film.thickness_um for film in wall.films)])
    electric, magnetic = tangential(m, k_z, index[-1], faces[-1], True)
    admittance = magnetic @ np.linalg.inv(electric)
    for number in range(len(faces) - 1, -1, -1):
        out, come = (tangential(m, k_z, index[number], faces[number], o) for o in (True, False))
        back = -np.linalg.solve(come[1] - admittance @ come[0], out[1] - admittance @ out[0])
        if number == 0:
            return np.asarray(back)
        out, come = (tangential(m, k_z, index[number], faces[number - 1], o) for o in (True, False))
        electric, magnetic = (a + b @ back for a, b in zip(out, come, strict=True))
        admittance = magnetic @ np.linalg.inv(electric)
    raise AssertionError


def fibre(wall: Wall, distance_um: float) -> FloatArray:
    """Change of a dipole's power over bulk: radial, around the axis, along it."""
    r0, k = RADIUS_UM - distance_um, WELL * K0
    root, weight = roots_legendre(80)
    s, step = 8.0 * (0.5 * (root + 1.0)) ** 2, 8.0 * 0.5 * (root + 1.0) * weight
    path = s - 0.35j * WELL * s / (WELL + s)
    step = step * (1.0 - 0.35j * WELL**2 / (WELL + s) ** 2)
    change = np.zeros(3)
    for k_z, dk in zip(K0 * path, K0 * step, strict=True):
        kappa = np.sqrt(k**2 - k_z**2)
        kappa = kappa if kappa.imag >= 0.0 else -kappa
        for m in range(26):
            f, df = jv(m, kappa * r0), kappa * jvp(m, kappa * r0)
            turned = 1j * m / r0 * f
            e = 1j * K0 / k**2 * np.array([-1j * k_z * df, 1j * k_z * turned, kappa**2 * f])
            h = np.array([-turned, -df, 0.0])
            come = returned(m, k_z, wall) @ np.array([e, h])
            over = 1j / kappa**2
            row = np.array(
                [
                    [over * k_z * df, over * K0 * turned],
                    [over * k_z * turned, -over * K0 * df],
                    [f, 0.0],
                ]
            )
            field = np.einsum("oc,co->o", row, come)
            # both signs of k_z and of m
            twice = 2.0 * (1.0 if m == 0 else 2.0) * 1j / (8.0 * math.pi)
            change += -0.5 * np.real(twice * dk * field)
    return change / (K0**2 * WELL / (12.0 * math.pi))


@pytest.mark.parametrize(
    "wall",
    [Wall(), Wall.silver(0.050), Wall.silver(0.050, 0.020)],
    ids=["bare", "silver 50", "silver 50 behind 20"],
)
def test_a_well_without_films_is_a_fibre(wall: Wall) -> None:
    case = WallCase(
        columns(wall), WELL, DISTANCES_UM, np.array([HEIGHT_UM]), math.inf, closed=False
    )
    change = round_change(case, RADIUS_UM, RoundRule(LineCells(0.020, 0.020, 0.020)))
    for number, distance in enumerate(DISTANCES_UM):
        known = fibre(wall, float(distance))
        assert change.total[0, :, number] == pytest.approx(known, abs=0.003)


def test_a_wide_well_has_a_straight_wall() -> None:
    device = pixel(20.0)
    peak = device.emission.peak_um
    middle = 0.5 * (device.emitter_below_um + device.emitter_above_um)
    case = WallCase(
        wall_profile(straight_wall(device, 6.0, GAP_UM), peak),
        float(device.stack.emitter.material.index(peak * 1e3).real),
        np.array([0.10, 0.20]),
        np.array([middle]),
        0.4 * GAP_UM,
    )
    # the bank goes on: neighbours are no part of a round well's surroundings
    alone = replace(
        case,
        profile=replace(
            case.profile,
            x_um=case.profile.x_um[:1],
            epsilon=case.profile.epsilon[:2],
            part=None,
        ),
    )
    cells = LineCells().times(2.0)
    straight, _ = power_change(alone, WallRule(cells))
    wide, narrow = (round_change(case, r, RoundRule(cells)) for r in (2.4, 1.2))
    light = wall_light(alone, WallRule(cells)).air
    for of_wide, of_narrow, known in (
        (wide.total, narrow.total, straight),
        (wide.air, narrow.air, light),
    ):
        apart = [float(np.sqrt(np.mean((x - known)[:, :2] ** 2))) for x in (of_wide, of_narrow)]
        assert apart[0] < 0.7 * apart[1]
        assert apart[0] < 0.15 * np.max(np.abs(known))


def test_rings_that_are_alike_return_nothing() -> None:
    profile = columns(Wall((Film(0.030, OXIDE),)))
    alike = replace(profile, epsilon=profile.epsilon[[0, 0, 0]])
    case = WallCase(alike, WELL, DISTANCES_UM, np.array([HEIGHT_UM]), math.inf, closed=False)
    change = round_change(case, RADIUS_UM, RoundRule(LineCells().times(2.0)))
    assert np.max(np.abs(change.total)) < 1e-7
    assert np.max(np.abs(change.air)) < 1e-7
