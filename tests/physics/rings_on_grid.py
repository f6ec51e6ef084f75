"""Fields around an axis on a grid of rings, at one frequency: what a round well does, by cells.

Fields exp(i m phi) on Yee's places in r and z, units of Z0 = 1, times exp(-i omega t),

    curl curl E - k0^2 eps E = i k0 J,                                                   (1)

solved by one sparse factorisation per order m for all dipoles. Outer ends are stretched into the
complex plane, a conductor closes the films. Permittivities at faces are means of the cells that a
field along the face has around it: second order in the cells, whatever the media.

A dipole along e at (r0, z0) is a ring of e / (2 pi r0) in every order, and gives away
-Re(J* E) / 2, of orders m and -m alike. Through a plane in the glass, E_r +- i E_phi have the
spectra of J_m+-1 (q r): half of their difference is p, half of their sum s, which carry

    pi q |p|^2 n^2 k0 / k_z  and  pi q |s|^2 k_z / k0  per q,                            (2)

of which Fresnel's share T(q) reaches air in a single pass. Powers are over those in the emitter's
bulk, k0^2 n / 12 pi. Shares with the modes of rings (sim.optics.round_well) the columns alone.
Dipoles stand two cells from the axis at least: E_phi on the axis itself is the mean over a disc,
and its light is not that of a point.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import splu
from scipy.special import jv

from geometry.arrays import ComplexArray, FloatArray
from sim.optics.wall_modes.effect import WallCase
from sim.optics.wall_modes.profile import WallProfile

COARSEST_UM, FILM_UM, GROWTH = 0.020, 0.010, 1.12
"""Cells far from the wall, in films off it, and by how much one may be longer than the last."""

MARGIN_UM = 0.03
"""How far beyond the wall's films, and above and below what differs there, cells are fine."""

PML_UM, STRETCH = 0.35, 6.0
IN_GLASS_UM, PLANE_UM = 0.25, 0.10
"""Glass in front of its PML, and the depth of the plane where light is read, below all films."""


@dataclass(frozen=True)
class RingRule:
    """How finely a well is solved.

    Attributes:
        cell_um: of films and wall; faces lie on multiples of it.
        beyond_um: what is held behind the wall's last face.
        taper_um: of that, where light is read with falling weight.
        angles: wavevectors of light to air.
        orders: azimuthal, 0 and up.
    """

    cell_um: float
    beyond_um: float = 1.6
    taper_um: float = 0.8
    angles: int = 40
    orders: int = 12


@dataclass(frozen=True)
class RingPowers:
    """Over bulk power, (orders, 3, D): emitted, and to air; radial, around the axis, z."""

    total: FloatArray
    air: FloatArray

    def minus(self, other: RingPowers) -> RingPowers:
        """What one well has more than another."""
        return RingPowers(self.total - other.total, self.air - other.air)


def ring_change(case: WallCase, radius_um: float, rule: RingRule) -> RingPowers:
    """What a round wall changes, on one grid.

    Args:
        case: of the wall, one height; distances below the radius.
        radius_um: of the emitter's wall.
        rule: how finely.
    """
    profile, wall = case.profile, _wall(case)
    film = replace(profile, x_um=wall.x_um[:0], epsilon=profile.epsilon[:1])
    axes = _axes(wall, radius_um, rule)
    one, other = (Rings(replace(case, profile=p), radius_um, rule, axes) for p in (wall, film))
    return one.powers().minus(other.powers())


def ring_away(
    case: WallCase, radius_um: float, rule: RingRule, emitter_um: tuple[float, float]
) -> FloatArray:
    """What leaves a well's own emitter for good, over bulk power, (3, D): all power less what it
    takes. Finite only less that of another wall around the same well, on the same cells.

    Args:
        case: of the wall, its emitter absorbing, one height.
        radius_um: of the emitter's wall.
        rule: how finely.
        emitter_um: heights of its faces.
    """
    wall = _wall(case)
    axes = _axes(wall, radius_um, rule)
    return Rings(replace(case, profile=wall), radius_um, rule, axes).away(emitter_um)


def _wall(case: WallCase) -> WallProfile:
    """Without the neighbours."""
    profile = case.profile
    within = profile.x_um < case.boundary_um
    return replace(
        profile, x_um=profile.x_um[within], epsilon=profile.epsilon[: 1 + int(within.sum())]
    )


