"""Voltage over a device whose transparent electrode is fed at its rim.

    div(grad V / R_sq) = J(V)                                             (1)
    stripe of width w, uniform J, fed at one side:  drop R_sq J w^2 / 2   (2)
    transfer length  sqrt(1 / (R_sq dJ/dV))                               (3)

V is the voltage between the electrodes at a place; the other electrode, a metal, has no resistance.
 (1) is solved on cells of one size by Newton's method: the flux between neighbours is
exact for a linear V, and the first cell lies half a cell from the feed.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.sparse import csr_array, diags_array
from scipy.sparse.linalg import spsolve

from geometry.arrays import FloatArray

CELLS = 48
"""Along the longer side: the drop is then within 0.1 % of (2)."""
_MOST_STEPS = 60
_STEP_V = 0.1
"""Longest change of a voltage in one step: J(V) is exponential below it."""
_TOLERANCE_V = 1e-10


class Feed(StrEnum):
    """Sides at which the electrode is held at the applied voltage."""

    ONE_SIDE = "one_side"
    TWO_SIDES = "two_sides"
    FRAME = "frame"


@dataclass(frozen=True)
class Sheet:
    """A rectangular electrode.

    Attributes:
        width_m: from the fed side to the opposite one.
        length_m: along the fed side.
        sheet_resistance_ohm: R_sq.
        feed: where it is fed.
    """

    width_m: float
    length_m: float
    sheet_resistance_ohm: float
    feed: Feed


@dataclass(frozen=True)
class SheetVoltage:
    """Voltage and current over the electrode, cells of equal area.

    Attributes:
        voltage_v: (X, Y), x from the fed side.
        current_density_a_m2: (X, Y).
        converged: whether the last step was below rounding.
    """

    voltage_v: FloatArray
    current_density_a_m2: FloatArray
    converged: bool

    @property
    def mean_a_m2(self) -> float:
        """Current over the whole area."""
        return float(self.current_density_a_m2.mean())


CurrentLaw = Callable[[FloatArray], tuple[FloatArray, FloatArray]]
"""J and dJ/dV at voltages."""


def transfer_length_m(sheet_resistance_ohm: float, slope_s_m2: float) -> float:
    """How far current reaches along the electrode, by (3); inf where no current rises."""
    return math.inf if slope_s_m2 <= 0.0 else 1.0 / math.sqrt(sheet_resistance_ohm * slope_s_m2)


def sheet_voltage(sheet: Sheet, applied_v: float, law: CurrentLaw) -> SheetVoltage:
    """Solve (1) with the applied voltage at the fed sides.

    Args:
        sheet: size, resistance, feed.
        applied_v: at the feed.
        law: current density and its slope, of arrays of any shape.
    """
    nx, ny = _cells(sheet)
    matrix, held = _conductances(sheet, nx, ny)
    area = sheet.width_m * sheet.length_m / (nx * ny)
    voltage = np.full(nx * ny, applied_v)
    converged = False
    for _ in range(_MOST_STEPS):
        current, slope = law(voltage)
        residual = matrix @ voltage - held * applied_v + area * current
        step = spsolve((matrix + diags_array(area * slope)).tocsc(), -residual)
        voltage = voltage + np.clip(step, -_STEP_V, _STEP_V)
        if float(np.abs(step).max()) < _TOLERANCE_V:
            converged = True
            break
    current, _ = law(voltage)
    return SheetVoltage(voltage.reshape(nx, ny), current.reshape(nx, ny), converged)


def _cells(sheet: Sheet) -> tuple[int, int]:
    """Nearly square cells."""
    longer = max(sheet.width_m, sheet.length_m)
    counts = (max(2, round(CELLS * side / longer)) for side in (sheet.width_m, sheet.length_m))
    nx, ny = counts
    return nx, ny


def _conductances(sheet: Sheet, nx: int, ny: int) -> tuple[csr_array, FloatArray]:
    """Matrix in S, cell (x, y) at x ny + y, and each cell's conductance to the feed."""
    hx, hy = sheet.width_m / nx, sheet.length_m / ny
    along_x, along_y = (part / sheet.sheet_resistance_ohm for part in (hy / hx, hx / hy))
    number = np.arange(nx * ny).reshape(nx, ny)
    pairs = [
        (number[:-1].ravel(), number[1:].ravel(), along_x),
        (number[:, :-1].ravel(), number[:, 1:].ravel(), along_y),
    ]
    held = np.zeros((nx, ny))
    held[0] += 2.0 * along_x
    if sheet.feed is not Feed.ONE_SIDE:
        held[-1] += 2.0 * along_x
    if sheet.feed is Feed.FRAME:
        held[:, 0] += 2.0 * along_y
        held[:, -1] += 2.0 * along_y
    diagonal = held.ravel().copy()
    rows, columns, values = [], [], []
    for first, second, conductance in pairs:
        rows += [first, second]
        columns += [second, first]
        values += [np.full(2 * first.size, -conductance)]
        np.add.at(diagonal, first, conductance)
        np.add.at(diagonal, second, conductance)
    shape = (nx * ny, nx * ny)
    entries = (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns)))
    return csr_array(entries, shape=shape) + diags_array(diagonal).tocsr(), held.ravel()
