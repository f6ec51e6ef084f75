"""Point dipoles in a round well: the modes that they send out, and the field of those that return.

A unit current at radius r0 and height z0 sends, beyond r0, the amplitudes of f_H (radial.py)

    (i / 4) c f_J(r0) or f_J'(r0) times                                                    (1)
    TE:  J_r: (k0 m / beta^2 r0) w    J_phi: -(i k0 / beta^2) w, f_J'
    TM:  J_r: -s / beta^2, f_J'       J_phi: (i m / beta^2 r0) s      J_z: t

from 2D waves (i / 4) H_0(beta |r - r0|), c = J H / f_J f_H; w, s and t are delta(z - z0),
eps d/dz (delta / eps) and delta as sums over u, v and v. Fields of modes that are there already are
those of column.py.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geometry.arrays import ComplexArray, FloatArray
from sim.optics.round_well.column import Column
from sim.optics.round_well.radial import Radial
from sim.results.records import ORIENTATIONS


@dataclass(frozen=True)
class HeightDipoles:
    """Dipoles at Z heights in the well's column.

    Attributes:
        column: the well's.
        nodes: (Z,) where they stand.
        w, s, t: (N or N + 1, Z) of (1).
    """

    column: Column
    nodes: tuple[int, ...]
    w: ComplexArray
    s: ComplexArray
    t: ComplexArray

    def sent(self, order: int, r_um: FloatArray, at_um: float, f: Radial) -> ComplexArray:
        """Amplitudes of f_H over ``at_um`` from radii (D,), (M, Z, 3, D): radial, around, z.

        Args:
            order: azimuthal.
            r_um: (D,) of the dipoles.
            at_um: radius that f is scaled to.
            f: f_J and f_J' at the dipoles, (M, D).
        """
        own, n = self.column, self.column.points.nodes
        factor = 0.25j * own.radial(order).product(at_um)[:, None]
        value, slope = factor * f.value, factor * f.slope
        turned, square = order / r_um, own.beta[:, None] ** 2
        sent = np.zeros((2 * n + 1, len(self.nodes), len(ORIENTATIONS), r_um.size), complex)
        te, tm, w, s = slice(0, n), slice(n, None), self.w[:, :, None], self.s[:, :, None]
        sent[te, :, 0] = w * (own.k0 * turned * value / square)[te, None]
        sent[te, :, 1] = -1j * w * (own.k0 * slope / square)[te, None]
        sent[tm, :, 0] = -s * (slope / square)[tm, None]
        sent[tm, :, 1] = 1j * s * (turned * value / square)[tm, None]
        sent[tm, :, 2] = self.t[:, :, None] * value[tm, None]
        return sent

    def rows(self, order: int, r_um: FloatArray, f: Radial) -> ComplexArray:
        """Field along every dipole of modes with f and f' at radii (D,), (Z, 3, D, M)."""
        own, n, k0 = self.column, self.column.points.nodes, self.column.k0
        value, slope = f.value.T, f.slope.T  # (D, M)
        turned = (order / r_um)[:, None]
        rows = np.zeros((len(self.nodes), len(ORIENTATIONS), r_um.size, 2 * n + 1), complex)
        for z, node in enumerate(self.nodes):
            u, v_slope = own.u[node], own.v_slope[node] / k0
            halves = 0.5 * (own.inverse_half[:, None] * own.v)[node : node + 2].sum(axis=0)
            rows[z, 0, :, :n] = 1j * turned * value[:, :n] * u
            rows[z, 0, :, n:] = 1j * slope[:, n:] * v_slope
            rows[z, 1, :, :n] = -slope[:, :n] * u
            rows[z, 1, :, n:] = -turned * value[:, n:] * v_slope
            rows[z, 2, :, n:] = 1j / k0 * own.beta[n:] ** 2 * value[:, n:] * halves
        return rows


def height_dipoles(own: Column, height_um: FloatArray) -> HeightDipoles:
    """Dipoles at heights that are nodes of the well's column."""
    points = own.points
    nodes = tuple(points.node_at(float(height)) for height in height_um)
    at = np.zeros((points.nodes, len(nodes)), complex)
    between = np.zeros((points.nodes + 1, len(nodes)), complex)
    for z, node in enumerate(nodes):
        at[node, z] = 1.0 / points.node_step[node]
        between[node : node + 2, z] = 0.5 / points.half_step[node : node + 2]
    turned = points.to_half @ (own.inverse_node[:, None] * at) / own.inverse_half[:, None]
    s, t = np.split(np.linalg.solve(own.v, np.hstack([turned, between])), 2, axis=1)
    return HeightDipoles(own, nodes, np.linalg.solve(own.u, at), s, t)
