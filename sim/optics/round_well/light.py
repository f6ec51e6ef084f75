"""Light to air from a round well, by reciprocity: cylindrical waves that come up the glass.

A plane wave of lateral wavevector q is a sum of cylindrical ones, exp(i m phi) times the film's own
wave with J_m(q r) / q; every column has its own, and modes make up for what differs at its faces.
With E_m the field along a dipole of the m-th, what leaves to air is, both polarisations added,

    P = (k0 / 16 pi) integral of T q / k_z  sum over m of |E_m|^2  dq.                      (1)
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import jv, jvp

from geometry.arrays import ComplexArray, FloatArray
from sim.optics.film.glass_air import cross
from sim.optics.film.multilayer import Polarisation
from sim.optics.round_well.column import Column
from sim.optics.round_well.dipoles import HeightDipoles
from sim.optics.round_well.radial import Radial
from sim.optics.round_well.well import RoundWall
from sim.optics.wall_modes.effect import WallCase
from sim.optics.wall_modes.wavevectors import to_air


@dataclass(frozen=True)
class FilmWaves:
    """A column's own waves from the glass at K lateral wavevectors q, as (1), (2) of column.py.

    Attributes:
        profile: u (N, K) or v (N + 1, K).
        slope: u' (N + 1, K) or v' / eps (N, K).
    """

    profile: ComplexArray
    slope: ComplexArray


def _film_waves(
    own: Column, q: FloatArray, polarisation: Polarisation, glass_index: float
) -> FilmWaves:
    """Waves of unit amplitude in the glass."""
    points, k0 = own.points, own.k0
    node, sheet = points.node_below, np.zeros(points.nodes, complex)
    sheet[node] = 1.0 / points.node_step[node]
    n = points.nodes
    if polarisation is Polarisation.S:
        k_z = np.sqrt((glass_index * k0) ** 2 - q**2)
        amount = np.linalg.solve(own.u, sheet)[:, None] * 2j * k_z
        amount = amount / (own.beta[:n, None] ** 2 - q**2)
        return FilmWaves(own.u @ amount, own.u_slope @ amount)
    turned = points.to_half @ (own.inverse_node * sheet) / own.inverse_half
    amount = np.linalg.solve(own.v, turned)[:, None] * 2.0 * glass_index
    amount = amount / (own.beta[n:, None] ** 2 - q**2)
    return FilmWaves(own.v @ amount, own.v_slope @ amount)


@dataclass(frozen=True)
class GlassWaves:
    """Cylindrical waves from the glass, of both polarisations.

    Attributes:
        q: (K,) lateral wavevectors in 1/um.
        films: of every column, by polarisation.
        weight: (K,) factor and weight of (1), by polarisation.
    """

    q: FloatArray
    films: dict[Polarisation, tuple[FilmWaves, ...]]
    weight: dict[Polarisation, FloatArray]

    @staticmethod
    def of(case: WallCase, columns: Sequence[Column], count: int) -> GlassWaves:
        """Waves of all columns that reach the observer, so many of them."""
        k0, glass, rule = case.k0, case.glass_index, to_air(count, None, case.cone)
        q = k0 * rule.node
        share = k0 / (16.0 * math.pi) * q / np.sqrt((glass * k0) ** 2 - q**2) * k0 * rule.weight
        both = (Polarisation.S, Polarisation.P)
        return GlassWaves(
            q,
            {p: tuple(_film_waves(own, q, p, glass) for own in columns) for p in both},
            {p: share * cross(glass, case.outside, rule.node, p).transmitted for p in both},
        )

    def air(
        self, wall: RoundWall, dipoles: HeightDipoles, rows: ComplexArray, r_um: FloatArray
    ) -> FloatArray:
        """(1) beside a wall less that of the film, of one order, (Z, 3, D).

        Args:
            wall: at the order.
            dipoles: in the well.
            rows: (Z, 3, D, M) of the well's modes f_J over its wall at the dipoles.
            r_um: (D,) of the dipoles.
        """
        change = np.zeros(rows.shape[:3])
        for polarisation, films in self.films.items():
            film = _film_fields(wall, dipoles, r_um, self.q, films[0], polarisation)
            beside = film + rows @ _come(wall, self.q, films, polarisation)
            change += (np.abs(beside) ** 2 - np.abs(film) ** 2) @ self.weight[polarisation]
        return change


def _come(
    wall: RoundWall, q: FloatArray, waves: tuple[FilmWaves, ...], polarisation: Polarisation
) -> ComplexArray:
    """Modes f_J of the well that make up for what columns' own waves differ by, (M, K)."""
    electric, magnetic = _at(wall, -1, waves, q, polarisation, float(wall.face_um[-1]))
    rest = magnetic - wall.behind[-1] @ electric
    for number in range(len(wall.columns) - 2, 0, -1):
        ring, behind = wall.rings[number - 1], wall.behind[number - 1]
        outside, inside = float(wall.face_um[number]), float(wall.face_um[number - 1])
        electric, magnetic = _at(wall, number, waves, q, polarisation, outside)
        come = ring.gather @ (rest - magnetic + wall.behind[number] @ electric)
        electric, magnetic = _at(wall, number, waves, q, polarisation, inside)
        electric = electric + ring.in_inside.electric @ come
        magnetic = magnetic + ring.in_inside.magnetic @ come
        rest = magnetic - behind @ electric
    electric, magnetic = _at(wall, 0, waves, q, polarisation, float(wall.face_um[0]))
    return np.asarray(wall.gather @ (rest - magnetic + wall.behind[0] @ electric))


