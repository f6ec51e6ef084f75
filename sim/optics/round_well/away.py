"""What a round wall changes of the power that leaves the own emitter for good.

The emitter in the well is a disc between the heights of its faces. What leaves it passes these
faces or its rim, whatever it absorbs itself; on the faces fields are finite where the dipole's own
power is not. Per azimuthal order, with S_z of modes n and n' (column.py) and f their functions of
radius, over the faces from a to b,

    integral of E_r H_phi* - E_phi H_r* r dr = sum over n, n' of K [D(f_n, f_n')]_a^b,      (1)
    D(f, g) = r f' g* + beta^2 r (f g'* - f' g*) / (beta^2 - beta'*^2)        of one kind,
    D(f, g) = f g*                                                            of two kinds.

A film's own light goes out of all its faces. Beside a wall the field is the film's and the returned
one up to the rim, so that with Y the whole field at the rim and J the step of the film's functions
from inside to outside of the dipole's radius r0,

    away - film's = (1)(Y, Y) at the rim + (1)(J, back) + (1)(back, J) at r0 + what passes the rim.

J needs no Bessel function: it is the Wronskian, 1 / 2 pi r0.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from geometry.arrays import ComplexArray, FloatArray
from sim.optics.round_well.column import Column
from sim.optics.round_well.dipoles import HeightDipoles
from sim.optics.round_well.well import RoundWall
from sim.results.records import ORIENTATIONS


@dataclass(frozen=True)
class RadialFields:
    """Amplitudes times functions of radius and their slopes, of M modes for S dipoles.

    Attributes:
        value, slope: (M, S).
        r_um: (S,) where.
    """

    value: ComplexArray
    slope: ComplexArray
    r_um: FloatArray


@dataclass(frozen=True)
class EmitterDisc:
    """The faces and the rim of the own emitter.

    Attributes:
        column: the well's.
        low, high: numbers of the nodes on its lower and upper face.
        same: (M, M) K of (1) over one kind and its D's denominator.
        plain: (M, M) K of one kind alone.
        crossed: (M, M) K of two kinds at the order 1; it goes with the order.
    """

    column: Column
    low: int
    high: int
    same: ComplexArray
    plain: ComplexArray
    crossed: ComplexArray

    @staticmethod
    def of(column: Column, low_um: float, high_um: float) -> EmitterDisc:
        """Between two heights that are nodes."""
        low, high = column.points.node_at(low_um), column.points.node_at(high_um)
        n, k0 = column.points.nodes, column.k0
        plain: ComplexArray = np.zeros((2 * n + 1, 2 * n + 1), complex)
        crossed = np.zeros_like(plain)
        # electric fields of the disc's last nodes, magnetic ones just outside of it
        for sign, node, half in ((-1.0, low, low), (1.0, high, high + 1)):
            u, s = column.u[node], column.v_slope[node]
            w, v = column.u_slope[half].conj(), column.v[half].conj()
            plain[:n, :n] += sign * 1j / k0 * np.outer(u, w)
            plain[n:, n:] -= sign * 1j / k0 * np.outer(s, v)
            crossed[:n, n:] -= sign * 1j * np.outer(u, v)
            crossed[n:, :n] += sign * 1j / k0**2 * np.outer(s, w)
        square = column.beta**2
        same = np.asarray(plain / (square[:, None] - square.conj()[None, :]))
        return EmitterDisc(column, low, high, same, plain, crossed)

    def through_faces(self, order: int, one: RadialFields, other: RadialFields) -> FloatArray:
        """Real part of (1) at the fields' radius, outwards, (S,)."""
        value, slope = other.value.conj(), other.slope.conj()
        r, square = one.r_um, self.column.beta[:, None] ** 2
        turned = order * (self.crossed @ value)
        whole = np.einsum("ms,ms->s", one.slope, r * (self.plain @ value))
        whole += np.einsum("ms,ms->s", square * one.value, r * (self.same @ slope))
        whole -= np.einsum("ms,ms->s", square * one.slope, r * (self.same @ value))
        whole += np.einsum("ms,ms->s", one.value, turned)
        return np.asarray(whole.real)

    def through_rim(self, order: int, fields: RadialFields) -> FloatArray:
        """Real part of E_phi H_z* - E_z H_phi*, summed over the rim's height, times r, (S,)."""
        own, n, k0 = self.column, self.column.points.nodes, self.column.k0
        nodes, halves = slice(self.low, self.high + 1), slice(self.low + 1, self.high + 1)
        te, tm = fields.value[:n], fields.value[n:]
        turned = order / (k0 * fields.r_um)
        through = own.beta[:, None] ** 2 * fields.value / k0
        e_phi = -own.u[nodes] @ fields.slope[:n] - turned * (own.v_slope[nodes] @ tm)
        h_z = -1j * own.u[nodes] @ through[:n]
        e_z = 1j * (own.inverse_half[halves, None] * own.v[halves]) @ through[n:]
        h_phi = turned * (own.u_slope[halves] @ te) - own.v[halves] @ fields.slope[n:]
        node_step = own.points.node_step[nodes].real
        half_step = own.points.half_step[halves].real
        flux = node_step @ (e_phi * h_z.conj()) - half_step @ (e_z * h_phi.conj())
        return np.asarray(fields.r_um * flux.real)


