"""Areas of colour gamuts: convex polygons in a chromaticity diagram and what they share."""

from __future__ import annotations

import numpy as np

from geometry.arrays import FloatArray


def polygon_area(corners: FloatArray) -> float:
    """Area of a polygon, positive when its corners run anticlockwise; shape (N, 2)."""
    if len(corners) < 3:
        return 0.0
    after = np.roll(corners, -1, axis=0)
    return 0.5 * float(np.sum(corners[:, 0] * after[:, 1] - after[:, 0] * corners[:, 1]))


def anticlockwise(corners: FloatArray) -> FloatArray:
    """The same polygon, corners running anticlockwise."""
    return corners if polygon_area(corners) >= 0.0 else corners[::-1]


def intersection(first: FloatArray, second: FloatArray) -> FloatArray:
    """Corners of what two convex polygons share, shape (K, 2); K = 0 where nothing.

    The first is cut along each side of the second (Sutherland and Hodgman, 1974).
    """
    kept = anticlockwise(first)
    border = anticlockwise(second)
    for start, end in zip(border, np.roll(border, -1, axis=0), strict=True):
        if len(kept) == 0:
            break
        kept = _cut(kept, start, end - start)
    return kept


def _cut(corners: FloatArray, start: FloatArray, along: FloatArray) -> FloatArray:
    """What lies left of a line."""
    offset = corners - start
    left = along[0] * offset[:, 1] - along[1] * offset[:, 0]
    kept = []
    for index in range(len(corners)):
        before, after = left[index], left[(index + 1) % len(corners)]
        if before >= 0.0:
            kept.append(corners[index])
        if (before > 0.0 > after) or (before < 0.0 < after):
            share = before / (before - after)
            kept.append(
                corners[index] + share * (corners[(index + 1) % len(corners)] - corners[index])
            )
    return np.array(kept).reshape(-1, 2)


def coverage(gamut: FloatArray, reference: FloatArray) -> float:
    """Share of a reference gamut that another one covers, 0 to 1."""
    return polygon_area(intersection(gamut, reference)) / abs(polygon_area(reference))
