"""Up to which pitch Fourier modes cost less than stepping the pixel whole.

Fields of a cell of area A are resolved to a tolerance t by

    N = TERMS (A / CELL_UM2) (TOLERANCE / t)                                        (1)

orders; a dipole that comes back after a given distance asks for n^2 ~ 1 / A wavevectors, so that
time goes with N^3 n^2 ~ A^2 / t^3. FDTD's cell is as wide as its reach whatever the pitch, and its
time goes with 1 / t^2, the error of its grid being of second order. Both are equal where

    A = WIDEST_UM^2 (t / TOLERANCE)^(1 / 2).                                        (2)

Measured (docs/physics.md): TERMS orders hold a well of 0.5 um in a cell of CELL_UM2 to 1 to 2 %;
WIDEST_UM is where that many orders take as long as cells of 25 / 10 nm out to 3 um.
"""

from __future__ import annotations

import math

from sim.optics.methods.fmm.orders import Cell

TERMS = 200.0
CELL_UM2 = 0.64
TOLERANCE = 0.02
WIDEST_UM = 1.9


def needed_terms(cell: Cell, tolerance: float) -> float:
    """(1)."""
    return TERMS * cell.area_um2 / CELL_UM2 * TOLERANCE / tolerance


def is_cheaper(cell: Cell, tolerance: float) -> bool:
    """Whether Fourier modes take less time than FDTD, by (2)."""
    return cell.area_um2 < WIDEST_UM**2 * math.sqrt(tolerance / TOLERANCE)