def away_change(
    disc: EmitterDisc, wall: RoundWall, dipoles: HeightDipoles, r_um: FloatArray
) -> FloatArray:
    """Of unit dipoles, by one order and its mirror image, (Z, 3, D).

    Args:
        disc: of the well's emitter.
        wall: at the order.
        dipoles: in the well.
        r_um: (D,) their radii.
    """
    own, order, at_um = disc.column, wall.order, float(wall.face_um[0])
    radial = own.radial(order)
    out = dipoles.sent(order, r_um, at_um)
    shape = out.shape  # (M, Z, 3, D)
    back = np.tensordot(wall.returned, out, 1)
    going, coming = radial.outgoing(at_um, at_um), radial.regular(at_um, at_um)
    spread = (slice(None), None, None, None)
    rim = RadialFields(
        (going.value[spread] * out + coming.value[spread] * back).reshape(shape[0], -1),
        (going.slope[spread] * out + coming.slope[spread] * back).reshape(shape[0], -1),
        np.full(math.prod(shape[1:]), at_um),
    )
    at_dipole = radial.regular(r_um, at_um)
    where = np.broadcast_to(r_um, shape[1:]).ravel()
    returned = RadialFields(
        (at_dipole.value[:, None, None] * back).reshape(shape[0], -1),
        (at_dipole.slope[:, None, None] * back).reshape(shape[0], -1),
        where,
    )
    step = _step(dipoles, order, r_um)
    flux = disc.through_faces(order, rim, rim) + disc.through_rim(order, rim)
    flux += disc.through_faces(order, step, returned) + disc.through_faces(order, returned, step)
    both = 1.0 if order == 0 else 2.0
    return np.asarray(both * math.pi * flux.reshape(shape[1:]))


def _step(dipoles: HeightDipoles, order: int, r_um: FloatArray) -> RadialFields:
    """The film's functions inside of a dipole's radius less those outside of it."""
    own, n, k0 = dipoles.column, dipoles.column.points.nodes, dipoles.column.k0
    turned, step = order / r_um, 0.5 / (math.pi * r_um)
    square = own.beta[:, None, None] ** 2
    shape = (2 * n + 1, len(dipoles.nodes), len(ORIENTATIONS), r_um.size)
    value, slope = np.zeros(shape, complex), np.zeros(shape, complex)
    w, s, t = (one[:, :, None] for one in (dipoles.w, dipoles.s, dipoles.t))
    slope[:n, :, 0] = k0 * turned * step * w / square[:n]
    value[:n, :, 1] = 1j * k0 * step * w / square[:n]
    value[n:, :, 0] = step * s / square[n:]
    slope[n:, :, 1] = 1j * turned * step * s / square[n:]
    slope[n:, :, 2] = step * t
    where = np.broadcast_to(r_um, shape[1:]).ravel()
    return RadialFields(value.reshape(shape[0], -1), slope.reshape(shape[0], -1), where)
