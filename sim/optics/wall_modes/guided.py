"""Guided light of a column: its indices, and the share that a wall sends back."""

from __future__ import annotations

import numpy as np

from geometry.arrays import BoolArray, FloatArray
from sim.optics.wall_modes.dipoles import Beside
from sim.optics.wall_modes.region import Region
from sim.optics.wall_modes.wall import WallModes

_SLOWEST = 0.1
"""Im over Re of an index up to which a mode counts as one that travels."""

_WIDE_UM = 0.3
"""Columns as wide as this guide light along the wall."""


def travelling(own: Region, glass_index: float) -> BoolArray:
    """Which modes of a column are guided ones, (M,)."""
    index = np.sqrt(own.beta**2 + own.k_y**2) / own.k0
    return np.asarray((np.abs(index.imag) < _SLOWEST * index.real) & (index.real > glass_index))


def guided_indices(wall: WallModes, glass_index: float) -> list[float]:
    """Real indices that the wide columns of a wall guide, increasing."""
    faces = wall.profile.x_um
    found: set[float] = set()
    for number, own in enumerate(wall.regions):
        inside = 0 < number < wall.profile.columns - 1
        if inside and faces[number] - faces[number - 1] < _WIDE_UM:
            continue
        index = np.sqrt(own.beta**2 + own.k_y**2) / own.k0
        found.update(np.round(index[travelling(own, glass_index)].real, 6))
    return sorted(float(value) for value in found)


def sent_back(wall: WallModes, lines: Beside, glass_index: float) -> tuple[FloatArray, FloatArray]:
    """Guided power that arrives at a wall, and that comes back from it, (Q, D) each."""
    own = wall.first
    kept = travelling(own, glass_index)
    flux = _flux(own, kept)
    arriving, returned = (
        np.tensordot(flux, np.abs(modes[kept]) ** 2, 1)
        for modes in (lines.arriving, lines.returned)
    )
    return arriving, returned


def _flux(own: Region, kept: BoolArray) -> FloatArray:
    """Power that single modes carry to the right, (G,)."""
    points, n = own.points, own.points.nodes
    electric, magnetic = own.electric[:, kept], own.magnetic[:, kept]
    # E_y H_z - E_z H_y
    nodes = electric[:n] * magnetic[:n].conj() * points.node_step.real[:, None]
    halves = electric[n:] * magnetic[n:].conj() * points.half_step.real[:, None]
    return np.asarray(0.5 * (nodes.sum(axis=0) - halves.sum(axis=0)).real)
