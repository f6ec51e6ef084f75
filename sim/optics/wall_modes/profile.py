"""A wall as columns: what stands above one another in every stretch across it.

An inclined face is a staircase whose steps cross the face halfway.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from geometry.arrays import ComplexArray, FloatArray, IntArray
from geometry.shapes import Polygon, Solid, owner
from geometry.solids import build_solids
from sim.optics.section.straight import StraightWall
from sim.optics.wall_modes.lines import LineCells, Lines, lines

STEP_UM = 0.014
"""Largest step across of an inclined face: half of it moves a wall of 75 deg by 4e-4 of a dipole's
power."""

_SAME_UM = 1e-7


@dataclass(frozen=True)
class WallProfile:
    """Columns along x; the first is the emitter's film, which goes on to minus infinity.

    Attributes:
        x_um: (C - 1,) faces between columns from the emitter's wall, increasing.
        z_um: (F,) all faces along z from the glass's face up, increasing.
        epsilon: (C, F + 1) permittivities below, between and above them.
        wavelength_um: vacuum wavelength.
        part: (C, F + 1) numbers in ``parts`` of what stands there; None where it does not matter.
        parts: names of the device's parts.
    """

    x_um: FloatArray
    z_um: FloatArray
    epsilon: ComplexArray
    wavelength_um: float
    part: IntArray | None = None
    parts: tuple[str, ...] = ()

    @property
    def columns(self) -> int:
        """C."""
        return int(self.epsilon.shape[0])

    @property
    def is_metal(self) -> list[bool]:
        """Of the films between faces, whether they are a metal in any column."""
        return [bool(np.any(film.real < 0.0)) for film in self.epsilon[:, 1:-1].T]

    @property
    def ends_metal(self) -> list[bool]:
        """Of the faces, whether a metal begins or ends there in some columns and not in others."""
        is_metal = self.epsilon.real < 0.0
        changes = is_metal[:, 1:].astype(int) - is_metal[:, :-1]
        return [bool(np.ptp(face) > 0) for face in changes.T]

    def lines(self, cells: LineCells, *, closed: bool) -> Lines:
        """Points along z for the modes of all columns; whether a conductor ends the films."""
        face_um = self.z_um.tolist()
        return lines(face_um, self.is_metal, cells, closed=closed, ends_metal=self.ends_metal)

    def at(self, column: int, z_um: FloatArray) -> ComplexArray:
        """Permittivities of a column at heights off its faces."""
        return np.asarray(self.epsilon[column, np.searchsorted(self.z_um, z_um)])

    @property
    def part_of_columns(self) -> IntArray:
        """``part`` of a profile that has it.

        Raises:
            ValueError: a profile without parts.
        """
        if self.part is None:
            raise ValueError("expected a profile with parts")
        return self.part

    def part_at(self, column: int, z_um: FloatArray) -> IntArray:
        """Numbers of a column's parts at heights off its faces."""
        return np.asarray(self.part_of_columns[column, np.searchsorted(self.z_um, z_um)])

    def with_face(self, z_um: float) -> WallProfile:
        """The same with a face where nothing changes, so that a node stands there."""
        if np.min(np.abs(self.z_um - z_um)) < _SAME_UM:
            return self
        place = int(np.searchsorted(self.z_um, z_um))
        part = self.part
        return replace(
            self,
            z_um=np.insert(self.z_um, place, z_um),
            epsilon=np.insert(self.epsilon, place, self.epsilon[:, place], axis=1),
            part=None if part is None else np.insert(part, place, part[:, place], axis=1),
        )


def wall_profile(
    wall: StraightWall,
    wavelength_um: float,
    *,
    absorbing: bool = False,
    step_um: float = STEP_UM,
) -> WallProfile:
    """A wall as asked for: nothing is snapped, inclined faces are steps about their middles.

    Args:
        wall: the device's straight wall.
        wavelength_um: of the light.
        absorbing: whether the emitters keep their own absorption.
        step_um: largest step across of an inclined face.
    """
    device = wall.device
    gap = device.patterned_array.gap_um
    window = (wall.wall_um + gap + 2.0, 1.0)
    solids = tuple(s.moved(-wall.wall_um, 0.0) for s in build_solids(device, window))
    z = _faces(solids, step_um)
    z_between = [z[0] - 0.1, *_middles(z), z[-1] + 0.1]
    crossed = {v for s in solids for height in _middles(z) for v in _crossings(s, height)}
    # up to the middles of both wells: what lies beyond belongs to the next walls
    x = sorted(v for v in crossed if -wall.wall_um < v < gap + wall.wall_um)
    x_between = [x[0] - 0.1, *_middles(x), x[-1] + 0.1]
    owned = owner(
        solids, np.array(x_between)[:, None], np.zeros((1, 1)), np.array(z_between)[None, :]
    )
    lossless = () if absorbing else (device.stack.emitter.name,)
    epsilon = np.array([_epsilon(solid, lossless, wavelength_um) for solid in solids])[owned]
    parts = tuple(dict.fromkeys(solid.part for solid in solids))
    part = np.array([parts.index(solid.part) for solid in solids])[owned]
    changes = np.any((epsilon[1:] != epsilon[:-1]) | (part[1:] != part[:-1]), axis=1)
    kept = np.flatnonzero(changes)
    columns = [0, *(kept + 1)]
    return WallProfile(
        np.array(x)[kept], np.array(z), epsilon[columns], wavelength_um, part[columns], parts
    )


def _faces(solids: Sequence[Solid], step_um: float) -> list[float]:
    """Faces along z, and where inclined faces are cut into steps."""
    whole = sorted({v for s in solids for v in (s.z_min_um, s.z_max_um) if math.isfinite(v)})
    faces = whole[:1]
    for low, high in pairwise(whole):
        middle = 0.5 * (low + high)
        steepest = max((abs(s.flare) for s in solids if _holds(s, middle)), default=0.0)
        count = max(1, math.ceil(steepest * (high - low) / step_um - 1e-9))
        faces += [low + (high - low) * (i + 1) / count for i in range(count)]
    return faces


def _holds(solid: Solid, z_um: float) -> bool:
    return solid.z_min_um < z_um < solid.z_max_um


def _middles(faces: list[float]) -> list[float]:
    """Places between faces."""
    return [0.5 * (low + high) for low, high in pairwise(faces)]


def _crossings(solid: Solid, z_um: float) -> list[float]:
    """Where a solid's sides cross a height."""
    if not (isinstance(solid.outline, Polygon) and _holds(solid, z_um)):
        return []
    across = [x for x, _ in solid.outline.vertices_um]
    grown = solid.flare * (z_um - solid.z_min_um) if solid.flare else 0.0
    return [round(min(across) - grown, 9), round(max(across) + grown, 9)]


def _epsilon(solid: Solid, lossless: tuple[str, ...], wavelength_um: float) -> complex:
    """n^2; parts called lossless and the glass are, as in every method."""
    index = complex(solid.material.index(wavelength_um * 1e3))
    is_lossless = solid.part in lossless or not math.isfinite(solid.z_min_um)
    return complex(index.real) ** 2 if is_lossless else index**2
