"""What a straight wall changes for dipoles beside it: power and light to air, over bulk power.

Lines of dipoles exp(i k_y y) make up a point: its power is the integral over k_y / 2 pi of theirs.
That of the returned field runs along

    k_y = s - 0.35 i n s / (n + s),    s from 0 to TAIL in k0,                          (1)

below the modes that the films guide along the wall; it decays as exp(-2 k_y d). Light to air is the
integral of (sim.optics.wall_modes.light, 1) over |k| < k0. Wall minus film on the same lines: what
both are wrong by cancels.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from scipy.special import roots_legendre

from geometry.arrays import FloatArray
from sim.optics.wall_modes.light import Incident, lit_wall, power_per_wavevector
from sim.optics.wall_modes.lines import LineCells
from sim.optics.wall_modes.profile import WallProfile
from sim.optics.wall_modes.wall import WallModes, wall_modes
from sim.results.records import ORIENTATIONS

TAIL = 8.0
"""End of (1): at 0.05 um from the wall what is left out is 1e-4 of what returns."""


@dataclass(frozen=True)
class WallRule:
    """How finely a wall is solved.

    Attributes:
        cells: along z.
        along: wavevectors of the power, on (1).
        light_along, light_across: of light to air, along the wall and across it; the latter has to
            follow exp(2 i k_x d).
    """

    cells: LineCells = field(default_factory=LineCells)
    along: int = 24
    light_along: int = 12
    light_across: int = 72


@dataclass(frozen=True)
class WallEffects:
    """Changes by a wall, over the bulk power of a dipole in the emitter.

    Attributes:
        distance_um: (D,) from the emitter's wall.
        height_um: (Z,).
        total, air: (Z, 3, D) by orientation x (across the wall), y, z; wall minus film.
        film_air: (Z, 3) of the film on the same lines.
    """

    distance_um: FloatArray
    height_um: FloatArray
    total: FloatArray
    air: FloatArray
    film_air: FloatArray

    def lee(self, film_total: FloatArray, film_air: FloatArray, weight: FloatArray) -> FloatArray:
        """Light extraction efficiency beside the wall, (D,).

        Args:
            film_total, film_air: (Z, 3) of the film, exactly.
            weight: (Z, 3) of heights and orientations, sum 1.
        """
        air = np.tensordot(weight, film_air[..., None] + self.air, 2)
        return np.asarray(air / np.tensordot(weight, film_total[..., None] + self.total, 2))


def wall_effects(
    profile: WallProfile,
    emitter_index: float,
    distance_um: FloatArray,
    height_um: FloatArray,
    rule: WallRule,
) -> WallEffects:
    """Solve a wall for dipoles at any distances and heights.

    Args:
        profile: its columns, a transparent emitter in the first.
        emitter_index: real, of the bulk power.
        distance_um: from the emitter's wall, (D,).
        height_um: in the emitter, (Z,).
        rule: how finely.
    """
    for height in height_um:
        profile = profile.with_face(float(height))
    bulk = _bulk(emitter_index, 2.0 * math.pi / profile.wavelength_um)
    total = _power(profile, emitter_index, distance_um, height_um, rule) / bulk
    air, film = _light(profile, distance_um, height_um, rule)
    return WallEffects(distance_um, height_um, total, air / bulk, film / bulk)


def _bulk(index: float, k0: float) -> float:
    """Power of a unit dipole in a medium, its current's impedance that of vacuum."""
    return k0**2 * index / (12.0 * math.pi)


def _power(
    profile: WallProfile,
    index: float,
    distance_um: FloatArray,
    height_um: FloatArray,
    rule: WallRule,
) -> FloatArray:
    """Change of power, (Z, 3, D)."""
    k0 = 2.0 * math.pi / profile.wavelength_um
    root, weight = roots_legendre(rule.along)
    t, step = 0.5 * (1.0 + root), 0.5 * weight
    s, slope = TAIL * t**2, 2.0 * TAIL * t
    path = s - 0.35j * index * s / (index + s)
    bend = 1.0 - 0.35j * index**2 / (index + s) ** 2
    change = np.zeros((height_um.size, len(ORIENTATIONS), distance_um.size))
    for k_y, share in zip(path * k0, bend * slope * step * k0, strict=True):
        wall = wall_modes(profile, k_y, rule.cells)
        for z, o, node in _dipoles(wall, height_um):
            # both signs of k_y; a dipole gives away -Re(J* E) / 2
            field = share / math.pi * wall.returned_field(ORIENTATIONS[o], node, distance_um)
            change[z, o] -= 0.5 * field.real
    return change


def _light(
    profile: WallProfile, distance_um: FloatArray, height_um: FloatArray, rule: WallRule
) -> tuple[FloatArray, FloatArray]:
    """Change of light to air, (Z, 3, D), and that of the film, (Z, 3)."""
    k0 = 2.0 * math.pi / profile.wavelength_um
    glass = float(np.sqrt(profile.epsilon[0, 0]).real)
    film = np.zeros((height_um.size, len(ORIENTATIONS)))
    change = np.zeros((*film.shape, distance_um.size))
    root, weight = roots_legendre(rule.light_along)
    for polar, step in zip(0.25 * math.pi * (1.0 + root), 0.25 * math.pi * weight, strict=True):
        k_y, rest = k0 * math.sin(polar), k0 * math.cos(polar)
        across, share = roots_legendre(rule.light_across)
        k_x = rest * np.sin(0.5 * math.pi * across)
        area = 2.0 * step * rest * 0.5 * math.pi * share * rest * np.cos(0.5 * math.pi * across)
        wall = wall_modes(profile, k_y, rule.cells)
        for polarisation in ("s", "p"):
            waves = Incident(k_x, polarisation, glass)
            density = power_per_wavevector(k0, waves.k_z(k0, k_y)) * waves.transmittance(k0, k_y)
            lit = lit_wall(wall, waves)
            for z, o, node in _dipoles(wall, height_um):
                alone, beside = lit.fields(ORIENTATIONS[o], node, distance_um)
                own = np.abs(alone) ** 2
                film[z, o] += float(own @ (density * area))
                change[z, o] += (np.abs(beside) ** 2 - own) @ (density * area)
    return change, film


def _dipoles(wall: WallModes, height_um: FloatArray) -> Iterator[tuple[int, int, int]]:
    """Numbers of height and orientation, and the node of the height."""
    for z, height in enumerate(height_um):
        node = wall.first.points.node_at(float(height))
        for o in range(len(ORIENTATIONS)):
            yield z, o, node
