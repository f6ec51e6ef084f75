"""Columns joined: what a wall returns to a line of dipoles in the emitter's column.

Seen from the left, the columns behind a face hold H = Y E, from the last one backwards. Modes a of
a column meet it at their right end and come back as

    b = (V + Y W)^-1 (V - Y W) a,                                                       (1)

phases of the column's width on both ways; only decaying ones occur. A line of dipoles with the
current J exp(i k_y y) makes E jump by e and H by h where it stands,

    J_y: h_z = -J delta(z)    J_z: h_y = J delta(z)
    J_x: e_y = (k_y / k0 eps) J delta(z),    e_z = -d/dz (i / k0 eps) J delta(z)         (2)

and sends (W^-1 e + V^-1 h) / 2 towards the wall.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geometry.arrays import ComplexArray, FloatArray
from sim.optics.wall_modes.lines import LineCells, Lines, lines
from sim.optics.wall_modes.profile import WallProfile
from sim.optics.wall_modes.region import Region, region


@dataclass(frozen=True)
class WallModes:
    """A wall at one wavevector along it.

    Attributes:
        profile: its columns.
        regions: their modes; equal columns share them.
        behind: (M, M) per face, Y of what stands behind it.
        returned: (M, M) per face, of (1).
    """

    profile: WallProfile
    regions: tuple[Region, ...]
    behind: tuple[ComplexArray, ...]
    returned: tuple[ComplexArray, ...]

    @property
    def first(self) -> Region:
        """The emitter's column."""
        return self.regions[0]

    def returned_field(self, orientation: str, node: int, distance_um: FloatArray) -> ComplexArray:
        """What comes back to a unit line of dipoles, along its own direction, (D,).

        Args:
            orientation: "x" across the wall, "y" along the line, "z" along the stack.
            node: where it stands.
            distance_um: from the emitter's wall, (D,).
        """
        own = self.first
        electric, magnetic = jumps(own, orientation, node)
        sent = 0.5 * (
            np.linalg.solve(own.electric, electric) + np.linalg.solve(own.magnetic, magnetic)
        )
        way = np.exp(1j * own.beta[:, None] * (distance_um + self.profile.x_um[0]))
        back = way * (self.returned[0] @ (way * sent[:, None]))
        return component(own, orientation, node, own.electric @ back, -own.magnetic @ back)


def wall_modes(
    profile: WallProfile, k_y: complex, cells: LineCells, *, closed: bool = True
) -> WallModes:
    """Solve a wall.

    Args:
        profile: its columns; dipoles stand on its faces along z.
        k_y: in 1/um.
        cells: along z.
        closed: whether a conductor ends the films at the uppermost face.
    """
    points = lines(profile.z_um.tolist(), profile.is_metal, cells, closed=closed)
    regions = _regions(profile, points, k_y)
    behind = [regions[-1].admittance()]
    returned = [reflection(regions[-2], behind[0])]
    for number in range(profile.columns - 2, 0, -1):
        own = regions[number]
        way = own.phase(float(profile.x_um[number] - profile.x_um[number - 1]))
        behind.insert(0, own.admittance(way[:, None] * returned[0] * way))
        returned.insert(0, reflection(regions[number - 1], behind[0]))
    return WallModes(profile, regions, tuple(behind), tuple(returned))


def reflection(own: Region, behind: ComplexArray) -> ComplexArray:
    """(1)."""
    seen = behind @ own.electric
    return np.asarray(np.linalg.solve(own.magnetic + seen, own.magnetic - seen))


def jumps(own: Region, orientation: str, node: int) -> tuple[ComplexArray, ComplexArray]:
    """(2) of a unit current, e and h, (M,) each; along z half of it on both sides of the node."""
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


def _regions(profile: WallProfile, points: Lines, k_y: complex) -> tuple[Region, ...]:
    k0 = 2.0 * np.pi / profile.wavelength_um
    epsilon = [profile.at(column, points.half_um) for column in range(profile.columns)]
    known: list[tuple[ComplexArray, Region]] = []
    solved: list[Region] = []
    for own in epsilon:
        same = _known(own, known)
        if same is None:
            same = region(points, own, k0, k_y)
            known.append((own, same))
        solved.append(same)
    return tuple(solved)


def _known(epsilon: ComplexArray, known: Sequence[tuple[ComplexArray, Region]]) -> Region | None:
    return next((region for other, region in known if np.array_equal(other, epsilon)), None)
