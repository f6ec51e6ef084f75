"""One period of a pixel array as a rectangle of whole grid cells.

    square, rgb_stripe    p x p
    hexagonal, delta      p x sqrt(3) p, which holds two pixels: one in the middle, a quarter of the
                          other in each corner
    stripe, films         as narrow as the grid allows along what does not change

Meep centres an odd number of cells half a cell off, so that periods are even numbers of cells.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from geometry.lattice import lattice_vectors
from geometry.spec import ArraySpec

FEWEST_CELLS = 4
"""Cells across something uniform: dipoles' sources and their stencils reach 1.5 cells."""


@dataclass(frozen=True)
class PeriodSnap:
    """A period that the grid changed."""

    name: str
    asked_um: float
    used_um: float

    @property
    def sentence(self) -> str:
        """What changed, as a warning says it."""
        asked, used = self.asked_um * 1e3, self.used_um * 1e3
        return f"{self.name}: {asked:.5g} nm becomes {used:.5g} nm, an even number of cells"


@dataclass(frozen=True)
class LatticeCell:
    """A rectangular period.

    Attributes:
        array: the array with the pitch that fits the grid; None for a film.
        half_x, half_y: half the period in cells.
        snaps: periods that the grid changed.
    """

    array: ArraySpec | None
    half_x: int
    half_y: int
    snaps: tuple[PeriodSnap, ...] = ()


def lattice_cell(array: ArraySpec | None, cell_um: float) -> LatticeCell:
    """The smallest rectangular period of an array.

    In a hexagonal lattice the period along y is rounded by itself: wells across the cell's upper
    and lower edge are cut or lengthened by what `snaps` says.

    Raises:
        ValueError: rough walls, which repeat nowhere.
    """
    if array is None:
        return LatticeCell(None, FEWEST_CELLS // 2, FEWEST_CELLS // 2)
    if array.sidewall.is_rough:
        raise ValueError("rough walls differ from pixel to pixel; a periodic cell holds one pixel")
    half_x = _half(array.pitch, cell_um)
    pitch_um = 2 * half_x * cell_um
    fitted = array.model_copy(update={"pitch_um": pitch_um, "ppi": None})
    period_um = _period_y_um(fitted)
    half_y = FEWEST_CELLS // 2 if period_um is None else _half(period_um, cell_um)
    snaps = _changed("pitch", array.pitch, pitch_um)
    if period_um is not None:
        snaps += _changed("period along y", period_um, 2 * half_y * cell_um)
    return LatticeCell(fitted, half_x, half_y, snaps)


def _period_y_um(array: ArraySpec) -> float | None:
    """Rectangular period along y; None where nothing changes along it."""
    vectors = lattice_vectors(array)
    if vectors.second_um is None:
        return None
    oblique = abs(vectors.second_um[0]) > 0.0
    return (2.0 if oblique else 1.0) * vectors.second_um[1]


def _half(length_um: float, cell_um: float) -> int:
    return max(FEWEST_CELLS // 2, round(0.5 * length_um / cell_um))


def _changed(name: str, asked_um: float, used_um: float) -> tuple[PeriodSnap, ...]:
    if math.isclose(asked_um, used_um, rel_tol=1e-9):
        return ()
    return (PeriodSnap(name, asked_um, used_um),)
