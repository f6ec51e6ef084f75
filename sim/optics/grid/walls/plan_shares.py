"""Shares of the media in the cells of the points of a plan, and which way their face looks.

A level of cells is a map of solids over x and y. Places stand half a cell apart, named by twice
their distance in cells from the grid's middle; the cell of a place reaches half a cell to all
sides. Shares are counted over a fixed sequence of places that fills the cell evenly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from geometry.arrays import FloatArray, IntArray
from geometry.shapes import owner
from sim.optics.grid.layout import Layout

Place = tuple[int, int]
"""Twice the distances along x and y in cells from the grid's middle."""

_SAMPLES = 1024
"""Places counted in a cell: the share beside a straight face is right to 0.4 %."""

_PLASTIC = 1.32471795724474602596
"""Real root of x^3 = x + 1, whose powers space points in a square most evenly (M. Roberts, The
unreasonable effectiveness of quasirandom sequences, 2018)."""

_LOOK = 64
"""Places looked at first: a cell with one solid at all of them is counted as pure."""

_BLOCK = 256
"""Cells that are counted at once."""


@dataclass(frozen=True)
class CellShares:
    """What one cell holds.

    Attributes:
        share: by solid; they add up to 1.
        normal: (2,) unit vector across the face between the two largest; 0 in a pure cell.
    """

    share: dict[int, float]
    normal: tuple[float, float]


def places_near_faces(layout: Layout, z_um: float) -> set[Place]:
    """Places whose cells hold more than one solid, and some of their neighbours."""
    grid = layout.grid
    half = 0.5 * grid.lateral_cell_um
    x, y = (_middles(count) * half for count in (grid.nx, grid.ny))
    owned = _owner(layout, x[:, None], y[None, :], z_um)
    changes = np.zeros(owned.shape, dtype=bool)
    for axis in (0, 1):
        moved = np.diff(owned, axis=axis) != 0
        first = [slice(None), slice(None)]
        second = [slice(None), slice(None)]
        first[axis], second[axis] = slice(None, -1), slice(1, None)
        changes[tuple(first)] |= moved
        changes[tuple(second)] |= moved
    i, j = np.nonzero(changes)
    around = range(-1, 3)
    return {
        (int(a) + di - grid.nx, int(b) + dj - grid.ny)
        for a, b in zip(i, j, strict=True)
        for di in around
        for dj in around
    }


def cell_shares(layout: Layout, places: Iterable[Place], z_um: float) -> dict[Place, CellShares]:
    """Shares in the cells of places at a height."""
    ordered = sorted(places)
    looked = dict(zip(ordered, _sampled(layout, ordered, z_um, _LOOK), strict=True))
    mixed = [place for place, solids in looked.items() if np.any(solids != solids[0])]
    shares = {
        place: CellShares({int(solids[0]): 1.0}, (0.0, 0.0)) for place, solids in looked.items()
    }
    for place, solids in zip(mixed, _sampled(layout, mixed, z_um, _SAMPLES), strict=True):
        shares[place] = _counted(solids)
    return shares


def _middles(cells: int) -> FloatArray:
    """Middles of half-cells from the grid's middle, in half-cells."""
    return np.asarray(np.arange(2 * cells) + 0.5 - cells)


def _samples(count: int) -> FloatArray:
    """(N, 2) places in a cell, from -1/2 to 1/2."""
    steps = np.array([1.0 / _PLASTIC, 1.0 / _PLASTIC**2])
    return np.asarray((0.5 + np.arange(1, count + 1)[:, None] * steps) % 1.0 - 0.5)


def _sampled(layout: Layout, places: list[Place], z_um: float, count: int) -> Iterator[IntArray]:
    """(N,) solids at the samples of each cell."""
    samples, cell = _samples(count), layout.grid.lateral_cell_um
    for start in range(0, len(places), _BLOCK):
        block = np.array(places[start : start + _BLOCK], dtype=float)
        at = (0.5 * block[:, None, :] + samples) * cell
        yield from _owner(layout, at[..., 0], at[..., 1], z_um)


def _owner(layout: Layout, x: FloatArray, y: FloatArray, z_um: float) -> IntArray:
    """Who owns places at a height, asked of the solids that reach it alone."""
    present = [i for i, s in enumerate(layout.solids) if s.z_min_um <= z_um <= s.z_max_um]
    height = np.full(np.broadcast(x, y).shape, z_um)
    owned = owner(tuple(layout.solids[i] for i in present), x, y, height)
    return np.asarray(np.array(present)[owned])


def _counted(solids: IntArray) -> CellShares:
    names, counts = np.unique(solids, return_counts=True)
    share = {int(n): float(c) / solids.size for n, c in zip(names, counts, strict=True)}
    if names.size == 1:
        return CellShares(share, (0.0, 0.0))
    largest = names[np.argsort(-counts, kind="stable")[:2]]
    samples = _samples(solids.size)
    first, second = (samples[solids == name].mean(axis=0) for name in largest)
    across = second - first
    length = float(np.hypot(*across))
    return CellShares(share, (float(across[0]) / length, float(across[1]) / length))