@dataclass(frozen=True)
class _Axis:
    """Nodes and middles of cells, real and stretched."""

    node: FloatArray
    start: float
    end: float

    def _stretched(self, x: FloatArray) -> ComplexArray:
        low = np.clip((self.start - x) / PML_UM, 0.0, None)
        high = np.clip((x - self.end) / PML_UM, 0.0, None)
        return np.asarray(x + 1j * STRETCH * PML_UM / 3.0 * (high**3 - low**3))

    @cached_property
    def middle(self) -> FloatArray:
        return np.asarray(0.5 * (self.node[1:] + self.node[:-1]))

    @cached_property
    def nodes(self) -> ComplexArray:
        return self._stretched(self.node)

    @cached_property
    def middles(self) -> ComplexArray:
        return self._stretched(self.middle)

    @cached_property
    def cell(self) -> FloatArray:
        return np.diff(self.node)


class Rings:
    """One well or film on its grid."""

    def __init__(
        self, case: WallCase, radius_um: float, rule: RingRule, axes: tuple[_Axis, _Axis]
    ) -> None:
        self.case, self.radius_um, self.rule = case, radius_um, rule
        self.r, self.z = axes

    @cached_property
    def epsilon(self) -> tuple[ComplexArray, ComplexArray, ComplexArray]:
        """At E_r, E_phi, E_z: (I, K - 1), (I, K - 1), (I, K)."""
        column = np.searchsorted(self.radius_um + self.case.profile.x_um, self.r.middle)
        layer = np.searchsorted(self.case.profile.z_um, self.z.middle)
        cells = self.case.profile.epsilon[column][:, layer]
        dr, dz = self.r.cell, self.z.cell
        along_z = (cells[:, 1:] * dz[1:] + cells[:, :-1] * dz[:-1]) / (dz[1:] + dz[:-1])
        return along_z, _over_nodes(along_z, dr), _over_nodes(cells, dr)

    def powers(self) -> RingPowers:
        """Of all dipoles and orders."""
        solved = [self._order(m) for m in range(self.rule.orders)]
        total, air = (np.stack(one) for one in zip(*solved, strict=True))
        return RingPowers(total, air)

    def away(self, emitter_um: tuple[float, float]) -> FloatArray:
        """All power less what the emitter takes, faces and wall included, (3, D)."""
        low, high = emitter_um[0] - 1e-9, emitter_um[1] + 1e-9
        own = np.concatenate(
            [
                np.outer(r <= self.radius_um + 1e-9, (z >= low) & (z <= high)).ravel()
                for r, z in self._places
            ]
        )
        epsilon = np.concatenate([one.ravel() for one in self.epsilon])
        taken = 0.5 * self.case.k0 * epsilon.imag * self._volume * own
        away = 0.0
        for m in range(self.rule.orders):
            power, field, kept = self._solved(m)
            both = 1.0 if m == 0 else 2.0
            away = away + power - both * (taken[kept] @ np.abs(field) ** 2)
        return self.case.over_bulk(np.asarray(away).reshape(3, -1))[0]

    def _solved(self, m: int) -> tuple[FloatArray, ComplexArray, FloatArray]:
        """Power (3 D,) of an order, its field where that is not 0 by symmetry, and where."""
        both = 1.0 if m == 0 else 2.0
        matrix, kept = self._matrix(m)
        sent = (1j * self.case.k0 * self._sent[:, kept]).toarray().T
        field = splu(matrix.tocsc()).solve(np.ascontiguousarray(sent))
        return -0.5 * both * (self._observed[:, kept] @ field).diagonal().real, field, kept

    def _order(self, m: int) -> tuple[FloatArray, FloatArray]:
        both = 1.0 if m == 0 else 2.0
        power, field, kept = self._solved(m)
        everywhere = np.zeros((kept.size, field.shape[1]), complex)
        everywhere[kept] = field
        total, air = (
            self.case.over_bulk(one.reshape(3, -1))[0]
            for one in (power, both * self._air(m, everywhere))
        )
        return total, air

    def _matrix(self, m: int) -> tuple[sparse.csr_matrix, FloatArray]:
        """(1) of the fields that an order has, and which these are."""
        r, z = self.r, self.z
        number, layers = r.cell.size, z.cell.size
        one_r, one_z, one_k = (sparse.identity(n) for n in (number, layers, layers - 1))
        # differences from nodes to middles and back; fields vanish at the outer ends
        dr = sparse.diags(1.0 / np.diff(r.nodes)) @ sparse.diags(
            [-np.ones(number), np.ones(number - 1)], [0, 1]
        )
        dz = sparse.diags(1.0 / np.diff(z.nodes)) @ sparse.diags(
            [np.ones(layers - 1), -np.ones(layers - 1)], [0, -1], shape=(layers, layers - 1)
        )
        apart = np.append(2.0 * r.middles[:1], np.diff(r.middles))
        back_r = sparse.diags(1.0 / apart) @ sparse.diags(
            [np.ones(number), -np.ones(number - 1)], [0, -1]
        )
        back_z = sparse.diags(1.0 / np.diff(z.middles)) @ sparse.diags(
            [-np.ones(layers - 1), np.ones(layers - 1)], [0, 1], shape=(layers - 1, layers)
        )
        node, middle = r.nodes[:-1], r.middles
        over = 1.0 / np.where(np.arange(number) == 0, 1.0, node)
        turn = sparse.diags(1j * m * over * (np.arange(number) > 0))
        # on the axis: E_z / r is its slope, H_z(-r) = -H_z(r) for m = 1, H_phi encloses E_z
        slope = sparse.csr_matrix(([1j / r.nodes[1]], ([0], [1])), shape=(number, number))
        to_h = turn + slope if m == 1 else turn
        odd = sparse.diags(np.append(2.0, np.ones(number - 1)))
        grad_z = odd @ back_r
        ring = sparse.diags(over) @ back_r @ sparse.diags(middle)
        ring = ring.tolil()
        ring[0, 0] = 2.0 / middle[0]
        around = sparse.diags(1.0 / middle) @ dr @ sparse.diags(node)
        cross = sparse.diags(1j * m / middle)
        curl_e = sparse.bmat(
            [
                [None, -sparse.kron(one_r, dz), sparse.kron(to_h, one_z)],
                [sparse.kron(one_r, dz), None, -sparse.kron(dr, one_z)],
                [-sparse.kron(cross, one_k), sparse.kron(around, one_k), None],
            ]
        )
        curl_h = sparse.bmat(
            [
                [None, -sparse.kron(one_r, back_z), sparse.kron(cross, one_k)],
                [sparse.kron(one_r, back_z), None, -sparse.kron(grad_z, one_k)],
                [-sparse.kron(turn, one_z), sparse.kron(ring, one_z), None],
            ]
        )
        epsilon = np.concatenate([one.ravel() for one in self.epsilon])
        on_axis = np.arange(number) == 0
        kept = np.concatenate(
            [
                np.ones(number * (layers - 1), bool),
                np.repeat(~on_axis | (m == 1), layers - 1),
                np.repeat(~on_axis | (m == 0), layers),
            ]
        )
        if m != 1:  # H_r of the axis
            none = sparse.diags(np.repeat([0.0, *np.ones(number - 1)], layers))
            rest = sparse.identity(number * (2 * layers - 1))
            curl_e = sparse.block_diag([none, rest]) @ curl_e
        whole = (curl_h @ curl_e).tocsr() - self.case.k0**2 * sparse.diags(epsilon)
        return whole[kept][:, kept], kept

    @cached_property
    def _cell_r(self) -> FloatArray:
        """Lengths around the nodes along r but the last."""
        return np.append(0.5 * self.r.cell[0], 0.5 * (self.r.cell[1:] + self.r.cell[:-1]))

    @cached_property
    def _places(self) -> tuple[tuple[FloatArray, FloatArray], ...]:
        """Of E_r, E_phi, E_z along r and z."""
        node, inner = self.r.node[:-1], self.z.node[1:-1]
        return (self.r.middle, inner), (node, inner), (node, self.z.middle)

    @cached_property
    def _observed(self) -> sparse.csr_matrix:
        """Weights that take the field at the dipoles, (3 D, all)."""
        r0 = self.radius_um - self.case.distance_um
        z0 = float(self.case.height_um[0])
        blocks = [
            sparse.kron(_between(rs, r0), _between(zs, np.array([z0]))) for rs, zs in self._places
        ]
        return sparse.block_diag(blocks).tocsr()

    @cached_property
    def _volume(self) -> FloatArray:
        """Around every field."""
        inner_z = 0.5 * (self.z.cell[1:] + self.z.cell[:-1])
        at = np.append(0.25 * self.r.cell[0], self.r.node[1:-1])
        area = [
            np.outer(self.r.middle * self.r.cell, inner_z),
            np.outer(at * self._cell_r, inner_z),
            np.outer(at * self._cell_r, self.z.cell),
        ]
        return np.asarray(2.0 * math.pi * np.concatenate([one.ravel() for one in area]))

    @cached_property
    def _sent(self) -> sparse.csr_matrix:
        """Rings of current of the weights at the dipoles."""
        return (self._observed @ sparse.diags(1.0 / self._volume)).tocsr()

    def _air(self, m: int, field: ComplexArray) -> FloatArray:
        """(2), through the glass's face, (3 D,)."""
        k0, index, rule = self.case.k0, self.case.glass_index, self.rule
        number, inner = self.r.cell.size, self.z.cell.size - 1
        depth = PLANE_UM - float(self.case.profile.z_um[0])
        plane = int(np.argmin(np.abs(self.z.node[1:-1] + depth)))
        block = number * inner
        radial, turning = (
            field[start : start + block].reshape(number, inner, -1)[:, plane]
            for start in (0, block)
        )
        root, share = np.polynomial.legendre.leggauss(rule.angles)
        sine = 0.5 * (root + 1.0)
        q, weight = k0 * sine, 0.5 * share * k0
        node, middle = self.r.node[:-1], self.r.middle
        plus, minus = (
            (jv(m + o, np.outer(q, middle)) * (middle * self.r.cell * self._taper(middle))) @ radial
            + o
            * 1j
            * ((jv(m + o, np.outer(q, node)) * (node * self._cell_r * self._taper(node))) @ turning)
            for o in (1, -1)
        )
        p, s = 0.5 * (minus - plus), 0.5 * (minus + plus)
        inside, outside = (np.sqrt(n**2 - sine**2) for n in (index, 1.0))
        to_p = 4.0 * index**2 * inside * outside / (inside + index**2 * outside) ** 2
        to_s = 4.0 * inside * outside / (inside + outside) ** 2
        of_p = to_p * index**2 / inside
        of_s = to_s * inside
        through = of_p[:, None] * np.abs(p) ** 2 + of_s[:, None] * np.abs(s) ** 2
        return np.asarray(math.pi * (weight * q) @ through)

    def _taper(self, r: FloatArray) -> FloatArray:
        x = np.clip((r - (self.r.end - self.rule.taper_um)) / self.rule.taper_um, 0.0, 1.0)
        return np.asarray(np.cos(0.5 * math.pi * x) ** 2)


