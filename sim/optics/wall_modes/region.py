"""Modes of a column of films at a wavevector along the wall.

With fields exp(i k_y y), H times the impedance of vacuum, E = (E_y, E_z) and H = (H_z, H_y) obey

    dE/dx = P H,    dH/dx = Q E,                                                        (1)

P and Q from Maxwell's equations with E_x = (i / k0 eps) (i k_y H_z - dH_y/dz) and
H_x = (k_y E_z + i dE_y/dz) / k0 put in. Modes exp(i beta x) are the eigenvectors W of
P Q = - W beta^2 W^-1, Im beta > 0 (lossless: Re beta > 0), with H = V = Q W / (i beta), and -V
for those that go back.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geometry.arrays import ComplexArray
from sim.optics.wall_modes.lines import Lines

_LOSSLESS = 1e-9
"""Im beta over |beta| below which its sign is rounding, and Re beta says where a mode goes."""


@dataclass(frozen=True)
class Region:
    """A column's modes.

    Attributes:
        points: lines that its fields stand on; N nodes, M = 2 N + 1 values of E and of H.
        inverse_epsilon: (N,) 1 / eps of E_x.
        across: (M, M) P of (1).
        beta: (M,) of the modes.
        electric, magnetic: (M, M) W and V, a mode per column.
        k0, k_y: in 1/um; k_y may be complex.
    """

    points: Lines
    inverse_epsilon: ComplexArray
    across: ComplexArray
    beta: ComplexArray
    electric: ComplexArray
    magnetic: ComplexArray
    k0: float
    k_y: complex

    def admittance(self, returned: ComplexArray | None = None) -> ComplexArray:
        """H = Y E at a place where modes that go on come back as ``returned`` (none: do not)."""
        if returned is None:
            return _divided(self.magnetic, self.electric)
        unit = np.eye(self.beta.size)
        return _divided(self.magnetic @ (unit - returned), self.electric @ (unit + returned))

    def phase(self, length_um: float) -> ComplexArray:
        """exp(i beta length), (M,)."""
        return np.asarray(np.exp(1j * self.beta * length_um))

    def e_x(self, node: int, magnetic: ComplexArray) -> ComplexArray:
        """E_x on a node, (...), of fields H (M, ...) without a current there."""
        n = self.points.nodes
        curl = 1j * self.k_y * magnetic[node] - self.points.to_node[node] @ magnetic[n:]
        return np.asarray(1j / self.k0 * self.inverse_epsilon[node] * curl)


def region(points: Lines, half_epsilon: ComplexArray, k0: float, k_y: complex) -> Region:
    """Modes of a column.

    Args:
        points: along z.
        half_epsilon: (N + 1,) permittivity between nodes.
        k0, k_y: in 1/um.
    """
    n = points.nodes
    node_epsilon = points.on_nodes(half_epsilon)
    inverse, up, down = 1.0 / node_epsilon, points.to_half, points.to_node
    part, unit = k_y / k0, np.eye(n + 1)
    p = np.block(
        [
            [np.diag(1j * k0 - 1j * k_y * part * inverse), part * inverse[:, None] * down],
            [-part * up * inverse, -1j / k0 * (up * inverse) @ down - 1j * k0 * unit],
        ]
    )
    q = np.block(
        [
            [1j / k0 * down @ up + np.diag(1j * k0 * node_epsilon), part * down],
            [-part * up, np.diag(1j * k_y * part - 1j * k0 * half_epsilon)],
        ]
    )
    minus_square, electric = np.linalg.eig(p @ q)
    beta = going_on(np.sqrt(-minus_square))
    return Region(points, inverse, p, beta, electric, q @ electric / (1j * beta), k0, k_y)


def going_on(beta: ComplexArray) -> ComplexArray:
    """Wavevectors with the sign of waves that go on: Im beta > 0, or Re beta > 0 if lossless."""
    lossless = np.abs(beta.imag) < _LOSSLESS * np.abs(beta)
    return np.where(np.where(lossless, beta.real, beta.imag) < 0.0, -beta, beta)


def _divided(over: ComplexArray, under: ComplexArray) -> ComplexArray:
    """over under^-1."""
    return np.asarray(np.linalg.solve(under.T, over.T).T)
