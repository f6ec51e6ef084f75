"""Outlines and solids: the engine-independent description of what fills space.

A device becomes an ordered tuple of solids; where two overlap, the later one wins. Coordinates in
micrometres: x, y in the plane (origin at the centre of the pixel under study), z upwards from the
substrate's face (z = 0), which light leaves downwards.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from geometry.arrays import BoolArray, FloatArray, IntArray
from geometry.materials.library import Material


@dataclass(frozen=True)
class Circle:
    """A disc; ``radius_um`` at the solid's lower face."""

    x_um: float
    y_um: float
    radius_um: float

    def contains(
        self, x: FloatArray, y: FloatArray, grow_um: FloatArray | float = 0.0
    ) -> BoolArray:
        """Whether points lie inside the outline grown outwards by ``grow_um``."""
        radius = self.radius_um + np.asarray(grow_um)
        inside = (x - self.x_um) ** 2 + (y - self.y_um) ** 2 <= radius**2
        return np.asarray(inside & (radius > 0))

    def moved(self, dx_um: float, dy_um: float) -> Circle:
        """The same disc elsewhere."""
        return replace(self, x_um=self.x_um + dx_um, y_um=self.y_um + dy_um)

    def grown(self, by_um: float) -> Circle:
        """The disc with its wall moved outwards."""
        return replace(self, radius_um=self.radius_um + by_um)


@dataclass(frozen=True)
class Polygon:
    """A convex polygon, vertices anticlockwise, shape (K, 2)."""

    vertices_um: tuple[tuple[float, float], ...]

    def contains(
        self, x: FloatArray, y: FloatArray, grow_um: FloatArray | float = 0.0
    ) -> BoolArray:
        """Whether points lie inside the outline grown outwards by ``grow_um``."""
        inside = np.ones(np.broadcast(x, y, np.asarray(grow_um)).shape, dtype=bool)
        corners = np.asarray(self.vertices_um)
        for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
            edge = end - start
            outward = np.array([edge[1], -edge[0]]) / np.hypot(*edge)
            distance = (x - start[0]) * outward[0] + (y - start[1]) * outward[1]
            inside &= distance <= np.asarray(grow_um)
        return inside

    def moved(self, dx_um: float, dy_um: float) -> Polygon:
        """The same polygon elsewhere."""
        return Polygon(tuple((x + dx_um, y + dy_um) for x, y in self.vertices_um))

    def grown(self, by_um: float) -> Polygon:
        """The polygon with every edge moved outwards, corners kept sharp."""
        corners = np.asarray(self.vertices_um)
        edges = np.roll(corners, -1, axis=0) - corners
        outward = np.stack([edges[:, 1], -edges[:, 0]], axis=1)
        outward /= np.hypot(outward[:, 0], outward[:, 1])[:, None]
        before = np.roll(outward, 1, axis=0)
        # The corner moves along the sum of its edges' normals until both have moved by by_um.
        along = before + outward
        shift = along * (by_um / (1.0 + np.sum(before * outward, axis=1)))[:, None]
        return Polygon(tuple((float(x), float(y)) for x, y in corners + shift))


SmoothOutline = Circle | Polygon


@dataclass(frozen=True)
class RoughOutline:
    """An outline whose wall is displaced outwards by an amount that depends on the direction.

    Attributes:
        base: the smooth outline.
        x_um, y_um: its centre.
        displacement_um: at equal steps of the polar angle from 0 up to, not including, 2 pi.
    """

    base: SmoothOutline
    x_um: float
    y_um: float
    displacement_um: tuple[float, ...]

    def contains(
        self, x: FloatArray, y: FloatArray, grow_um: FloatArray | float = 0.0
    ) -> BoolArray:
        """Whether points lie inside the rough outline grown outwards by ``grow_um``."""
        angle = np.arctan2(y - self.y_um, x - self.x_um)
        shift = np.interp(angle, self.angles_rad, self.displacement_um, period=2.0 * np.pi)
        return self.base.contains(x, y, np.asarray(grow_um) + shift)

    def moved(self, dx_um: float, dy_um: float) -> RoughOutline:
        """The same outline elsewhere."""
        base = self.base.moved(dx_um, dy_um)
        return replace(self, base=base, x_um=self.x_um + dx_um, y_um=self.y_um + dy_um)

    def grown(self, by_um: float) -> RoughOutline:
        """The outline with its mean wall moved outwards."""
        return replace(self, base=self.base.grown(by_um))

    @property
    def angles_rad(self) -> FloatArray:
        """Polar angles of the displacements, shape (K,)."""
        count = len(self.displacement_um)
        return np.asarray(np.arange(count) * (2.0 * np.pi / count))

    @property
    def vertices_um(self) -> tuple[tuple[float, float], ...]:
        """The rough outline as a polygon (in general not convex), anticlockwise, K vertices."""
        angles, shift = self.angles_rad, np.asarray(self.displacement_um)
        radius = self._base_radius(angles, shift)
        x = self.x_um + radius * np.cos(angles)
        y = self.y_um + radius * np.sin(angles)
        return tuple(zip(x.tolist(), y.tolist(), strict=True))

    def _base_radius(self, angles: FloatArray, shift: FloatArray) -> FloatArray:
        if isinstance(self.base, Circle):
            return np.asarray(self.base.radius_um + shift)
        radius = np.full(angles.shape, np.inf)
        corners = np.asarray(self.base.vertices_um) - (self.x_um, self.y_um)
        for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
            edge = end - start
            outward = np.array([edge[1], -edge[0]]) / np.hypot(*edge)
            toward = np.cos(angles) * outward[0] + np.sin(angles) * outward[1]
            reach = (float(start @ outward) + shift) / np.where(toward > 1e-12, toward, np.nan)
            radius = np.fmin(radius, reach)
        return radius


Outline = SmoothOutline | RoughOutline


@dataclass(frozen=True)
class Solid:
    """One piece of material.

    Attributes:
        part: what it is to the device: a layer's name, "bank", "wall", "black_matrix",
            "substrate" or "superstrate". The power budget is kept per part.
        material: what it is made of.
        z_min_um, z_max_um: extent in height; +-inf for half-spaces.
        outline: lateral outline at z_min_um; None fills the plane.
        flare: outward growth of the outline per unit of height (0 for vertical walls).
    """

    part: str
    material: Material
    z_min_um: float
    z_max_um: float
    outline: Outline | None = None
    flare: float = 0.0

    def contains(self, x: FloatArray, y: FloatArray, z: FloatArray) -> BoolArray:
        """Whether points (broadcast together) lie inside."""
        inside = (z >= self.z_min_um) & (z <= self.z_max_um)
        if self.outline is None or not inside.any():
            return np.asarray(inside & np.ones(np.broadcast(x, y, z).shape, dtype=bool))
        grow = self.flare * (z - self.z_min_um) if self.flare else 0.0
        return np.asarray(inside & self.outline.contains(x, y, grow))

    def moved(self, dx_um: float, dy_um: float) -> Solid:
        """The same solid elsewhere in the plane."""
        if self.outline is None:
            return self
        return replace(self, outline=self.outline.moved(dx_um, dy_um))


def owner(solids: tuple[Solid, ...], x: FloatArray, y: FloatArray, z: FloatArray) -> IntArray:
    """Index of the solid that owns each point (the last one that contains it); -1 for none."""
    index = np.full(np.broadcast(x, y, z).shape, -1, dtype=np.int64)
    for number, solid in enumerate(solids):
        index[solid.contains(x, y, z)] = number
    return index
