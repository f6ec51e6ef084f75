"""Finer cells across a wall: a zone of the lateral axis that the stepped space holds stretched.

Walls, liners and mirrors are a few nanometres thick where everything else is resolved by cells of
lambda / 20. Across them the device's x is stepped as

      x      |  cells a  |  a / s ... a / s  |  cells a  |
      x'     |  cells a  |      cells a      |  cells a  |          x' = s x + const in the zone,

all cells a in x'. Maxwell's equations are unchanged by it with the transformation rule
J eps J^T / det J, J = diag(s, 1, 1), on top of the stretch along z (sim.optics.grid.grid):

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

import numpy as np

from geometry.arrays import FloatArray, IntArray


@dataclass(frozen=True)
class Grading:
    """The zone of a grid.

    Attributes:
        start: first vertex of the zone in the device, cells.
        cells: width of the zone in the device, cells.
        refinement: s, odd.
        dipole: place of the dipole in the stepped space, cells from the grid's middle.
    """

    start: int
    cells: int
    refinement: int
    dipole: int = 0

    def __post_init__(self) -> None:
        if self.refinement < 1 or self.refinement % 2 == 0:
            raise ValueError(f"cells are refined by an odd factor; got {self.refinement}")

    @property
    def extra(self) -> int:
        """Cells that the stepped space has more than the device; even."""
        return self.cells * (self.refinement - 1)

    @property
    def ends(self) -> tuple[int, int]:
        """First and last vertex of the zone in the stepped space, cells from its middle."""
        first = self.start - self.extra // 2
        return first, first + self.cells * self.refinement

    @property
    def border(self) -> float:
        """t of (3)."""
        return 0.5 * (1.0 + 1.0 / self.refinement)

    def stepped(self, place: float) -> float:
        """Where a place of the device lies in the stepped space, both in cells."""
        inside = min(max(place - self.start, 0.0), float(self.cells))
        return place - self.extra / 2 + inside * (self.refinement - 1)

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
        first, last = self.ends
        inside = (stepped > first + 0.25) & (stepped < last - 0.25)
        on_end = np.minimum(np.abs(stepped - first), np.abs(stepped - last)) < 0.25
        outside_or_end = np.where(on_end, 1.0 / self.border, 1.0)
        return np.where(inside, float(self.refinement), outside_or_end)
