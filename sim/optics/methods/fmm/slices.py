"""Solids cut into slices in which nothing changes with height.

    z_max  ------------------------
           | film | bank | film |     one slice: a raster of media over the unit cell,
    z_min  ------------------------   or one medium alone

Every height at which a solid begins or ends is a cut. Sloped walls are cut further, so that a wall
moves by no more than `STEP_UM` from slice to slice, and stand upright in the middle of each.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from geometry.arrays import BoolArray, FloatArray, IntArray
from geometry.device import Device
from geometry.materials.library import Material
from geometry.shapes import Solid, owner
from geometry.solids import SUBSTRATE, SUPERSTRATE, build_solids
from geometry.units import HAIR_UM
from sim.optics.methods.fmm.orders import Cell, cell_of
from sim.optics.methods.fmm.walls import (
    Directions,
    WallField,
    directions,
    in_own_frame,
    wall_field,
)

RASTER = 512
"""Points of the raster along each vector of the unit cell: a round well's area within 5e-4, and the
coefficients of all orders used far below the raster's own."""

STEP_UM = 0.015
"""Largest move of a wall from one slice to the next."""

MOST_STEPS = 8
"""Slices of one sloped wall."""


@dataclass(frozen=True)
class Medium:
    """A part of the device and what it is made of."""

    part: str
    material: Material


@dataclass(frozen=True)
class Slice:
    """Media between two heights.

    Attributes:
        z_min_um, z_max_um: heights; infinite for the half-spaces.
        media: numbers of the media in it, in the order of ``Slices.media``.
        raster: (M, M) number of the medium at every point; None where there is one alone.
        walls: directions normal to the walls; None where there is no wall.
    """

    z_min_um: float
    z_max_um: float
    media: tuple[int, ...]
    raster: IntArray | None
    walls: WallField | None

    @property
    def thickness_um(self) -> float:
        """Height of the slice."""
        return self.z_max_um - self.z_min_um


@dataclass(frozen=True)
class Slices:
    """A device from the substrate up, both half-spaces included.

    Attributes:
        cell: unit cell.
        media: all of them.
        slices: from the lower half-space to the upper one.
        x_um, y_um: (M, M) points of the raster, each in the unit cell around the pixel's centre.
        own: (M, M) whether they are nearer to the pixel under study than to other sub-pixels.
    """

    cell: Cell
    media: tuple[Medium, ...]
    slices: tuple[Slice, ...]
    x_um: FloatArray
    y_um: FloatArray
    own: BoolArray

    def slice_at(self, z_um: float) -> int:
        """Number of the slice that holds a height.

        Raises:
            ValueError: a height outside the layers, or on a face.
        """
        for number, one in enumerate(self.slices):
            if one.z_min_um + HAIR_UM < z_um < one.z_max_um - HAIR_UM and number > 0:
                return number
        raise ValueError(f"a dipole must lie inside a slice, not at its face; got {z_um:g} um")


def cut(device: Device, cell: Cell | None = None) -> Slices:
    """The slices of a device.

    Args:
        device: pixels on a lattice, or a film.
        cell: of the array that a film is compared with; None takes the device's own.

    Raises:
        ValueError: a wall that needs too many slices, or half-spaces that are not uniform.
    """
    if cell is None:
        cell = cell_of(device.patterned_array)
    x, y = _raster(cell)
    solids = build_solids(device, (float(np.abs(x).max()), float(np.abs(y).max())))
    media: list[Medium] = []
    number_of = {}
    for solid in solids:
        key = (solid.part, solid.material)
        if key not in number_of:
            number_of[key] = len(media)
            media.append(Medium(*key))
    numbers = np.array([number_of[(s.part, s.material)] for s in solids])
    normal = None if device.array is None else directions(device.array, (x, y))
    faces = faces_of(solids)
    bounds = [-math.inf, *faces, math.inf]
    slices = [
        _slice(solids, numbers, (x, y), (low, high), normal)
        for low, high in zip(bounds[:-1], bounds[1:], strict=True)
    ]
    return Slices(cell, tuple(media), tuple(_merged(slices)), x, y, _own(device, (x, y)))


