"""Quadrature over a pixel's emitting area, reduced by the pixel's point group.

The pixel's point group leaves one wedge of the aperture to sample. A point of it is
u * boundary(v): u in (0, 1] scales the outline, v runs along the wedge's part of it. The area
element is u du times something constant along each straight or circular side, so that

    u^2   Gauss-Legendre nodes on (0, 1)
    v     circles: trapezoidal nodes including the wedge's edges (mirror lines: the integrand is
          even there, so the rule converges as on a period); straight sides: Gauss-Legendre nodes,
          of which one lies on the mirror line in the middle of a side

`order` n gives n radial nodes for n <= 2 on the mirror line along x alone, and ceil(n/2) radial by
1 + n // 3 azimuthal nodes beyond. Nodes at 30 degrees of a sixfold pixel are run as their images at
90 degrees, where a mirror plane halves the cell.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.special import roots_legendre

from geometry.aperture import aperture_length_um
from geometry.arrays import FloatArray
from geometry.lattice import symmetry
from geometry.shapes import Circle, Outline, Polygon, RoughOutline
from geometry.spec import ApertureShape, ArraySpec


@dataclass(frozen=True)
class LateralRule:
    """Positions in the aperture, shapes (L,), weights sum 1."""

    x_um: FloatArray
    y_um: FloatArray
    weight: FloatArray


def lateral_rule(array: ArraySpec, outline: Outline, order: int) -> LateralRule:
    """Quadrature over one emitting area, reduced by symmetry.

    Args:
        array: the pixel array (for its point group).
        outline: the emitting area, centred on the origin.
        order: of the rule, 1 and up.
    """
    shape = array.aperture.shape
    if shape is ApertureShape.STRIPE:
        return _strip_rule(array.aperture.width_um / 2.0, order)
    if shape is ApertureShape.RECTANGLE:
        half = (array.aperture.width_um / 2.0, aperture_length_um(array.aperture) / 2.0)
        return _whole_rectangle(array, _quarter_rule(half, order))
    radial = order if order <= 2 else math.ceil(order / 2)
    azimuthal = 1 if order <= 2 else 1 + order // 3
    wedge = math.radians(symmetry(array).wedge_deg)
    # A rough wall is sampled as the smooth one that it scatters around.
    smooth = outline.base if isinstance(outline, RoughOutline) else outline
    if isinstance(smooth, Circle):
        edge = _arc(smooth.radius_um, wedge, azimuthal)
    else:
        edge = _sides(smooth, wedge, azimuthal)
    square, square_weight = _unit_gauss(radial)
    scale = np.sqrt(square)[:, None]
    weight = square_weight[:, None] * edge.weight
    rule = LateralRule((scale * edge.x_um).ravel(), (scale * edge.y_um).ravel(), weight.ravel())
    return _onto_mirror_planes(rule) if symmetry(array).order == 12 else rule


def _onto_mirror_planes(rule: LateralRule) -> LateralRule:
    """Turn the nodes on the sixfold wedge's other edge, 30 degrees, to their image at 90 degrees.

    There the grid has a mirror plane, x = 0, which halves the run.
    """
    radius = np.hypot(rule.x_um, rule.y_um)
    on_edge = np.abs(rule.y_um - 0.5 * radius) < 1e-9 * radius
    return LateralRule(
        np.where(on_edge, 0.0, rule.x_um), np.where(on_edge, radius, rule.y_um), rule.weight
    )


def _whole_rectangle(array: ArraySpec, quarter: LateralRule) -> LateralRule:
    """A quarter's rule continued where x = 0 and y = 0 are no mirror planes.

    Sub-pixels of other colours differ to the left and right, rough walls everywhere.
    """
    if symmetry(array).order >= 4:
        return quarter
    flips = [(1.0, 1.0), (-1.0, 1.0)]
    if array.sidewall.is_rough:
        flips += [(1.0, -1.0), (-1.0, -1.0)]
    return LateralRule(
        np.concatenate([sign * quarter.x_um for sign, _ in flips]),
        np.concatenate([sign * quarter.y_um for _, sign in flips]),
        np.tile(quarter.weight, len(flips)) / len(flips),
    )


def _unit_gauss(count: int) -> tuple[FloatArray, FloatArray]:
    node, weight = roots_legendre(count)
    return 0.5 * (1.0 + node), 0.5 * weight


def _arc(radius_um: float, wedge: float, count: int) -> LateralRule:
    """Trapezoidal rule on the wedge's arc; both ends included unless they are the same point."""
    whole_turn = wedge > 2.0 * np.pi - 1e-9
    weight = np.ones(count)
    if count > 1 and not whole_turn:
        weight[[0, -1]] = 0.5
    angle = np.linspace(0.0, wedge, count, endpoint=not whole_turn)
    return LateralRule(radius_um * np.cos(angle), radius_um * np.sin(angle), weight / weight.sum())


def _sides(outline: Polygon, wedge: float, count: int) -> LateralRule:
    """Gauss rules on the straight pieces of the outline inside the wedge.

    A piece that begins in the middle of its side is half of a symmetric rule with its middle node,
    which lies on the mirror line y = 0.
    """
    points, weights = [], []
    pieces = _pieces(outline, wedge)
    if len(pieces) > 1:
        # Two nodes per piece are exact for cubic functions along it.
        count = min(count, max(2, math.ceil(count / len(pieces))))
    for start, end in pieces:
        along = end - start
        if abs(start @ along) < 1e-9 * float(start @ start):
            node, share = (half[count - 1 :] for half in roots_legendre(2 * count - 1))
            share = share * np.where(node > 1e-12, 1.0, 0.5)
        else:
            node, share = _unit_gauss(count)
        # Triangles from the origin: equal steps along a side sweep equal areas.
        area = 0.5 * abs(start[0] * end[1] - start[1] * end[0])
        points.append(start + node[:, None] * along)
        weights.append(area * share)
    place, weight = np.concatenate(points), np.concatenate(weights)
    return LateralRule(place[:, 0], place[:, 1], weight / weight.sum())


def _pieces(outline: Polygon, wedge: float) -> list[tuple[FloatArray, FloatArray]]:
    """Straight pieces of the outline between the angles 0 and ``wedge``, anticlockwise."""
    corners = np.arctan2(*np.asarray(outline.vertices_um).T[::-1]) % (2.0 * np.pi)
    inside = corners[(corners > 1e-9) & (corners < wedge - 1e-9)]
    angle = np.concatenate([[0.0], np.sort(inside), [wedge]])
    points = [
        _polygon_boundary(outline, phi) * np.array([math.cos(phi), math.sin(phi)]) for phi in angle
    ]
    return list(pairwise(points))


def _polygon_boundary(outline: Polygon, angle: float) -> float:
    """Distance from the origin to the outline in a direction."""
    direction = np.array([math.cos(angle), math.sin(angle)])
    corners = np.asarray(outline.vertices_um)
    reach = math.inf
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        edge = end - start
        outward = np.array([edge[1], -edge[0]])
        facing = float(outward @ direction)
        if facing > 1e-12:
            reach = min(reach, float(outward @ start) / facing)
    return reach


def _strip_rule(half_um: float, order: int) -> LateralRule:
    node, weight = _unit_gauss(order)
    return LateralRule(half_um * node, np.zeros(order), weight)


def _quarter_rule(half_um: tuple[float, float], order: int) -> LateralRule:
    node, weight = _unit_gauss(max(1, math.ceil(order / 2)))
    x, y = np.meshgrid(half_um[0] * node, half_um[1] * node, indexing="ij")
    return LateralRule(x.ravel(), y.ravel(), np.outer(weight, weight).ravel())
