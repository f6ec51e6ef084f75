"""How fine cells are across a wall (optics.wall_cell), where a method grades them."""

from __future__ import annotations

import math

from geometry.device import Device
from sim.study import OpticsSpec

MOST = 11
"""Largest division of a lateral cell: time steps are as much shorter, and a mean over cells of
lambda / 100 holds any film."""

_THIN_CELLS = 2.0


def wall_refinement(device: Device, optics: OpticsSpec) -> int:
    """s, the odd number of cells that stand for a lateral one; 1 for films and inclined walls.

    Args:
        device: as asked for.
        optics: whose wall_cell it meets, or half of the thinnest film that a treatment has put on
            the wall.
    """
    if device.array is None or device.flare != 0.0:
        return 1
    lateral, cell = optics.lateral_cell_um, optics.wall_cell_um
    if cell is None:
        cell = min(lateral, _thinnest_um(device) / _THIN_CELLS)
    return min(MOST, 2 * math.ceil(0.5 * (max(lateral / cell, 1.0) - 1.0) - 1e-6) + 1)


def wall_cell_um(device: Device, optics: OpticsSpec) -> float:
    """Width of a cell across the wall."""
    return optics.lateral_cell_um / wall_refinement(device, optics)


def _thinnest_um(device: Device) -> float:
    """The thinnest film on the wall; inf on a bare one."""
    liner = device.pixel_materials.liner
    films = [film for film in (liner, liner and liner.spacer) if film is not None]
    return min((f.thickness_um * device.lateral_per_normal for f in films), default=math.inf)
