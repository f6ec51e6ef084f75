"""Objects of a section again where its cells are finer (sim.optics.grid.grading).

All objects are painted a second time inside the zone with the zone's media, and on its two ends as
thin sheets with those of the ends: Meep's own averages hold no poles and no conductivities.
"""

from __future__ import annotations

from typing import Any

from sim.optics.grid.grading import Grading
from sim.optics.meep.load import mp
from sim.optics.meep.media import with_diagonals

_SHEET_CELLS = 0.01
"""Width of the sheets on the zone's ends. They only have to hold the points there; Meep's averages
half a cell away see half of it."""


def graded_blocks(blocks: list[Any], grading: Grading, cell_um: float) -> list[Any]:
    """The blocks of a section in painting order, then those of the zone, then those of its ends.

    Args:
        blocks: on uniform cells of the stepped space, their axis X across the wall.
        grading: the zone.
        cell_um: edge of a cell.
    """
    first, last = (end * cell_um for end in grading.ends)
    half = 0.5 * _SHEET_CELLS * cell_um
    s, t = float(grading.refinement), grading.border
    zone = (first, last, s, 1.0 / s)
    ends = [(end - half, end + half, 1.0 / t, t) for end in (first, last)]
    copies = [_copy(block, *part) for part in (zone, *ends) for block in blocks]
    return blocks + [block for block in copies if block is not None]


def _copy(block: Any, low: float, high: float, across: float, along: float) -> Any | None:
    """What of a block lies between two places, in a space stretched there."""
    middle, half = block.center.x, 0.5 * block.size.x
    low, high = max(low, middle - half), min(high, middle + half)
    if high - low <= 1e-9:
        return None
    return mp.Block(
        size=mp.Vector3(high - low, block.size.y, block.size.z),
        center=mp.Vector3(0.5 * (low + high), block.center.y, block.center.z),
        material=_stretched(block.material, across, along),
    )


def _stretched(medium: Any, across: float, along: float) -> Any:
    if medium is mp.metal:
        return medium

    def times(diagonal: Any) -> Any:
        """A diagonal tensor in the stretched space."""
        return mp.Vector3(diagonal.x * across, diagonal.y * along, diagonal.z * along)

    return with_diagonals(medium, times)
