"""What a pixel's cells make of its walls: error part `wall` (sim.optics.wall_alone.error).

The wall alone is stepped in two dimensions on the pixel's cells, with the means that its
faces have there; inclined and round walls count as upright straight ones. It needs a minute where
the pixel needs an hour, and is kept as the runs are. Not judged, 0: films, walls of a perfect
conductor, whose field ends at their face on any grid, and windows, beside which no dipole stands.
"""

from __future__ import annotations

import numpy as np

from geometry.device import Device
from sim.optics.grid.dipoles import Node
from sim.optics.grid.wall_cell import wall_refinement
from sim.optics.grid.walls.pixel_zones import has_zones
from sim.optics.wall_alone.kept import kept_difference
from sim.optics.wall_alone.run import AloneCells
from sim.store.run_cache import RunCache
from sim.study import OpticsSpec


def wall_error(
    device: Device,
    optics: OpticsSpec,
    nodes: tuple[Node, ...],
    cache: RunCache,
    fingerprint: str,
) -> float:
    """Error of LEE by what cells make of the walls, over LEE.

    Args:
        device: as asked for.
        optics: whose cells are judged.
        nodes: dipoles, whose distances from the wall count.
        cache: keeps it.
        fingerprint: names what it depends on.
    """
    if not _has_wall(device):
        return 0.0
    distance_um = np.array([node.wall_distance_um for node in nodes])
    weight = np.array([node.weight for node in nodes])
    finer = wall_refinement(device, optics) if has_zones(device, optics) else 1
    cells = AloneCells(optics.lateral_cell_um, finer, means=device.flare == 0.0)
    return kept_difference(device, cells, cache, fingerprint).of_dipoles(distance_um, weight)


def _has_wall(device: Device) -> bool:
    array = device.array
    if array is None or array.has_windows:
        return False
    materials = device.pixel_materials
    films = [film for film in (materials.liner, materials.liner and materials.liner.spacer) if film]
    return not any(m.is_perfect_conductor for m in (materials.bank, *(f.material for f in films)))
