"""Finer cells across walls: zones of a lateral axis that the stepped space holds stretched.

Walls, liners and mirrors are a few nanometres thick where everything else is resolved by cells of
lambda / 20. Across them the device's x is stepped as

      x      |  cells a  |  a / s ... a / s  |  cells a  |
      x'     |  cells a  |      cells a      |  cells a  |          x' = s x + const in the zone,

all cells a in x'; along y likewise, and a pixel has a zone for each of its walls. Maxwell's
equations are unchanged by it with the transformation rule J eps J^T / det J, J = diag(s, 1, 1), on
top of the stretch along z (sim.optics.grid.grid):

    eps' = eps diag(s, 1/s, 1/s),   mu' = mu diag(s, 1/s, 1/s)                          (1)
    E_x = s E_x',   H_x = s H_x',   p_x = p_x' / s,   other components alike            (2)

Points on the zone's ends have half a cell of either kind beside them: 1/s and s become

    t = (1 + 1/s) / 2   along the end,     1 / t   across it.                           (3)

s is odd, so that whole and half steps of the cells a coincide with points of the same kind in the
zone: fields that are smooth on the scale of a are read off there as on a uniform grid. No Meep
here; places are in cells, the device's from the vertex at the middle of the window.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from geometry.arrays import FloatArray, IntArray


@dataclass(frozen=True)
class Span:
    """A zone of the device.

    Attributes:
        start: first vertex, cells.
        cells: width, cells.
    """

    start: int
    cells: int

    @property
    def end(self) -> int:
        """Last vertex."""
        return self.start + self.cells


@dataclass(frozen=True)
class Grading:
    """The zones of an axis.

    Attributes:
        spans: increasing, a cell or more between two of them.
        refinement: s, odd.
        dipole: place of the dipole in the stepped space, cells from the grid's middle; of a section
            across a wall alone.
    """

    spans: tuple[Span, ...]
    refinement: int
    dipole: int = 0

    def __post_init__(self) -> None:
        if self.refinement < 1 or self.refinement % 2 == 0:
            raise ValueError(f"cells are refined by an odd factor; got {self.refinement}")
        if any(one.end >= other.start for one, other in pairwise(self.spans)):
            raise ValueError(f"zones of finer cells lie apart, in order; got {self.spans}")

    @staticmethod
    def of(start: int, cells: int, refinement: int) -> Grading:
        """One zone."""
        return Grading((Span(start, cells),), refinement)

    @property
    def extra(self) -> int:
        """Cells that the stepped space has more than the device; even."""
        return sum(span.cells for span in self.spans) * (self.refinement - 1)

    @property
    def ends(self) -> tuple[tuple[int, int], ...]:
        """First and last vertex of every zone in the stepped space, cells from its middle."""
        return tuple(
            (round(self.stepped(span.start)), round(self.stepped(span.end))) for span in self.spans
        )

    @property
    def border(self) -> float:
        """t of (3)."""
        return 0.5 * (1.0 + 1.0 / self.refinement)

    def stepped(self, place: float) -> float:
        """Where a place of the device lies in the stepped space, both in cells."""
        inside = sum(min(max(place - s.start, 0.0), float(s.cells)) for s in self.spans)
        return place - self.extra / 2 + inside * (self.refinement - 1)

    def refinement_at(self, place: float) -> int:
        """How many cells stand for one around a place of the device."""
        inside = any(span.start < place < span.end for span in self.spans)
        return self.refinement if inside else 1

    def whole_steps(self, cells: int) -> IntArray:
        """Which whole steps of a stepped axis of ``cells`` cells are vertices of cells a."""
        half = (cells - self.extra) // 2
        places = np.arange(-half, half + 1)
        return np.array([round(self.stepped(float(p)) + cells / 2) for p in places])

    def half_steps(self, cells: int) -> IntArray:
        """Likewise of the half-steps."""
        half = (cells - self.extra) // 2
        places = np.arange(-half, half) + 0.5
        return np.array([round(self.stepped(float(p)) + cells / 2 - 0.5) for p in places])

    def across_factor(self, stepped: FloatArray) -> FloatArray:
        """E_x over E_x' (or H_x over H_x') at places of the stepped space, (2) and (3)."""
        factor = np.ones(stepped.shape)
        for first, last in self.ends:
            inside = (stepped > first + 0.25) & (stepped < last - 0.25)
            on_end = np.minimum(np.abs(stepped - first), np.abs(stepped - last)) < 0.25
            factor = np.where(inside, float(self.refinement), factor)
            factor = np.where(on_end, 1.0 / self.border, factor)
        return factor
