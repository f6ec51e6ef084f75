"""Columns joined: what a wall returns to the emitter's column, and what goes on behind its face.

Seen from the left, the columns behind a face hold H = Y E, from the last one backwards. Modes a of
a column meet it at their right end and come back as

    b = (V + Y W)^-1 (V - Y W) a,                                                       (1)

phases of the column's width on both ways; only decaying ones occur. Tangential E goes on through a
face, which tells the modes behind it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from geometry.arrays import ComplexArray
from sim.optics.wall_modes.lines import LineCells, Lines
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
    points = profile.lines(cells, closed=closed)
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


def beyond(wall: WallModes, arriving: ComplexArray) -> Iterator[tuple[ComplexArray, ComplexArray]]:
    """Modes in every column but the first, from left to right.

    Args:
        wall: its modes.
        arriving: (M, ...) at the first face.

    Yields:
        (M, ...) that go to the right at a column's left face, and to the left at its right face.
    """
    shape, last = arriving.shape, wall.profile.columns - 1
    right = arriving.reshape(shape[0], -1)
    left = wall.returned[0] @ right
    for number in range(1, wall.profile.columns):
        before, own = wall.regions[number - 1], wall.regions[number]
        electric = before.electric @ (right + left)
        if number == last:
            right = np.linalg.solve(own.electric, electric)
            left = np.zeros_like(right)
        else:
            way = own.phase(float(wall.profile.x_um[number] - wall.profile.x_um[number - 1]))
            come = way[:, None] * wall.returned[number] * way
            right = np.linalg.solve(own.electric @ (np.eye(way.size) + come), electric)
            left = wall.returned[number] @ (way[:, None] * right)
        yield right.reshape(shape), left.reshape(shape)
        if number < last:
            right = way[:, None] * right


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
