"""Lines: points along z on which fields of a column stand, from conductor to conductor.

E_x, E_y and H_z stand on nodes, E_z, H_x and H_y halfway between, as on Yee's cells. A face between
films is a node, so that thicknesses are exact; the tangential permittivity there is the mean of
both sides by their cells. Where a metal ends in one column and not in the next, both of these are
equally long: of unequal ones that mean is anything from the metal's to the dielectric's, and what
stands at the metal's corner is a resonance of the lines (5 beside 10 nm, silver on ITO: -0.9
instead of -3.2, and a mirrored well's power wrong by 0.1 of bulk power). Below the films follow
glass and an absorbing end of complex lengths

    dz -> dz (1 + (STRETCH + i LOSS) u^2),    u from 0 to 1,                            (1)

and likewise above an open top. Conductors at both ends hold E_x = E_y = 0.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.integrate import cumulative_trapezoid

from geometry.arrays import ComplexArray, FloatArray

END_UM, END_CELLS = 0.4, 40
"""Absorbing end. On fewer cells it sends light back: 16 made films 2 % brighter, 40 0.2 %, 60
0.1 %."""

STRETCH, LOSS = 3.0, 14.0
"""Of (1)."""

GROWTH = 1.3
"""Of cells beside a metal's end, towards those of their film."""

_SAME_UM, _SAMPLES = 1e-9, 401

GLASS_UM = 0.3
"""Between films and absorbing end."""


@dataclass(frozen=True)
class LineCells:
    """Largest cells along z.

    Attributes:
        film_um: in dielectric films.
        metal_um: in films that are a metal in any column.
        outside_um: in glass, and above an open top.
    """

    film_um: float = 0.010
    metal_um: float = 0.005
    outside_um: float = 0.025

    def times(self, factor: float) -> LineCells:
        """All of them finer or coarser."""
        return LineCells(factor * self.film_um, factor * self.metal_um, factor * self.outside_um)


@dataclass(frozen=True)
class Lines:
    """Points along z.

    Attributes:
        node_um: (N + 2,) with both conductors; fields stand on the inner N.
        half_um: (N + 1,) halfway between.
        node_step, half_step: (N,) and (N + 1,) complex lengths around them.
        low_um, top_um: first and last face of the films.
        closed: whether a conductor ends the films there.
    """

    node_um: FloatArray
    half_um: FloatArray
    node_step: ComplexArray
    half_step: ComplexArray
    low_um: float
    top_um: float
    closed: bool

    @property
    def nodes(self) -> int:
        """N."""
        return int(self.node_step.size)

    @property
    def to_half(self) -> ComplexArray:
        """(N + 1, N) d/dz from inner nodes to the points between."""
        return np.asarray(
            (np.eye(self.nodes + 1, self.nodes) - np.eye(self.nodes + 1, self.nodes, -1))
            / self.half_step[:, None]
        )

    @property
    def to_node(self) -> ComplexArray:
        """(N, N + 1) d/dz from the points between to inner nodes."""
        return np.asarray(
            (np.eye(self.nodes, self.nodes + 1, 1) - np.eye(self.nodes, self.nodes + 1))
            / self.node_step[:, None]
        )

    def node_at(self, z_um: float) -> int:
        """Number of the inner node at a height.

        Raises:
            ValueError: no node stands there.
        """
        inner = self.node_um[1:-1]
        number = int(np.argmin(np.abs(inner - z_um)))
        if abs(inner[number] - z_um) > 1e-6:
            raise ValueError(f"expected a height on a node; got {z_um:g} um")
        return number

    @property
    def half_below(self) -> int:
        """Point between nodes in the glass, between films and absorbing end."""
        return int(np.argmin(np.abs(self.half_um - self.low_um + 0.5 * GLASS_UM)))

    @property
    def node_below(self) -> int:
        """Inner node there."""
        return int(np.argmin(np.abs(self.node_um[1:-1] - self.low_um + 0.5 * GLASS_UM)))

    @property
    def half_above(self) -> int:
        """Likewise above an open top."""
        return int(np.argmin(np.abs(self.half_um - self.top_um - 0.5 * GLASS_UM)))

    def on_nodes(self, half: ComplexArray) -> ComplexArray:
        """Means on inner nodes, (N,), of values between, (N + 1,)."""
        cell = np.diff(self.node_um)
        return np.asarray((half[:-1] * cell[:-1] + half[1:] * cell[1:]) / (cell[:-1] + cell[1:]))


