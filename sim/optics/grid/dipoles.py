"""Where the dipoles of a case sit: quadrature over the emitting area, heights and orientations.

Lateral positions come from sim.optics.grid.lateral_rule, heights from the emission zone.

Nodes are moved to the nearest grid vertex that is at least one cell inside the wall: sources are
exact on vertices, and on a dielectric's face a dipole's power has no meaning. A moved node stands
for less or more area than before: weights change by a linear function of the r^2 of the new places
(of x^2 and y^2 where x and y differ), so that the mean of r^2 over the emitting area stays what it
is and functions linear in it are integrated exactly still.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from geometry.aperture import signed_distance_um
from geometry.arrays import FloatArray
from geometry.coverage import emitter_outline
from geometry.device import Device
from geometry.lattice import symmetry
from geometry.shapes import Outline
from geometry.spec import ApertureShape, ArraySpec
from sim.optics.emission_zone import emission_heights
from sim.optics.grid.grid import Grid
from sim.optics.grid.lateral_rule import LateralRule, lateral_rule

NEAREST_CELLS = 1.0
"""Least distance of a dipole from the wall, in lateral cells."""

_ROUNDING = 1e-6
"""In cells."""

_SEARCHED = 3
"""Cells around a node in which a vertex inside the wall is looked for."""

_MOST_CHANGE = 0.5
"""Largest relative change of a weight: beyond it nodes are too few for their cells."""


@dataclass(frozen=True)
class Node:
    """One emitter position on a grid vertex.

    Attributes:
        x_um, y_um, z_um: position; z from the substrate's face.
        weight: share of the emitting volume and zone; all nodes sum to 1.
        wall_distance_um: to the nearest wall; inf for a film.
        isotropic: whether x and y dipoles are equivalent by symmetry (on the axis of a pixel with
            three-, four- or sixfold symmetry, or in a film).
    """

    x_um: float
    y_um: float
    z_um: float
    weight: float
    wall_distance_um: float
    isotropic: bool


def place_dipoles(device: Device, grid: Grid, lateral: int, vertical: int) -> tuple[Node, ...]:
    """All emitter positions of a case, moved to grid vertices inside the wall.

    Args:
        device: the snapped device.
        grid: the grid.
        lateral: order of the lateral rule (1 position for a film).
        vertical: number of heights.
    """
    heights = emission_heights(device.emission, device.stack.emitter.thickness_um, vertical)
    outline = emitter_outline(device)
    if device.array is None or outline is None:
        rule = LateralRule(np.zeros(1), np.zeros(1), np.ones(1))
    else:
        ideal = lateral_rule(device.array, outline, lateral)
        rule = _on_vertices(device.array, outline, ideal, grid.lateral_cell_um)
    nodes = []
    for height, share in zip(heights.height_um, heights.weight, strict=True):
        z = inner_vertex(device, float(height), grid.film_cell_um)
        for x, y, weight in zip(rule.x_um, rule.y_um, rule.weight, strict=True):
            place = (float(x), float(y))
            nodes.append(_node(device.array, outline, place, z, float(share * weight)))
    return tuple(nodes)


def inner_vertex(device: Device, height_um: float, cell_um: float) -> float:
    """The vertex nearest to a height above the emitter's lower face, one cell from either face.

    A dipole on a face stands in two media. Where the emitter is one cell high there is no other.
    """
    below = device.emitter_below_um
    thickness = device.stack.emitter.thickness_um
    low, high = below + cell_um, below + thickness - cell_um
    height = below + height_um
    if high - low > -_ROUNDING * cell_um:
        height = min(max(height, low), high)
    return _to_vertex(height, cell_um)


def _to_vertex(value_um: float, cell_um: float) -> float:
    return round(float(value_um) / cell_um) * cell_um


def _on_vertices(
    array: ArraySpec, outline: Outline, ideal: LateralRule, cell_um: float
) -> LateralRule:
    """The rule with its nodes on vertices and the weights that belong to them."""
    places = [
        _vertex_inside(array, outline, (float(x), float(y)), cell_um)
        for x, y in zip(ideal.x_um, ideal.y_um, strict=True)
    ]
    x, y = np.array(places).T
    apart = array.aperture.shape in (ApertureShape.RECTANGLE, ApertureShape.STRIPE)
    weight = _moved_weights(
        _squares(ideal.x_um, ideal.y_um, apart), _squares(x, y, apart), ideal.weight
    )
    return LateralRule(x, y, weight)


def _squares(x_um: FloatArray, y_um: FloatArray, apart: bool) -> FloatArray:
    """x^2 and y^2, (2, L), or r^2, (1, L)."""
    return np.array([x_um**2, y_um**2]) if apart else np.array([x_um**2 + y_um**2])


def _moved_weights(before: FloatArray, after: FloatArray, weight: FloatArray) -> FloatArray:
    """Weights w (1 + b (f - <f>)) of moved nodes with which <f> is what it was before.

    Args:
        before, after: (M, L) functions f at the nodes.
        weight: (L,) of the nodes before, sum 1.
    """
    apart = after - (after @ weight)[:, None]
    spread = (weight * apart) @ apart.T
    missing = (before - after) @ weight
    change = np.linalg.lstsq(spread, missing, rcond=1e-9)[0] @ apart
    largest = float(np.abs(change).max())
    return np.asarray(weight * (1.0 + change * min(1.0, _MOST_CHANGE / max(largest, 1e-300))))


def _vertex_inside(
    array: ArraySpec, outline: Outline, place_um: tuple[float, float], cell_um: float
) -> tuple[float, float]:
    """The nearest vertex that keeps its distance from the wall, or else the one farthest from it.

    Nodes on a mirror line stay on it.
    """
    steps = range(-_SEARCHED, _SEARCHED + 1)
    choices = [
        [_to_vertex(value, cell_um) + step * cell_um for step in steps if step == 0 or value != 0.0]
        for value in place_um
    ]
    vertices = [(x, y) for x in choices[0] for y in choices[1]]

    def inside(vertex: tuple[float, float]) -> float:
        return _wall_distance_um(array, outline, vertex)

    least = (NEAREST_CELLS - _ROUNDING) * cell_um
    allowed = [vertex for vertex in vertices if inside(vertex) >= least]
    if not allowed:
        return max(vertices, key=inside)
    return min(allowed, key=lambda vertex: round(math.dist(vertex, place_um) / cell_um, 6))


def _wall_distance_um(array: ArraySpec, outline: Outline, place_um: tuple[float, float]) -> float:
    """Inwards from the nearest wall, negative outside."""
    x, y = place_um
    if array.aperture.shape is ApertureShape.STRIPE:
        return array.aperture.width_um / 2.0 - abs(x)
    return float(signed_distance_um(outline, np.array(x), np.array(y)))


def _node(
    array: ArraySpec | None,
    outline: Outline | None,
    on_grid: tuple[float, float],
    z_um: float,
    weight: float,
) -> Node:
    x, y = on_grid
    if array is None or outline is None:
        return Node(x, y, z_um, weight, math.inf, True)
    distance = _wall_distance_um(array, outline, on_grid)
    isotropic = x == 0.0 and y == 0.0 and symmetry(array).order > 4
    return Node(x, y, z_um, weight, distance, isotropic)
