"""Light to air beside a wall at one wavevector along it: power, directions, and where it shows.

With the amplitudes A of both polarisations (sim.optics.wall_modes.light) and the glass's
transmission T, per dk_y,

    air = integral of c T |A|^2 / k_z dk_x,    c = k0 / 32 pi^2.                         (1)

The waves that leave have the wavevectors K = -k; their field at the glass's upper face, of what
passes on to air,

    E(x) = integral of sqrt(T) A e / k_z exp(-i k_x x) dk_x,    H = K x E / k0,

carries (c k0 / 2 pi) times the flux of E x H* through what lies behind the bank's middle: light
that an image shows over the neighbour.                                                 (2)
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from geometry.arrays import ComplexArray, FloatArray
from sim.optics.film.multilayer import Polarisation
from sim.optics.film.outside import AIR, Outside, cone_of
from sim.optics.wall_modes.dipoles import Beside, LineDipoles
from sim.optics.wall_modes.light import Incident, lit_wall
from sim.optics.wall_modes.wall import WallModes

BEHIND_UM, _STEP = 4.0, 0.35
"""Length behind the bank's middle over which light is summed; steps over the largest wavevector."""


@dataclass(frozen=True)
class AirLight:
    """Light to air per dk_y of Q lines at D distances.

    Attributes:
        film: (Q,) of the film alone.
        change: (Q, D) beside the wall, less that.
        foreign: (Q, D) whose image lies behind the bank's middle, wall.
        density: (Q, D, K) change per dk_x and dk_y, by the waves that come in.
        across: (K,) k_x of these over the largest that reaches air.
    """

    film: FloatArray
    change: FloatArray
    foreign: FloatArray
    density: FloatArray
    across: FloatArray


@dataclass(frozen=True)
class _Amplitudes:
    """Of both polarisations s, p under the same waves.

    Attributes:
        waves: the waves, (K,).
        transmittance: (2, K).
        film: (2, Q, K); beside: (2, Q, D, K).
    """

    waves: Incident
    transmittance: FloatArray
    film: ComplexArray
    beside: ComplexArray


def light_to_air(
    wall: WallModes,
    dipoles: LineDipoles,
    lines: Beside,
    distance_um: FloatArray,
    rule: tuple[FloatArray, FloatArray],
    boundary_um: float,
    outside: Outside = AIR,
) -> AirLight:
    """(1) and (2).

    Args:
        wall: at a wavevector of waves that reach the observer.
        dipoles, lines: beside it.
        distance_um: (D,) from the emitter's wall.
        rule: k_x and weights, (K,), in 1/um.
        boundary_um: the bank's middle, from the emitter's wall.
        outside: what lies between the glass and the observer.
    """
    k0, k_x, weight = wall.first.k0, *rule
    lit = _amplitudes(wall, dipoles, lines, distance_um, k_x, outside)
    k_y = float(np.real(wall.first.k_y))
    factor = k0 / (32.0 * math.pi**2) * lit.transmittance / lit.waves.k_z(k0, k_y)
    own = np.abs(lit.film) ** 2
    density = np.einsum("pqdk,pk->qdk", np.abs(lit.beside) ** 2 - own[:, :, None], factor)
    return AirLight(
        film=np.einsum("pqk,pk->q", own, factor * weight),
        change=density @ weight,
        density=density,
        across=k_x / math.sqrt((cone_of(lit.waves.glass_index, outside) * k0) ** 2 - k_y**2),
        foreign=_behind(lit, weight, k0, k_y, boundary_um),
    )


def _amplitudes(
    wall: WallModes,
    dipoles: LineDipoles,
    lines: Beside,
    distance_um: FloatArray,
    k_x: FloatArray,
    outside: Outside,
) -> _Amplitudes:
    k0, k_y = wall.first.k0, float(np.real(wall.first.k_y))
    glass = float(np.sqrt(wall.profile.epsilon[0, 0]).real)
    direct = np.exp(-1j * np.outer(distance_um, k_x))
    films, both, passed = [], [], []
    for polarisation in (Polarisation.S, Polarisation.P):
        waves = Incident(k_x, polarisation, glass, outside)
        lit = lit_wall(wall, waves)
        film = lit.film_field(dipoles)
        films.append(film)
        both.append(film[:, None] * direct + lit.returned_field(dipoles, lines.phase))
        passed.append(waves.transmittance(k0, k_y))
    return _Amplitudes(waves, np.array(passed), np.array(films), np.array(both))


def _behind(
    lit: _Amplitudes, weight: FloatArray, k0: float, k_y: float, boundary_um: float
) -> FloatArray:
    """(2), (Q, D)."""
    waves = lit.waves
    step = _STEP / (cone_of(waves.glass_index, waves.outside) * k0)
    k_x, k_z = waves.k_x, waves.k_z(k0, k_y)
    lateral = np.maximum(np.hypot(k_x, k_y), 1e-12 * k0)
    along = np.array([k_x, np.full_like(k_x, k_y)]) / lateral
    cosine, sine = k_z / (waves.glass_index * k0), lateral / (waves.glass_index * k0)
    zero = np.zeros_like(k_x)
    unit = np.array(
        [[along[1], -along[0], zero], [-cosine * along[0], -cosine * along[1], sine]]
    )  # (2, 3, K), of waves that come in
    amplitude = lit.beside * (np.sqrt(lit.transmittance) * weight / k_z)[:, None, None]
    e_x, e_y, e_z = np.einsum("pqdk,pck->cqdk", amplitude, unit)
    h_x = (-k_y * e_z + k_z * e_y) / k0
    h_y = (-k_z * e_x + k_x * e_z) / k0
    x = boundary_um + step * (np.arange(math.ceil(BEHIND_UM / step)) + 0.5)
    wave = np.exp(-1j * np.outer(k_x, x))
    flux = np.real((e_x @ wave) * (h_y @ wave).conj() - (e_y @ wave) * (h_x @ wave).conj())
    return np.asarray(-(k0**2) / (64.0 * math.pi**3) * step * flux.sum(axis=-1))
