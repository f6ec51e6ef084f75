"""Capacitance of wells, banks and the step between them.

    layers in series: PTAA 20 nm (3.0), dots 30 nm (7.3), TPBi 35 nm (3.0): 0.395 nF/mm2 by hand
    bank: 100 nm of PMMA (3.6) under 35 nm of TPBi (3.0): 0.225 nF/mm2
    C = F C_well + (1 - F) C_bank + p C_step

The step's fringe is compared with Laplace's equation for a plane under an electrode whose distance
falls from 2 to 1, solved by differences. Domain: 10 x 2, 20 cells per unit.

      potential 1  ______________
                                 |______________
      potential 0  _____________________________

Known bias: the field at the re-entrant corner is resolved to first order in the cell, 4 % of the
fringe here, which itself is 5 % of the whole. Tolerance: 8 % of the fringe. Equal gaps have none.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.constants import epsilon_0
from scipy.sparse import coo_array
from scipy.sparse.linalg import spsolve

from sim.electrical.area.array_capacitance import array_capacitance, layers_f_m2, step_f_m

WELL = ((20e-9, 3.0), (30e-9, 7.3), (35e-9, 3.0))
CELLS = 20


def test_layers_in_series() -> None:
    assert 1e3 * layers_f_m2(WELL) == pytest.approx(0.395, rel=2e-3)  # nF/mm2 = mF/m2
    assert 1e3 * layers_f_m2(((100e-9, 3.6), (35e-9, 3.0))) == pytest.approx(0.2245, rel=2e-3)


def test_parts_add_up() -> None:
    parts = array_capacitance(4e-4, 2e-4, 0.2, 1e6, 1e-11)
    assert parts.total == pytest.approx(0.2 * 4e-4 + 0.8 * 2e-4 + 1e-5)
    assert parts.per_emitting_area == pytest.approx(5.0 * parts.total)


def test_a_film_is_its_layers() -> None:
    assert array_capacitance(4e-4, 2e-4, 1.0, 0.0, 1e-11).total == 4e-4


def test_no_step_no_fringe() -> None:
    assert step_f_m(1e-7, 1e-7, 3.0) == 0.0
    assert 0.0 < step_f_m(0.999e-7, 1e-7, 3.0) < 1e-3 * step_f_m(0.1e-7, 1e-7, 3.0)


def _charge_of_the_step(gap: float, wide: float, length: float) -> float:
    """Charge on the plane over eps0, potential 1 on the step."""
    nx, nz = round(length * CELLS), round(wide * CELLS)
    x = np.arange(-nx, nx + 1) / CELLS
    z = np.arange(nz + 1) / CELLS
    held = (z[None, :] >= np.where(x < 0.0, wide, gap)[:, None]) | (z[None, :] == 0.0)
    value = np.where(z[None, :] > 0.0, held * 1.0, 0.0)
    number = np.arange(held.size).reshape(held.shape)
    rows, columns, entries, right = [], [], [], value.ravel().copy()
    for i, j in np.argwhere(~held):
        row = number[i, j]
        right[row] = 0.0
        # Mirrored at the outer sides, where the field is that of plates.
        beside = ((abs(i - 1), j), (i + 1 if i + 1 < held.shape[0] else i - 1, j))
        for k, m in (*beside, (i, j - 1), (i, j + 1)):
            rows.append(row)
            columns.append(number[k, m])
            entries.append(-1.0)
        rows.append(row)
        columns.append(row)
        entries.append(4.0)
    fixed = number[held]
    rows += list(fixed)
    columns += list(fixed)
    entries += [1.0] * fixed.size
    matrix = coo_array((entries, (rows, columns)), shape=(held.size, held.size)).tocsc()
    potential = spsolve(matrix, right).reshape(held.shape)
    weight = np.ones(held.shape[0])
    weight[[0, -1]] = 0.5
    return float(weight @ potential[:, 1])


def test_fringe_of_a_step() -> None:
    length = 5.0
    charge = _charge_of_the_step(1.0, 2.0, length)
    fringe = epsilon_0 * (charge - length / 2.0 - length)
    assert step_f_m(1.0, 2.0, 1.0) == pytest.approx(fringe, rel=0.08)
