"""Data lines: how far they settle in a line's time, and what charging them costs.

    tau_n = r c n (N - n / 2)          Elmore's delay of the n-th of N pixels               (1)
    V_n = V_before + (V - V_before) (1 - exp(-t / tau_n))                                    (2)
    P = f C / 2 sum (V_row - V_row before)^2     heat in the drivers per column and frame    (3)

r and c are a pixel's piece of line. Source: W. C. Elmore, J. Appl. Phys. 19, 55 (1948).
"""

from __future__ import annotations

import numpy as np

from geometry.arrays import FloatArray


def delays_s(rows: int, piece_ohm: float, piece_f: float) -> FloatArray:
    """Delay of every row by (1), shape (R,), the first one nearest to the driver."""
    number = np.arange(1, rows + 1)
    return np.asarray(piece_ohm * piece_f * number * (rows - 0.5 * number))


def written_v(data_v: FloatArray, delay_s: FloatArray, line_s: float) -> FloatArray:
    """What reaches the pixels of an image by (2), (R, C); before the first row stands its own."""
    with np.errstate(divide="ignore"):
        missing = np.where(delay_s > 0.0, np.exp(-line_s / delay_s), 0.0)
    out = data_v.copy()
    for row in range(1, data_v.shape[0]):
        # The whole line kept the driver's last voltage but for what had not settled either.
        out[row] += missing[row] * (data_v[row - 1] - data_v[row])
    return out


def charging_w(data_v: FloatArray, line_f: float, refresh_rate_hz: float) -> float:
    """Power that the data lines take, by (3)."""
    steps = np.diff(data_v, axis=0, prepend=data_v[-1:])
    return float(0.5 * refresh_rate_hz * line_f * np.sum(steps**2))
