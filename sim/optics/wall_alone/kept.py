"""A wall's difference on cells, kept beside the runs of its case."""

from __future__ import annotations

from geometry.device import Device
from sim.optics.meep.ranks import on_all_ranks
from sim.optics.wall_alone.error import WallDifference, wall_difference
from sim.optics.wall_alone.run import AloneCells
from sim.store.keys import record_key
from sim.store.run_cache import RunCache


def kept_difference(
    device: Device, cells: AloneCells, cache: RunCache, fingerprint: str
) -> WallDifference:
    """:func:`sim.optics.wall_alone.error.wall_difference`, taken from a cache that has it.

    Args:
        device, cells: as there.
        cache: keeps it.
        fingerprint: names what it depends on.
    """
    key = record_key(fingerprint, "wall alone, by distance")
    known = cache.load(key)
    # Another case may be writing this record: it is computed by all ranks or by none.
    kept_on_all = on_all_ranks(known is not None)
    if known is not None and kept_on_all:
        return WallDifference(known["distance_um"], known["size"])
    difference = wall_difference(device, cells)
    cache.save(key, {"distance_um": difference.distance_um, "size": difference.size})
    return difference
