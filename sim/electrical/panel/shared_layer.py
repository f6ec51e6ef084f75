"""Current into neighbours through a conducting layer that pixels share.

    sum_j G_ij (V_i - V_j) + A J(V_i) = I_i                                        (1)
    G = sigma d (edge length) / gap                                                (2)

V_i: anode of pixel i, I_i: current of its transistor, 0 of a dark one, whose anode floats. (2) is
the layer over the bank alone: it ends at the anodes, and nothing of its current is lost into the
cathode over the bank (an insulating bank). (1) is solved by Newton's method, the linear systems by
conjugate gradients: they are symmetric and diagonally dominant.

The parasitic share rises as luminance falls, because G stays while A J shrinks, and as 1 / pitch^2,
because A does. Source of the effect: M. Diethelm et al., J. Inf. Display 19, 61 (2018).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, diags_array
from scipy.sparse.linalg import cg

from geometry.arrays import FloatArray, IntArray
from sim.electrical.led_table import LedTable

_MOST_STEPS = 60
_MOST_LINEAR = 100
_LINEAR = 1e-4
_CLIP_V = 0.2
_LIFTED = 1e-4
_TOLERANCE = 1e-6
"""Change of a pixel's current over the brightest pixel's in the last step."""


@dataclass(frozen=True)
class SharedCurrents:
    """Solution of (1).

    Attributes:
        voltage_v: of the anodes, (N,).
        density_a_m2: J through each LED, (N,).
        converged: whether Newton's method ended.
    """

    voltage_v: FloatArray
    density_a_m2: FloatArray
    converged: bool


def bridge_s(sheet_s: float, edge_m: float, gap_m: float) -> float:
    """Conductance between two pixels, by (2); ``sheet_s`` is sigma d."""
    return sheet_s * edge_m / gap_m


def grid_conductances(rows: int, columns: int, across_s: float, down_s: float) -> csr_array:
    """Matrix of (1) for a panel, pixel (r, c) at r columns + c; open at its rim."""
    number = np.arange(rows * columns).reshape(rows, columns)
    return conductances(
        rows * columns,
        [
            (number[:, :-1].ravel(), number[:, 1:].ravel(), across_s),
            (number[:-1].ravel(), number[1:].ravel(), down_s),
        ],
    )


def conductances(count: int, bridges: list[tuple[IntArray, IntArray, float]]) -> csr_array:
    """Matrix of bridges between pairs of pixels: (first, second, conductance in S)."""
    rows, columns, values = [], [], []
    for first, second, conductance in bridges:
        for here, beside in ((first, second), (second, first)):
            rows += [here, here]
            columns += [here, beside]
            values += [np.full(here.size, conductance), np.full(here.size, -conductance)]
    entries = (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns)))
    return csr_array(entries, shape=(count, count))


def shared_currents(
    matrix: csr_array, table: LedTable, area_m2: float, drive_a: FloatArray
) -> SharedCurrents:
    """Solve (1).

    Args:
        matrix: of the bridges, (N, N).
        table: the LEDs.
        area_m2: of each LED.
        drive_a: currents of the transistors, (N,).
    """
    brightest = float(np.max(drive_a, initial=0.0))
    # Dark pixels begin where their neighbours will lift them to, within what the clip allows.
    voltage = table.voltage(np.maximum(drive_a, _LIFTED * brightest) / area_m2)
    converged = False
    for _ in range(_MOST_STEPS):
        density, slope = table.current(voltage)
        residual = matrix @ voltage + area_m2 * density - drive_a
        conductance = area_m2 * slope
        jacobian = (matrix + diags_array(conductance)).tocsr()
        inverse = diags_array(1.0 / jacobian.diagonal())
        step, _ = cg(jacobian, -residual, rtol=_LINEAR, maxiter=_MOST_LINEAR, M=inverse)
        voltage = voltage + np.clip(step, -_CLIP_V, _CLIP_V)
        # Voltages of dark pixels far from light matter to nobody: currents do.
        if float(np.max(conductance * np.abs(step), initial=0.0)) <= _TOLERANCE * brightest:
            converged = True
            break
    return SharedCurrents(voltage, table.current(voltage)[0], converged)