def _axes(profile: WallProfile, radius_um: float, rule: RingRule) -> tuple[_Axis, _Axis]:
    """Along r and z: fine cells across the wall's films, and where columns differ."""
    last = radius_um + float(profile.x_um[-1])
    fine, coarse = rule.cell_um, max(rule.cell_um, FILM_UM)
    inside = _graded(_cells(0.0, MARGIN_UM, fine), radius_um, FILM_UM)
    inside[-3:] = np.linspace(inside[-3], radius_um, 3)
    end = last + rule.beyond_um
    outside = _graded(_cells(radius_um, last + MARGIN_UM, fine), end + PML_UM, COARSEST_UM)
    r = np.concatenate([(radius_um - inside)[:0:-1], outside])
    differ = np.flatnonzero(np.any(profile.epsilon != profile.epsilon[:1], axis=0))
    # a black matrix lies in the glass, below its face at 0
    bottom, top = float(profile.z_um[0]), float(profile.z_um[-1])
    low = max(bottom, float(profile.z_um[differ[0] - 1]) - MARGIN_UM)
    high = min(top, float(profile.z_um[min(differ[-1], profile.z_um.size - 1)]) + MARGIN_UM)
    glass = _graded(_cells(0.0, MARGIN_UM, coarse), IN_GLASS_UM + PML_UM, COARSEST_UM)
    films = [_cells(bottom, low, coarse), _cells(low, high, fine), _cells(high, top, coarse)]
    z = np.concatenate([bottom - glass[:0:-1], *(part[:-1] for part in films), [top]])
    return _Axis(r, -math.inf, end), _Axis(z, bottom - IN_GLASS_UM, math.inf)


