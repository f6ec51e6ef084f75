"""Lines of dipoles in the emitter's column, and what they send to and get back from a wall.

A line with the current J exp(i k_y y) makes E jump by e and H by h where it stands,

    J_y: h_z = -J delta(z)    J_z: h_y = J delta(z)
    J_x: e_y = (k_y / k0 eps) J delta(z),    e_z = -d/dz (i / k0 eps) J delta(z)         (1)

and sends (W^-1 e + V^-1 h) / 2 towards the wall, (V^-1 h - W^-1 e) / 2 away from it. Of a distance
d between line and first face the modes arrive with p = exp(i beta d) times what was sent, come back
as q = R p from the face, as exp(i beta d) q to the line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geometry.arrays import ComplexArray, FloatArray
from sim.optics.wall_modes.region import Region
from sim.optics.wall_modes.wall import WallModes
from sim.results.records import ORIENTATIONS


@dataclass(frozen=True)
class LineDipoles:
    """Unit lines of Q dipoles, heights times orientations x (across the wall), y (along), z.

    Attributes:
        right, left: (M, Q) modes that they send towards the wall and away from it.
        row: (Q, M) field along a line's own direction of modes that go away from the wall.
        nodes: (Q,) where they stand.
        orientations: (Q,) letters.
    """

    right: ComplexArray
    left: ComplexArray
    row: ComplexArray
    nodes: tuple[int, ...]
    orientations: tuple[str, ...]


def line_dipoles(own: Region, height_um: Sequence[float] | FloatArray) -> LineDipoles:
    """All orientations at heights, each on a node of the emitter's column."""
    places = [
        (own.points.node_at(float(height)), orientation)
        for height in height_um
        for orientation in ORIENTATIONS
    ]
    electric, magnetic = (
        np.array(rows, complex).T
        for rows in zip(
            *(jumps(own, orientation, node) for node, orientation in places), strict=True
        )
    )
    by_electric = np.linalg.solve(own.electric, electric)
    by_magnetic = np.linalg.solve(own.magnetic, magnetic)
    row = [component(own, o, node, own.electric, -own.magnetic) for node, o in places]
    return LineDipoles(
        np.asarray(0.5 * (by_magnetic + by_electric), complex),
        np.asarray(0.5 * (by_magnetic - by_electric), complex),
        np.array(row),
        tuple(node for node, _ in places),
        tuple(orientation for _, orientation in places),
    )


@dataclass(frozen=True)
class Beside:
    """Modes around lines at D distances from a wall, (M, Q, D) each.

    Attributes:
        phase: (M, D) from line to first face.
        arriving, returned: at the first face.
        back: at the line, going away from the wall.
    """

    phase: ComplexArray
    arriving: ComplexArray
    returned: ComplexArray
    back: ComplexArray

    def field(self, dipoles: LineDipoles) -> ComplexArray:
        """What comes back to every line along its own direction, (Q, D)."""
        return np.asarray(np.einsum("qm,mqd->qd", dipoles.row, self.back))


def beside(wall: WallModes, dipoles: LineDipoles, distance_um: FloatArray) -> Beside:
    """Solve lines beside a wall.

    Args:
        wall: its modes.
        dipoles: in the emitter's column.
        distance_um: from the emitter's wall, (D,).
    """
    way = wall.first.beta[:, None] * (distance_um + wall.profile.x_um[0])
    phase = np.exp(1j * way)
    arriving = phase[:, None, :] * dipoles.right[:, :, None]
    returned = np.tensordot(wall.returned[0], arriving, 1)
    return Beside(phase, arriving, returned, phase[:, None, :] * returned)


def jumps(own: Region, orientation: str, node: int) -> tuple[ComplexArray, ComplexArray]:
    """(1) of a unit current, e and h, (M,) each; along z half of it on both sides of the node."""
    points = own.points
    n, size = points.nodes, own.beta.size
    electric, magnetic = np.zeros(size, complex), np.zeros(size, complex)
    here = 1.0 / points.node_step[node]
    if orientation == "y":
        magnetic[node] = -here
    elif orientation == "z":
        for half in (node, node + 1):
            magnetic[n + half] = 0.5 / points.half_step[half]
    else:
        electric[node] = own.k_y / own.k0 * own.inverse_epsilon[node] * here
        electric[n:] = -1j / own.k0 * points.to_half[:, node] * own.inverse_epsilon[node] * here
    return electric, magnetic


def component(
    own: Region, orientation: str, node: int, electric: ComplexArray, magnetic: ComplexArray
) -> ComplexArray:
    """The field along a direction at a node, (...), of fields (M, ...)."""
    if orientation == "y":
        return np.asarray(electric[node])
    if orientation == "x":
        return own.e_x(node, magnetic)
    n = own.points.nodes
    return np.asarray(0.5 * (electric[n + node] + electric[n + node + 1]))