def lines(
    face_um: Sequence[float],
    metal: Sequence[bool],
    cells: LineCells,
    *,
    closed: bool,
    ends_metal: Sequence[bool] = (),
) -> Lines:
    """Points for films between faces.

    Args:
        face_um: from the glass's face to the uppermost one, increasing.
        metal: whether the film above each face but the last is a metal in any column.
        cells: largest cells.
        closed: whether a conductor ends the films at the last face; else air and an absorbing end.
        ends_metal: of every face, whether a metal ends there in some columns alone; none if empty.
    """
    largest = [cells.metal_um if is_metal else cells.film_um for is_metal in metal]
    beside = _cells_beside(face_um, largest, ends_metal or [False] * len(face_um))
    points = [face_um[0]]
    for number, (low, high) in enumerate(pairwise(face_um)):
        points += _film(low, high, largest[number], beside[number : number + 2])
    below = _outside(cells)
    node = np.array([*(face_um[0] - x for x in below[::-1]), *points])
    ends = [(-math.inf, face_um[0] - GLASS_UM)]
    if not closed:
        node = np.append(node, [face_um[-1] + x for x in below])
        ends.append((face_um[-1] + GLASS_UM, math.inf))
    half = 0.5 * (node[1:] + node[:-1])
    return Lines(
        node,
        half,
        np.diff(half) * _stretch(node[1:-1], ends),
        np.diff(node) * _stretch(half, ends),
        float(face_um[0]),
        float(face_um[-1]),
        closed,
    )


def _cells_beside(
    face_um: Sequence[float], largest: Sequence[float], ends_metal: Sequence[bool]
) -> list[float | None]:
    """Length of the cells on both sides of every face where a metal ends; None of the others."""
    of_film = [
        (high - low) / _count(low, high, c)
        for (low, high), c in zip(pairwise(face_um), largest, strict=True)
    ]
    around = [of_film[max(n - 1, 0) : n + 1] for n in range(len(face_um))]
    return [min(cells) if ends else None for cells, ends in zip(around, ends_metal, strict=True)]


def _film(low: float, high: float, largest: float, beside: Sequence[float | None]) -> list[float]:
    """Nodes above the lower face up to the upper one; cells grow from faces where a metal ends."""
    first, last = beside
    if first is None and last is None:
        return _divided(low, high, largest)
    start, end = low + (first or 0.0), high - (last or 0.0)
    if end - start < -_SAME_UM:  # one cell for both faces
        return _divided(low, high, min(first or largest, last or largest))
    nodes = [] if first is None else [start]
    if end - start > _SAME_UM:
        z = np.linspace(start, end, _SAMPLES)
        size = np.full(z.shape, largest)
        for cell, off in ((first, z - start), (last, end - z)):
            if cell is not None:
                size = np.minimum(size, GROWTH * cell + (GROWTH - 1.0) * off)
        count = cumulative_trapezoid(1.0 / size, z, initial=0)
        whole = max(1, math.ceil(count[-1] - 1e-6))
        nodes += np.interp(np.arange(1, whole) * count[-1] / whole, count, z).tolist()
        nodes.append(end)
    return nodes if last is None else [*nodes, high]


def _divided(low: float, high: float, cell_um: float) -> list[float]:
    count = _count(low, high, cell_um)
    return [low + (high - low) * (i + 1) / count for i in range(count)]


def _count(low: float, high: float, cell_um: float) -> int:
    return max(1, math.ceil((high - low) / cell_um - 1e-9))


def _outside(cells: LineCells) -> list[float]:
    """Distances of nodes outside the films from their last face."""
    near = _divided(0.0, GLASS_UM, cells.outside_um)
    return near + _divided(GLASS_UM, GLASS_UM + END_UM, END_UM / END_CELLS)


def _stretch(z_um: FloatArray, ends: Sequence[tuple[float, float]]) -> ComplexArray:
    """Factor of (1)."""
    depth = np.zeros(z_um.shape)
    for low, high in ends:
        inside = high - z_um if math.isinf(low) else z_um - low
        depth = np.maximum(depth, np.clip(inside / END_UM, 0.0, 1.0))
    return np.asarray(1.0 + (STRETCH + 1j * LOSS) * depth**2)