def _cells(start: float, end: float, cell: float) -> FloatArray:
    """Nodes of equal cells."""
    return np.linspace(start, end, 1 + round(abs(end - start) / cell))


def _graded(node: FloatArray, end: float, coarsest: float) -> FloatArray:
    """Nodes that go on beyond the end with growing cells."""
    nodes, cell = list(node), float(node[-1] - node[-2])
    while nodes[-1] < end - 1e-9:
        cell = min(GROWTH * cell, max(coarsest, cell))
        nodes.append(nodes[-1] + cell)
    return np.array(nodes)


def _over_nodes(cells: ComplexArray, width: FloatArray) -> ComplexArray:
    """Means over the two cells of every node along the first axis, the axis first."""
    w = width[:, None]
    means = (cells[1:] * w[1:] + cells[:-1] * w[:-1]) / (w[1:] + w[:-1])
    return np.concatenate([cells[:1], means])


def _between(places: FloatArray, at: FloatArray) -> sparse.csr_matrix:
    """Linear interpolation, (D, places)."""
    low = np.clip(np.searchsorted(places, at, side="right") - 1, 0, places.size - 2)
    share = (at - places[low]) / (places[low + 1] - places[low])
    rows = np.arange(at.size)
    values = np.concatenate([1.0 - share, share])
    where = (np.concatenate([rows, rows]), np.concatenate([low, low + 1]))
    return sparse.csr_matrix((values, where), shape=(at.size, places.size))
