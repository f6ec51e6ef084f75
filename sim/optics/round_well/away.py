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
from sim.optics.round_well.radial import Radial
from sim.results.records import ORIENTATIONS

_ALIKE = 1e-9
"""Squares of wavevectors over k0^2 that differ by less are those of one lossless mode."""


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
class _Face:
    """Modes on one face: E along it at the disc's last node, H just outside of the disc.

    Attributes:
        outwards: 1 where the normal goes up, or -1.
        u, v_slope: (N,), (N + 1,) of E; u_slope, v: of H, conjugate.
    """

    outwards: float
    u: ComplexArray
    v_slope: ComplexArray
    u_slope: ComplexArray
    v: ComplexArray


@dataclass(frozen=True)
class EmitterDisc:
    """The faces and the rim of the own emitter.

    Attributes:
        column: the well's.
        low, high: numbers of the nodes on its lower and upper face.
        faces: both.
        te, tm: (N, N), (N + 1, N + 1) K of one kind over D's denominator.
    """

    column: Column
    low: int
    high: int
    faces: tuple[_Face, _Face]
    te: ComplexArray
    tm: ComplexArray

    @staticmethod
    def of(column: Column, low_um: float, high_um: float) -> EmitterDisc:
        """Between two heights that are nodes."""
        low, high = column.points.node_at(low_um), column.points.node_at(high_um)
        n, k0 = column.points.nodes, column.k0

        def face(outwards: float, node: int, half: int) -> _Face:
            electric = column.u[node], column.v_slope[node]
            magnetic = column.u_slope[half].conj(), column.v[half].conj()
            return _Face(outwards, *electric, *magnetic)

        faces = face(-1.0, low, low), face(1.0, high, high + 1)
        square = column.beta**2
        apart = square[:, None] - square.conj()[None, :]
        # a mode without loss sends nothing through faces, which 0 / 0 would not say
        apart = np.where(np.abs(apart) < _ALIKE * k0**2, 1j * _ALIKE * k0**2, apart)
        te = sum(1j / k0 * one.outwards * np.outer(one.u, one.u_slope) for one in faces)
        tm = sum(-1j / k0 * one.outwards * np.outer(one.v_slope, one.v) for one in faces)
        return EmitterDisc(
            column, low, high, faces, np.asarray(te / apart[:n, :n]), np.asarray(tm / apart[n:, n:])
        )

    def through_faces(self, order: int, one: RadialFields, other: RadialFields) -> FloatArray:
        """Real part of (1) at the fields' radius, outwards, (S,)."""
        n, k0, r = self.column.points.nodes, self.column.k0, one.r_um
        value, slope = other.value.conj(), other.slope.conj()
        square = self.column.beta[:, None] ** 2
        whole = np.zeros(r.size, complex)
        for kind, same in ((slice(n), self.te), (slice(n, None), self.tm)):
            turned = one.value[kind] * (same @ slope[kind]) - one.slope[kind] * (same @ value[kind])
            whole += r * (square[kind] * turned).sum(axis=0)
        for face in self.faces:
            w, v = face.u_slope @ value[:n], face.v @ value[n:]
            same = face.u @ one.slope[:n] * w - face.v_slope @ one.slope[n:] * v
            crossed = face.v_slope @ one.value[n:] * w / k0**2 - face.u @ one.value[:n] * v
            whole += face.outwards * 1j * (r / k0 * same + order * crossed)
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


@dataclass(frozen=True)
class OrderFields:
    """Modes in a well with dipoles, of one azimuthal order.

    Attributes:
        order: m.
        at_um: radius of the well's wall, which f_H and f_J are scaled to.
        r_um: (D,) of the dipoles.
        f: f_J and f_J' there, (M, D).
        out, back: (M, Z, 3, D) amplitudes of f_H that go out, and of f_J that come back.
    """

    order: int
    at_um: float
    r_um: FloatArray
    f: Radial
    out: ComplexArray
    back: ComplexArray


def away_change(disc: EmitterDisc, fields: OrderFields, dipoles: HeightDipoles) -> FloatArray:
    """Of unit dipoles, by one order, (Z, 3, D).

    Args:
        disc: of the well's emitter.
        fields: in the well.
        dipoles: that send them.
    """
    order, at_um, out, back = fields.order, fields.at_um, fields.out, fields.back
    radial = disc.column.radial(order)
    going, coming = radial.outgoing(at_um, at_um), radial.regular(at_um, at_um)
    shape = out.shape
    one = (slice(None), None, None, None)

    def flat(value: ComplexArray, slope: ComplexArray, r_um: FloatArray) -> RadialFields:
        where = np.broadcast_to(r_um, shape[1:]).ravel()
        return RadialFields(value.reshape(shape[0], -1), slope.reshape(shape[0], -1), where)

    rim = flat(
        going.value[one] * out + coming.value[one] * back,
        going.slope[one] * out + coming.slope[one] * back,
        np.array(at_um),
    )
    each = (slice(None), None, None)
    returned = flat(fields.f.value[each] * back, fields.f.slope[each] * back, fields.r_um)
    step = flat(*_step(dipoles, order, fields.r_um), fields.r_um)
    flux = disc.through_faces(order, rim, rim) + disc.through_rim(order, rim)
    flux += disc.through_faces(order, step, returned) + disc.through_faces(order, returned, step)
    return np.asarray(math.pi * flux.reshape(shape[1:]))


def _step(
    dipoles: HeightDipoles, order: int, r_um: FloatArray
) -> tuple[ComplexArray, ComplexArray]:
    """The film's functions inside of a dipole's radius less those outside, and their slopes."""
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
    return value, slope
