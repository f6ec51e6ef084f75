"""Modes of a ring of films around a round well's axis.

With fields exp(i m phi), H times the impedance of vacuum, every field is one of two kinds,

    TE:  E = grad f x e_z u,    H = (grad f u' + e_z beta^2 f u) / i k0,                   (1)
    TM:  H = grad f x e_z v,    E = i (grad f v' + e_z beta^2 f v) / k0 eps,               (2)

f a Bessel function of beta r, u and v functions of z alone,

    u'' + k0^2 eps u = beta^2 u,    eps (v' / eps)' + k0^2 eps v = beta^2 v,               (3)

which do not depend on m: a column is solved once for all orders.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geometry.arrays import ComplexArray
from sim.optics.round_well.radial import Radial, RadialModes
from sim.optics.wall_modes.lines import Lines
from sim.optics.wall_modes.region import going_on


@dataclass(frozen=True)
class Tangential:
    """Fields along a cylinder, (N + N + 1, M) each: E_phi on nodes, E_z between; H_z, H_phi."""

    electric: ComplexArray
    magnetic: ComplexArray


@dataclass(frozen=True)
class Column:
    """Solutions of (3) on lines; N nodes, N modes TE, N + 1 TM.

    Attributes:
        points: along z.
        inverse_node, inverse_half: (N,), (N + 1,) 1 / eps.
        beta: (2 N + 1,) of TE, then TM modes.
        u, v: (N, N), (N + 1, N + 1) a mode per column.
        u_slope: (N + 1, N) u' between nodes.
        v_slope: (N, N + 1) v' / eps on nodes.
        k0: in 1/um.
    """

    points: Lines
    inverse_node: ComplexArray
    inverse_half: ComplexArray
    beta: ComplexArray
    u: ComplexArray
    v: ComplexArray
    u_slope: ComplexArray
    v_slope: ComplexArray
    k0: float

    def radial(self, order: int) -> RadialModes:
        """Functions of radius of all modes."""
        return RadialModes(order, self.beta)

    def tangential(self, order: int, r_um: float, f: Radial) -> Tangential:
        """(1) and (2) of every mode at a radius, its f and f' there (2 N + 1,)."""
        n, k0 = self.points.nodes, self.k0
        turned = order / (k0 * r_um)
        through = self.beta**2 * f.value / k0
        electric = np.zeros((2 * n + 1, 2 * n + 1), complex)
        magnetic = np.zeros_like(electric)
        electric[:n, :n] = -self.u * f.slope[:n]
        electric[:n, n:] = -turned * self.v_slope * f.value[n:]
        electric[n:, n:] = 1j * self.inverse_half[:, None] * self.v * through[n:]
        magnetic[:n, :n] = -1j * self.u * through[:n]
        magnetic[n:, :n] = turned * self.u_slope * f.value[:n]
        magnetic[n:, n:] = -self.v * f.slope[n:]
        return Tangential(electric, magnetic)


def column(points: Lines, half_epsilon: ComplexArray, k0: float) -> Column:
    """Solve (3).

    Args:
        points: along z.
        half_epsilon: (N + 1,) permittivity between nodes.
        k0: in 1/um.
    """
    node_epsilon = points.on_nodes(half_epsilon)
    inverse, up, down = 1.0 / node_epsilon, points.to_half, points.to_node
    of_u, u = np.linalg.eig(down @ up + np.diag(k0**2 * node_epsilon))
    whole = half_epsilon[:, None] * ((up * inverse) @ down) + np.diag(k0**2 * half_epsilon)
    of_v, v = np.linalg.eig(whole)
    beta = going_on(np.sqrt(np.append(of_u, of_v).astype(complex)))
    # of a lossless mode rounding may leave a sign that H_m would blow up
    beta = np.where(beta.imag < 0.0, beta.real, beta)
    return Column(
        points, inverse, 1.0 / half_epsilon, beta, u, v, up @ u, inverse[:, None] * (down @ v), k0
    )
