"""Outlines of wells: the aperture at the bank's foot, grown or shrunk, and distances to its wall.

Hexagons have a flat facing +x, so that in a hexagonal lattice every flat faces a neighbour.
"""

from __future__ import annotations

import math

import numpy as np

from geometry.arrays import FloatArray
from geometry.shapes import Circle, Outline, Polygon, SmoothOutline
from geometry.spec.array import ApertureShape, ApertureSpec, ArraySpec

STRIPE_HALF_LENGTH_UM = 1.0e6
"""Half the length of a stripe where nothing bounds it (one metre in all)."""


def regular_hexagon(flat_to_flat_um: float, x_um: float = 0.0, y_um: float = 0.0) -> Polygon:
    """Hexagon with two flats normal to x."""
    radius = flat_to_flat_um / math.sqrt(3.0)
    angles = (math.radians(30.0 + 60.0 * k) for k in range(6))
    return Polygon(
        tuple((x_um + radius * math.cos(a), y_um + radius * math.sin(a)) for a in angles)
    )


def box(width_um: float, length_um: float, x_um: float = 0.0, y_um: float = 0.0) -> Polygon:
    """Rectangle, ``width_um`` along x and ``length_um`` along y."""
    dx, dy = width_um / 2.0, length_um / 2.0
    corners = ((dx, -dy), (dx, dy), (-dx, dy), (-dx, -dy))
    return Polygon(tuple((x_um + x, y_um + y) for x, y in corners))


def aperture_length_um(
    aperture: ApertureSpec, stripe_half_length_um: float = STRIPE_HALF_LENGTH_UM
) -> float:
    """Extent of the aperture along y (a hexagon's is corner to corner).

    Raises:
        ValueError: a rectangle without its length.
    """
    if aperture.shape is ApertureShape.RECTANGLE:
        if aperture.length_um is None:
            raise ValueError("a rectangular aperture needs its length along y besides its width")
        return aperture.length_um
    if aperture.shape is ApertureShape.STRIPE:
        return 2.0 * stripe_half_length_um
    if aperture.shape is ApertureShape.HEXAGON:
        return 2.0 * aperture.width_um / math.sqrt(3.0)
    return aperture.width_um


def aperture_outline(
    aperture: ApertureSpec,
    x_um: float = 0.0,
    y_um: float = 0.0,
    grow_um: float = 0.0,
    stripe_half_length_um: float = STRIPE_HALF_LENGTH_UM,
) -> SmoothOutline:
    """The aperture centred at (x_um, y_um), every wall moved outwards by ``grow_um``.

    Raises:
        ValueError: the outline has shrunk to nothing.
    """
    width = aperture.width_um + 2.0 * grow_um
    length = aperture_length_um(aperture, stripe_half_length_um) + 2.0 * grow_um
    if width <= 0.0 or length <= 0.0:
        raise ValueError(
            f"a well {aperture.width_um:g} um wide closes when its wall moves inwards by "
            f"{-grow_um:g} um; the wall may move by less than half the width"
        )
    if aperture.shape is ApertureShape.CIRCLE:
        return Circle(x_um, y_um, width / 2.0)
    if aperture.shape is ApertureShape.HEXAGON:
        return regular_hexagon(width, x_um, y_um)
    if aperture.shape is ApertureShape.SQUARE:
        return box(width, width, x_um, y_um)
    return box(width, length, x_um, y_um)


def wall_distance_um(array: ArraySpec, x: FloatArray, y: FloatArray) -> FloatArray:
    """Distance from points to the nearest wall of the pixel at the origin, at the bank's foot.

    Args:
        array: the pixel array.
        x, y: points in micrometres, any shapes that broadcast.

    Returns:
        Distance in micrometres, positive inside the aperture, negative outside it.
    """
    x, y = np.broadcast_arrays(np.asarray(x, dtype=float), np.asarray(y, dtype=float))
    if array.aperture.shape is ApertureShape.STRIPE:
        return np.asarray(array.aperture.width_um / 2.0 - np.abs(x))
    return signed_distance_um(aperture_outline(array.aperture), x, y)


def signed_distance_um(outline: Outline, x: FloatArray, y: FloatArray) -> FloatArray:
    """Euclidean distance to an outline, positive inside; ``x`` and ``y`` of one shape."""
    if isinstance(outline, Circle):
        return np.asarray(outline.radius_um - np.hypot(x - outline.x_um, y - outline.y_um))
    nearest = np.full(np.shape(x), np.inf)
    corners = np.asarray(outline.vertices_um)
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        edge = end - start
        along = ((x - start[0]) * edge[0] + (y - start[1]) * edge[1]) / np.dot(edge, edge)
        along = np.clip(along, 0.0, 1.0)
        gap = np.hypot(x - start[0] - along * edge[0], y - start[1] - along * edge[1])
        nearest = np.minimum(nearest, gap)
    return np.where(outline.contains(x, y), nearest, -nearest)