def _bessel(order: int, q: FloatArray, r_um: FloatArray) -> Radial:
    """J_m(q r) / q and its derivative, (D, K)."""
    z = np.outer(r_um, q)
    return Radial((jv(order, z) / q).astype(complex), jvp(order, z).astype(complex))


def _at(
    wall: RoundWall,
    number: int,
    waves: tuple[FilmWaves, ...],
    q: FloatArray,
    polarisation: Polarisation,
    r_um: float,
) -> tuple[ComplexArray, ComplexArray]:
    """A column's own waves along a cylinder, E and H (M, K)."""
    own, wave = wall.columns[number], waves[number]
    f = _bessel(wall.order, q, np.array([r_um]))
    value, slope, k0, n = f.value[0], f.slope[0], own.k0, own.points.nodes
    turned = wall.order / (k0 * r_um)
    electric = np.zeros((2 * n + 1, q.size), complex)
    magnetic = np.zeros_like(electric)
    if polarisation is Polarisation.S:
        electric[:n] = -wave.profile * slope
        magnetic[:n] = -1j / k0 * q**2 * value * wave.profile
        magnetic[n:] = turned * value * wave.slope
    else:
        electric[:n] = -turned * value * wave.slope
        electric[n:] = 1j / k0 * q**2 * value * own.inverse_half[:, None] * wave.profile
        magnetic[n:] = -slope * wave.profile
    return electric, magnetic


def _film_fields(
    wall: RoundWall,
    dipoles: HeightDipoles,
    r_um: FloatArray,
    q: FloatArray,
    wave: FilmWaves,
    polarisation: Polarisation,
) -> ComplexArray:
    """Of the well's own waves along every dipole, (Z, 3, D, K)."""
    own, k0 = dipoles.column, dipoles.column.k0
    f = _bessel(wall.order, q, r_um)
    turned = (wall.order / r_um)[:, None]
    fields = np.zeros((len(dipoles.nodes), 3, r_um.size, q.size), complex)
    for z, node in enumerate(dipoles.nodes):
        if polarisation is Polarisation.S:
            fields[z, 0] = 1j * turned * f.value * wave.profile[node]
            fields[z, 1] = -f.slope * wave.profile[node]
        else:
            along_z = (own.inverse_half[:, None] * wave.profile)[node : node + 2].mean(axis=0)
            fields[z, 0] = 1j / k0 * f.slope * wave.slope[node]
            fields[z, 1] = -turned / k0 * f.value * wave.slope[node]
            fields[z, 2] = 1j / k0 * q**2 * f.value * along_z
    return fields