def _own(device: Device, points: tuple[FloatArray, FloatArray]) -> BoolArray:
    """Points that no other sub-pixel is nearer to."""
    if device.array is None:
        return np.ones(points[0].shape, dtype=bool)
    x, y = in_own_frame(device.array, points)
    return np.asarray((x == points[0]) & (y == points[1]))


def _raster(cell: Cell) -> tuple[FloatArray, FloatArray]:
    """Points of the cell, each moved by a lattice vector to the pixel that it is nearest to."""
    step = (np.arange(RASTER) + 0.5) / RASTER
    u, v = np.meshgrid(step, step, indexing="ij")
    a1, a2 = cell.vectors_um
    x, y = u * a1[0] + v * a2[0], u * a1[1] + v * a2[1]
    best_x, best_y = x.copy(), y.copy()
    for m in (-1, 0):
        for n in (-1, 0):
            moved_x, moved_y = x + m * a1[0] + n * a2[0], y + m * a1[1] + n * a2[1]
            nearer = np.hypot(moved_x, moved_y) < np.hypot(best_x, best_y)
            best_x, best_y = np.where(nearer, moved_x, best_x), np.where(nearer, moved_y, best_y)
    return best_x, best_y


def faces_of(solids: tuple[Solid, ...]) -> list[float]:
    """Heights at which a solid begins or ends, and cuts of sloped walls, increasing."""
    heights = [z for s in solids for z in (s.z_min_um, s.z_max_um) if math.isfinite(z)]
    for solid in solids:
        if solid.flare == 0.0 or solid.outline is None or not math.isfinite(solid.z_max_um):
            continue
        heights += steps_of(solid.z_min_um, solid.z_max_um, solid.flare)
    faces: list[float] = []
    for z in sorted(heights):
        if not faces or z - faces[-1] > HAIR_UM:
            faces.append(z)
    return faces


def steps_of(low_um: float, high_um: float, flare: float) -> list[float]:
    """Cuts of a sloped wall between two heights.

    Raises:
        ValueError: more than `MOST_STEPS` slices.
    """
    count = math.ceil(abs(flare) * (high_um - low_um) / STEP_UM - 1e-9)
    if count > MOST_STEPS:
        raise ValueError(
            f"method fmm cuts sloped walls into at most {MOST_STEPS} slices, {STEP_UM * 1e3:g} nm "
            f"apart; this wall needs {count}: use method fdtd, or a steeper wall"
        )
    return [float(z) for z in np.linspace(low_um, high_um, max(count, 1) + 1)]


def _slice(
    solids: tuple[Solid, ...],
    numbers: IntArray,
    points: tuple[FloatArray, FloatArray],
    bounds: tuple[float, float],
    normal: Directions | None,
) -> Slice:
    low, high = bounds
    if math.isinf(low):
        z = high - 1.0
    elif math.isinf(high):
        z = low + 1.0
    else:
        z = 0.5 * (low + high)
    inside = [i for i, s in enumerate(solids) if s.z_min_um <= z <= s.z_max_um]
    chosen = tuple(solids[i] for i in inside)
    # What fills the plane hides all that is painted before it.
    first = max((i for i, s in enumerate(chosen) if s.outline is None), default=0)
    chosen, kept = chosen[first:], numbers[inside[first:]]
    if len(chosen) == 1:
        return Slice(low, high, (int(kept[0]),), None, None)
    raster = kept[owner(chosen, *points, np.full(points[0].shape, z))]
    present = tuple(int(i) for i in np.unique(raster))
    if len(present) == 1:
        return Slice(low, high, present, None, None)
    if not (math.isfinite(low) and math.isfinite(high)):
        raise ValueError("method fmm needs a uniform substrate and superstrate")
    assert normal is not None  # only pixels have walls
    return Slice(low, high, present, raster, wall_field(raster, normal))


def _merged(slices: list[Slice]) -> list[Slice]:
    """Neighbours of one and the same medium joined."""
    result = [slices[0]]
    for one in slices[1:]:
        last = result[-1]
        if one.raster is None and last.raster is None and one.media == last.media:
            result[-1] = Slice(last.z_min_um, one.z_max_um, last.media, None, None)
        else:
            result.append(one)
    return result


HALF_SPACES = (SUBSTRATE, SUPERSTRATE)
"""Parts that light ends in."""
