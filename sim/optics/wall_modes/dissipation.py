"""Where the power of lines beside a wall ends: absorbed by the parts of every column, or outside.

Fields of a column of width w are sums over modes that go to the right from its left face, a, and to
the left from its right face, b. Power that a part takes, or that passes a height, is quadratic in
the fields at every x and holds two groups of them: those that are alike for both senses (E_y, E_z,
H_x) and those that change sign (E_x, H_y, H_z). With their Hermitian forms G_e and G_o over modes,
G = G_e + G_o, G' = G_e - G_o, and f = exp(i beta w), the integral over x is

    F(a) - F(f a) + F(b) - F(f b) + 2 Re [(f a)* C b - a* C (f b)],    F(v) = v* (G K) v,   (1)
    K_mn = i / (beta_n - beta_m*),   C_mn = i G'_mn / (beta_n + beta_m*),

elementwise; of C_mm, which has no limit where a mode only decays, the term is

    2 Re G'_mm a_m* b_m exp(-Im beta w) sin(Re beta w) / Re beta.                        (2)

The first column goes on to minus infinity and holds the line at the distance L from its face. What
the wall changes there, with p, q, the modes that come back and l, those that are sent away, is

    2 Re l* (G K) back - F(p) + F(q) + 2 Re [p* C q - s* C back],    (2) of s, q and L.   (3)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geometry.arrays import ComplexArray, FloatArray, IntArray
from sim.optics.wall_modes.dipoles import Beside, LineDipoles
from sim.optics.wall_modes.region import Region

_ALIKE = 1e-10
"""beta_n + beta_m* over beta_n below which a pair only decays alike, and (1) has no limit."""


@dataclass(frozen=True)
class Sink:
    """One place where a column's power ends: a part, or a height that it passes.

    Attributes:
        number: of the sink.
        along: (M, M) G K of (1).
        across: (M, M) C of (1), its diagonal left out.
        diagonal: (M,) of G'.
    """

    number: int
    along: ComplexArray
    across: ComplexArray
    diagonal: FloatArray

    def of_film(self, sent: ComplexArray) -> FloatArray:
        """F of modes (M, ...) that go on without end."""
        return _form(sent, self.along, sent)


def sinks(own: Region, half_epsilon: ComplexArray, part: IntArray, parts: int) -> tuple[Sink, ...]:
    """What a column's power can end in.

    Args:
        own: its modes.
        half_epsilon: (N + 1,) permittivity between nodes.
        part: (N + 1,) number of the part there.
        parts: how many there are; this number stands for the glass, the next for above.
    """
    fields = _Fields.of(own)
    loss = half_epsilon.imag * _real_length(own)
    found = []
    for number in np.unique(part[loss != 0.0]):
        here = np.where(part == number, loss, 0.0)
        found.append(_sink(own, int(number), *fields.absorbed(here)))
    found.append(_sink(own, parts, *fields.through(own.points.half_below, downwards=True)))
    if not own.points.closed:
        found.append(_sink(own, parts + 1, *fields.through(own.points.half_above, downwards=False)))
    return tuple(found)


def changes(
    own: Region, sink: Sink, dipoles: LineDipoles, waves: Beside, length_um: FloatArray
) -> FloatArray:
    """(3) of one sink of the first column, (Q, D), lines at lengths (D,) from its face."""
    sent, away = dipoles.right[:, :, None], dipoles.left[:, :, None]
    change = 2.0 * _form(np.broadcast_to(away, waves.back.shape), sink.along, waves.back)
    change += sink.of_film(waves.returned) - sink.of_film(waves.arriving)
    change += 2.0 * _form(waves.arriving, sink.across, waves.returned)
    change -= 2.0 * _form(np.broadcast_to(sent, waves.back.shape), sink.across, waves.back)
    beating = sink.diagonal[:, None] * _beating(own, length_um)
    change += 2.0 * np.einsum("mqd,md->qd", (sent.conj() * waves.returned).real, beating)
    return change


def between(
    own: Region, sink: Sink, right: ComplexArray, left: ComplexArray, width_um: float
) -> FloatArray:
    """(1) of one sink of a column between two faces, (Q, D)."""
    conj = own.beta.conj()[:, None]
    # F(v) - F(f v) as one form, and both products of C as one
    along = -np.expm1(1j * (own.beta - conj) * width_um) * sink.along
    phase = own.phase(width_um)
    across = (phase.conj()[:, None] - phase) * sink.across
    flat, other = (wave.reshape(wave.shape[0], -1) for wave in (right, left))
    power = _form(flat, along, flat) + _form(other, along, other)
    power += 2.0 * _form(flat, across, other)
    beating = sink.diagonal * _beating(own, np.array([width_um]))[:, 0]
    power += 2.0 * beating @ (flat.conj() * other).real
    return power.reshape(right.shape[1:])


def _form(left: ComplexArray, matrix: ComplexArray, right: ComplexArray) -> FloatArray:
    """Re left* matrix right over the first axes, (...)."""
    flat = (matrix @ right.reshape(right.shape[0], -1)).reshape(right.shape)
    return np.asarray((left.conj() * flat).real.sum(axis=0))


def _beating(own: Region, length_um: FloatArray) -> FloatArray:
    """exp(-Im beta w) sin(Re beta w) / Re beta, (M, W)."""
    turn = own.beta.real[:, None] * length_um
    return np.asarray(
        length_um * np.sinc(turn / np.pi) * np.exp(-own.beta.imag[:, None] * length_um)
    )


def _real_length(own: Region) -> FloatArray:
    return np.diff(own.points.node_um)


def _sink(own: Region, number: int, even: ComplexArray, odd: ComplexArray) -> Sink:
    """From Hermitian forms (M, M)."""
    beta, back = own.beta[None, :], own.beta.conj()[:, None]
    apart, both = beta - back, beta + back
    near = np.abs(both) < _ALIKE * np.abs(beta)
    across = np.where(near, 0.0, 1j * (even - odd) / np.where(near, 1.0, both))
    np.fill_diagonal(across, 0.0)
    return Sink(number, 1j * (even + odd) / apart, across, np.diag(even - odd).real)


@dataclass(frozen=True)
class _Fields:
    """Fields of a column's modes that go to the right.

    Attributes:
        own: the column.
        e_x, e_y: (N, M) on nodes.
        e_z, h_x, h_y: (N + 1, M) between.
    """

    own: Region
    e_x: ComplexArray
    e_y: ComplexArray
    e_z: ComplexArray
    h_x: ComplexArray
    h_y: ComplexArray

    @staticmethod
    def of(own: Region) -> _Fields:
        """Of a column."""
        points, n = own.points, own.points.nodes
        e_y, e_z = own.electric[:n], own.electric[n:]
        h_z, h_y = own.magnetic[:n], own.magnetic[n:]
        e_x = (
            1j / own.k0 * own.inverse_epsilon[:, None] * (1j * own.k_y * h_z - points.to_node @ h_y)
        )
        h_x = (own.k_y * e_z + 1j * points.to_half @ e_y) / own.k0
        return _Fields(own, e_x, e_y, e_z, h_x, h_y)

    def absorbed(self, loss: FloatArray) -> tuple[ComplexArray, ComplexArray]:
        """Forms of k0 / 2 times the sum of loss |E|^2; loss (N + 1,) is Im eps times length."""
        half = 0.5 * self.own.k0 * loss
        node = 0.5 * (half[:-1] + half[1:])
        on, off = np.flatnonzero(node), np.flatnonzero(half)
        even = _gram(self.e_y[on], node[on]) + _gram(self.e_z[off], half[off])
        return even, _gram(self.e_x[on], node[on])

    def through(self, half: int, *, downwards: bool) -> tuple[ComplexArray, ComplexArray]:
        """Forms of the power that passes the height between a node and the next."""
        node = half if downwards else half - 1
        sense = -0.25 if downwards else 0.25
        even = -sense * _mixed(self.e_y[node], self.h_x[half])
        return even, sense * _mixed(self.e_x[node], self.h_y[half])


def _gram(field: ComplexArray, weight: FloatArray) -> ComplexArray:
    return np.asarray((field.conj().T * weight) @ field)


def _mixed(one: ComplexArray, other: ComplexArray) -> ComplexArray:
    """Form of 2 Re one conj(other)."""
    product = np.outer(other.conj(), one)
    return np.asarray(product + product.conj().T)
