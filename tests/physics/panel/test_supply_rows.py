"""Drop of the supply along a row.

    fed at one end, far pixel      R I n (n + 1) / 2: 4 mV at 64 x 1.41 uA x 1.35 ohm (design study)
    fed at both ends, middle       about R I n^2 / 8, symmetric
    any currents                   Kirchhoff: second difference of the drop = -R I

Known bias: none. Tolerance: rounding.
"""

from __future__ import annotations

import numpy as np
import pytest

from sim.electrical.panel.lines import charging_w, delays_s, written_v
from sim.electrical.panel.rows import row_drop_v

R, CURRENT, N = 1.35, 1.41e-6, 64


def test_one_end() -> None:
    drop = row_drop_v(np.full((1, N), CURRENT), R, both_ends=False)[0]
    assert drop[-1] == pytest.approx(R * CURRENT * N * (N + 1) / 2, rel=1e-12)
    assert drop[-1] == pytest.approx(4e-3, rel=0.02)


def test_both_ends() -> None:
    drop = row_drop_v(np.full((1, N), CURRENT), R, both_ends=True)[0]
    np.testing.assert_allclose(drop, drop[::-1], rtol=1e-9)
    assert drop.max() == pytest.approx(R * CURRENT * N**2 / 8, rel=0.04)


@pytest.mark.parametrize("both_ends", [False, True])
def test_kirchhoff(both_ends: bool) -> None:
    current = np.random.default_rng(3).uniform(0.0, CURRENT, (2, 9))
    drop = row_drop_v(current, R, both_ends)
    padded = np.pad(drop, ((0, 0), (1, 0)))  # the supply before the first pixel
    last = np.zeros((2, 1)) if both_ends else drop[:, -1:]
    padded = np.hstack([padded, last])
    np.testing.assert_allclose(-np.diff(padded, n=2, axis=1), R * current, atol=1e-18)


def test_data_lines() -> None:
    """Elmore's delay of the last of N pixels is r c N^2 / 2; what a line has not reached in time
    stays of the row before."""
    delay = delays_s(100, 2.0, 20e-15)
    assert delay[-1] == pytest.approx(2.0 * 20e-15 * 100**2 / 2)
    data = np.array([[0.0], [1.0], [1.0]])
    written = written_v(data, np.full(3, 1e-6), 2e-6)
    assert written[1, 0] == pytest.approx(1.0 - np.exp(-2.0))
    assert charging_w(np.array([[0.0], [1.0]]), 1e-12, 60.0) == pytest.approx(60e-12)
