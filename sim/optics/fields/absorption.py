"""Where light is absorbed: Poynting's theorem on the grid's own points, per part.

Meep's D holds what eps_inf and the poles do, but not the loss of a conductivity, so a point
absorbs (peak phasors without the factor 1/2, as in all powers here)

    omega Im(E* D) + sigma_D Re(E* D)

with E and D at the same point and time. Summed over each component's own points this is exactly
what the time stepping dissipates. Points on a face below a metal belong to the metal: their mean
medium is what repairs the metal's surface. Points on a face of an absorbing emitter have the mean
medium of both sides, which share their absorption by Im(eps). Points beside an upright face have
its mean media, and their absorption goes to the part that takes most of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geometry.arrays import ComplexArray, FloatArray, IntArray
from geometry.shapes import Polygon, owner
from sim.optics.grid.dispersion import face_model
from sim.optics.grid.layout import Layout
from sim.optics.grid.yee import COMPONENTS, Axes, Box, component_axes

_BESIDE = 0.02
"""Distance in cells at which the two sides of a face are looked up."""


@dataclass(frozen=True)
class PointMap:
    """What lies at the points of one field component in a box.

    Attributes:
        part: (nx, ny, nz) index into ``AbsorptionMap.parts``; (nx, nz) in a section, as all.
        conductivity: (nx, ny, nz) Meep's D_conductivity.
        weight: (nx, ny, nz) share of the point's voxel that lies inside the box.
        faces: planes (along z) whose points are shared by two parts.
    """

    part: NDArray[np.int16]
    conductivity: NDArray[np.float32]
    weight: NDArray[np.float32]
    faces: tuple[SharedFace, ...] = ()


@dataclass(frozen=True)
class SharedFace:
    """A plane of points on a face of the emitter.

    Attributes:
        plane: index along z.
        other: (nx, ny) part on the face's other side.
        share: (nx, ny) that part's share of the absorption.
    """

    plane: int
    other: NDArray[np.int16]
    share: NDArray[np.float32]


@dataclass(frozen=True)
class AbsorptionMap:
    """Parts and media at every point of the box in which absorption is counted."""

    box: Box
    parts: tuple[str, ...]
    points: dict[str, PointMap]
    voxel_um3: float

    def absorbed(
        self, component: str, e: ComplexArray, d: ComplexArray, wavelength_um: float
    ) -> FloatArray:
        """Power absorbed through one component, per part, shape (P,).

        Args:
            component: "x", "y" or "z".
            e, d: (nx, ny, nz) phasors at the component's points.
            wavelength_um: vacuum wavelength.
        """
        where = self.points[component]
        density = self.density(component, e, d, wavelength_um)
        parts = len(self.parts)
        total = np.asarray(np.bincount(where.part.ravel(), density.ravel(), minlength=parts))
        for face in where.faces:
            moved = (face.share * density[..., face.plane]).ravel()
            own = where.part[..., face.plane].ravel()
            total = total + np.bincount(face.other.ravel(), moved, minlength=parts)
            total = total - np.bincount(own, moved, minlength=parts)
        return np.asarray(total * self.voxel_um3)

    def density(
        self, component: str, e: ComplexArray, d: ComplexArray, wavelength_um: float
    ) -> FloatArray:
        """Power absorbed at a component's points over a voxel's volume, (nx, ny, nz).

        Arguments as in :meth:`absorbed`.
        """
        where = self.points[component]
        product = np.conj(e) * d
        omega = 2.0 * np.pi / wavelength_um
        density = omega * product.imag + where.conductivity * product.real
        return np.asarray(density * where.weight)

    def absorbed_by_all(
        self, film_field: Callable[[str, str, int], ComplexArray], w: int, wavelength_um: float
    ) -> FloatArray:
        """Power absorbed through all components, per part, shape (P,).

        Args:
            film_field: reads E ("e") or D ("d") by component and number of the wavelength.
            w: that number.
            wavelength_um: vacuum wavelength.
        """
        total = np.zeros(len(self.parts))
        for component in COMPONENTS:
            e, d = (film_field(kind, component, w) for kind in ("e", "d"))
            total += self.absorbed(component, e, d, wavelength_um)
        return total


def absorption_map(layout: Layout, box: Box) -> AbsorptionMap:
    """Look up part and conductivity at all points of a box."""
    names = sorted({solid.part for solid in layout.solids})
    order = [layer.name for layer in layout.device.stack.layers]
    parts = tuple(order + [name for name in names if name not in order])
    points = {c: _point_map(layout, box, c, parts) for c in COMPONENTS}
    return AbsorptionMap(box, parts, points, layout.grid.lateral_cell_um**3)


def _point_map(layout: Layout, box: Box, component: str, parts: tuple[str, ...]) -> PointMap:
    axes = component_axes(box, component)
    grid = layout.grid
    cell = grid.lateral_cell_um
    x = (axes.x * cell)[:, None]
    y = (axes.y * cell)[None, :]
    shape = (axes.x.size, axes.y.size, axes.z.size)
    part = np.empty(shape, dtype=np.int16)
    conductivity = np.empty(shape, dtype=np.float32)
    part_of = np.array([parts.index(solid.part) for solid in layout.solids])
    sigma_of = np.array([choice.model.conductivity for choice in layout.media.choices])
    metal = np.array([layout.media.metal(i) for i in range(len(layout.solids))])
    faces = []
    for k, plane in enumerate(axes.z):
        # A face belongs to the medium below it, as in the scene.
        below = _owner_at(layout, x, y, plane - _BESIDE)
        above = _owner_at(layout, x, y, plane + _BESIDE)
        owned = np.where(metal[above], above, below)
        part[:, :, k] = part_of[owned]
        conductivity[:, :, k] = sigma_of[owned]
        if layout.absorbing and np.any(above != below):
            shared = _shared_face(layout, below, above, part_of)
            if shared is not None:
                inside = shared.share >= 0.0
                part[:, :, k][inside] = shared.part[inside]
                conductivity[:, :, k][inside] = shared.conductivity[inside]
                share = np.where(inside, shared.share, np.float32(0.0))
                faces.append(SharedFace(k, shared.other, share))
    _beside_upright_faces(layout, component, axes, parts, part, conductivity)
    _in_plan(layout, axes, parts, part, conductivity)
    weight = box.weights(component).astype(np.float32)
    return PointMap(part, conductivity, weight, tuple(faces))


def _beside_upright_faces(
    layout: Layout,
    component: str,
    axes: Axes,
    parts: tuple[str, ...],
    part: NDArray[np.int16],
    conductivity: NDArray[np.float32],
) -> None:
    """Overwrite the points of columns, whose media are means (sim.optics.grid.walls.upright)."""
    across = component == "x"
    for column in sorted(layout.upright, key=lambda c: c.low_plane == c.high_plane):
        x = np.abs(axes.x - 0.5 * column.half_cells) < _BESIDE
        z = _between_planes(axes.z, column.low_plane, column.high_plane)
        where = np.ix_(x, np.ones(axes.y.size, dtype=bool), z)
        part[where] = parts.index(column.across_part if across else column.along_part)
        conductivity[where] = (column.across if across else column.along).conductivity


def _in_plan(
    layout: Layout,
    axes: Axes,
    parts: tuple[str, ...],
    part: NDArray[np.int16],
    conductivity: NDArray[np.float32],
) -> None:
    """Likewise in three dimensions; a component has points at its own places alone."""
    for column in sorted(layout.plan, key=lambda c: c.is_level):
        x = np.abs(2.0 * axes.x - column.half_x) < _BESIDE
        first, last = column.first_half_y - _BESIDE, column.last_half_y + _BESIDE
        y = (2.0 * axes.y > first) & (2.0 * axes.y < last)
        z = _between_planes(axes.z, column.low_plane, column.high_plane)
        where = np.ix_(x, y, z)
        part[where] = parts.index(column.part)
        conductivity[where] = column.model.conductivity


def _between_planes(z: FloatArray, low_plane: int, high_plane: int) -> NDArray[np.bool_]:
    """Points of a column; a face belongs to the column below it."""
    if low_plane == high_plane:
        return np.asarray(np.abs(z - low_plane) < _BESIDE)
    return np.asarray((z > low_plane + _BESIDE) & (z < high_plane + _BESIDE))


@dataclass(frozen=True)
class _Face:
    """Points of one plane where the emitter may meet another part, all (nx, ny).

    Attributes:
        part, other: the emitter and what it meets.
        conductivity: of the mean of both.
        share: the other's of the absorption; negative where the emitter does not end.
    """

    part: NDArray[np.int16]
    other: NDArray[np.int16]
    conductivity: NDArray[np.float32]
    share: NDArray[np.float32]


def _shared_face(
    layout: Layout, below: IntArray, above: IntArray, part_of: IntArray
) -> _Face | None:
    """What lies at a plane on which an absorbing emitter ends, None where it does not.

    As sim.optics.meep.scene paints it: the mean of both media where neither has poles.
    """
    emitter, peak = layout.device.stack.emitter.name, layout.media.peak_um
    models = [choice.model for choice in layout.media.choices]
    own = np.array([solid.part == emitter for solid in layout.solids])
    plain = np.array([not model.poles for model in models])
    shared = (own[below] != own[above]) & plain[below] & plain[above]
    if not shared.any():
        return None
    face = _Face(
        np.zeros(below.shape, np.int16),
        np.zeros(below.shape, np.int16),
        np.zeros(below.shape, np.float32),
        np.full(below.shape, -1.0, np.float32),
    )
    pairs = {*zip(below[shared].tolist(), above[shared].tolist(), strict=True)}
    for low, high in pairs:
        here = shared & (below == low) & (above == high)
        mine, other = (low, high) if own[low] else (high, low)
        loss = [float(models[i].permittivity(peak).imag) for i in (mine, other)]
        face.part[here], face.other[here] = part_of[mine], part_of[other]
        face.conductivity[here] = face_model(models[low], models[high], peak).conductivity
        face.share[here] = loss[1] / max(sum(loss), 1e-300)
    return face


def _owner_at(layout: Layout, x: FloatArray, y: FloatArray, plane: float) -> IntArray:
    height = float(layout.grid.height_um(plane))
    return owner(layout.solids, x, y, np.full(np.broadcast(x, y).shape, height))


@dataclass(frozen=True)
class EmitterMask:
    """Points of the own pixel's emitter, for reabsorption."""

    inside: dict[str, NDArray[np.bool_]]


def own_emitter_mask(
    layout: Layout, absorption: AbsorptionMap, own_cell: Polygon | None
) -> EmitterMask:
    """Which points of the box lie in the emitter of the pixel at the origin."""
    emitter = absorption.parts.index(layout.device.stack.emitter.name)
    cell = layout.grid.lateral_cell_um
    inside = {}
    for component in COMPONENTS:
        axes = component_axes(absorption.box, component)
        mask = absorption.points[component].part == emitter
        if own_cell is not None:
            x, y = axes.x[:, None] * cell, axes.y[None, :] * cell
            mask = mask & own_cell.contains(x, y)[:, :, None]
        inside[component] = mask
    return EmitterMask(inside)
