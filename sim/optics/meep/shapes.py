"""A solid in the stepped space as a Meep object: block, cylinder or upright prism."""

from __future__ import annotations

import math
from typing import Any

from geometry.shapes import Circle, Solid
from sim.optics.grid.grid import Grid
from sim.optics.meep.load import mp

INTERFACE_SHIFT = 1e-4
"""Upward shift of all faces in cells, so that fields on a face belong to the medium below it."""


def meep_shape(solid: Solid, grid: Grid, medium: Any) -> Any:
    """One upright Meep object; heights beyond the cell are cut one cell outside it."""
    shift = INTERFACE_SHIFT * grid.lateral_cell_um
    edge = (grid.nz / 2 + 1) * grid.lateral_cell_um
    low = max(-edge, _stepped(solid.z_min_um, grid) + shift)
    high = min(edge, _stepped(solid.z_max_um, grid) + shift)
    height, middle = high - low, 0.5 * (low + high)
    if solid.outline is None:
        return mp.Block(
            size=mp.Vector3(mp.inf, mp.inf, height),
            center=mp.Vector3(0, 0, middle),
            material=medium,
        )
    if isinstance(solid.outline, Circle):
        centre = mp.Vector3(solid.outline.x_um, solid.outline.y_um, middle)
        radius = solid.outline.radius_um
        return mp.Cylinder(radius=radius, height=height, center=centre, material=medium)
    corners = [mp.Vector3(x, y, low) for x, y in solid.outline.vertices_um]
    return mp.Prism(corners, height=height, axis=mp.Vector3(0, 0, 1), material=medium)


def bounds(shape: Any) -> tuple[tuple[float, float], tuple[float, float], tuple[float, float]]:
    """Low and high along Meep's axes of an upright object with sides along them.

    Raises:
        TypeError: a round object.
    """
    if isinstance(shape, mp.Prism):
        x, y = ([getattr(v, axis) for v in shape.vertices] for axis in "xy")
        low = shape.vertices[0].z
        return (min(x), max(x)), (min(y), max(y)), (low, low + shape.height)
    if not isinstance(shape, mp.Block):
        raise TypeError(f"finer cells across walls need straight ones; got {type(shape).__name__}")
    pairs = (
        (getattr(shape.center, axis), 0.5 * getattr(shape.size, axis)) for axis in ("x", "y", "z")
    )
    x_pair, y_pair, z_pair = ((middle - half, middle + half) for middle, half in pairs)
    return x_pair, y_pair, z_pair


def _stepped(z_um: float, grid: Grid) -> float:
    return math.copysign(math.inf, z_um) if math.isinf(z_um) else grid.stepped_z_um(z_um)
