"""Objects again where cells are finer (sim.optics.grid.grading), along one axis or along both.

All objects are painted a second time inside the zones with the zones' media, and on their ends as
thin sheets with those of the ends: Meep's own averages hold no poles and no conductivities. In
three dimensions zones along x and along y cross: every pair of a piece of x and a piece of y has
its own media, and lines where ends cross come last.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product
from typing import Any

from sim.optics.grid.grading import Grading
from sim.optics.meep.load import mp
from sim.optics.meep.media import with_diagonals
from sim.optics.meep.shapes import bounds

_SHEET_CELLS = 0.01
"""Width of the sheets on a zone's ends. They only have to hold the points there; Meep's averages
half a cell away see half of it."""


@dataclass(frozen=True)
class _Piece:
    """Part of an axis.

    Attributes:
        low, high: bounds in the stepped space.
        stretch: s there.
        is_end: whether it is the sheet on an end.
    """

    low: float
    high: float
    stretch: float
    is_end: bool = False


_ALL = _Piece(-math.inf, math.inf, 1.0)


def graded_blocks(
    blocks: list[Any], cell_um: float, grading: Grading | None, grading_y: Grading | None = None
) -> list[Any]:
    """The objects in painting order, then those of the zones, then those of their ends.

    Args:
        blocks: on uniform cells of the stepped space; upright, with sides along its axes.
        cell_um: edge of a cell.
        grading, grading_y: zones along Meep's X and Y.

    Raises:
        TypeError: a round object.
    """
    x, y = ([_ALL, *_pieces(zones, cell_um)] for zones in (grading, grading_y))
    pairs = sorted(product(x, y), key=_rank)
    extents = [bounds(block) for block in blocks]
    copies = [
        _copy(block, extent, *pair)
        for pair in pairs
        if pair != (_ALL, _ALL)
        for block, extent in zip(blocks, extents, strict=True)
    ]
    return blocks + [block for block in copies if block is not None]


def _pieces(grading: Grading | None, cell_um: float) -> list[_Piece]:
    if grading is None:
        return []
    half = 0.5 * _SHEET_CELLS * cell_um
    places = [(first * cell_um, last * cell_um) for first, last in grading.ends]
    zones = [_Piece(first, last, float(grading.refinement)) for first, last in places]
    ends = [end for pair in places for end in pair]
    return zones + [_Piece(e - half, e + half, 1.0 / grading.border, True) for e in ends]


def _rank(pair: tuple[_Piece, _Piece]) -> tuple[int, int]:
    """Sheets over zones, and where two cross over where there is one."""
    return sum(piece.is_end for piece in pair), sum(piece is not _ALL for piece in pair)


def _copy(block: Any, extent: tuple[Any, Any, Any], x: _Piece, y: _Piece) -> Any | None:
    """What of an object lies in a piece of x and a piece of y, in a space stretched there."""
    low_x, high_x = max(x.low, extent[0][0]), min(x.high, extent[0][1])
    low_y, high_y = max(y.low, extent[1][0]), min(y.high, extent[1][1])
    if high_x - low_x <= 1e-9 or high_y - low_y <= 1e-9:
        return None
    low_z, high_z = extent[2]
    return mp.Block(
        size=mp.Vector3(high_x - low_x, high_y - low_y, high_z - low_z),
        center=mp.Vector3(0.5 * (low_x + high_x), 0.5 * (low_y + high_y), 0.5 * (low_z + high_z)),
        material=_stretched(block.material, x.stretch, y.stretch),
    )


def _stretched(medium: Any, x: float, y: float) -> Any:
    if medium is mp.metal:
        return medium

    def times(diagonal: Any) -> Any:
        """A diagonal tensor in the stretched space."""
        return mp.Vector3(diagonal.x * x / y, diagonal.y * y / x, diagonal.z / (x * y))

    return with_diagonals(medium, times)
