"""Drop of the supply along a row of pixels.

    fed at one end:    drop_n = R sum_{k<=n} sum_{m>=k} I_m,
                       uniform I at the far end:  R I n (n + 1) / 2                (1)
    fed at both ends:  as (1), with the current of the first end such that the drop
                       behind the last pixel is 0                                  (2)

R is one pixel's piece of rail; the first pixel lies one piece from its end.
"""

from __future__ import annotations

import numpy as np

from geometry.arrays import FloatArray


def row_drop_v(current_a: FloatArray, piece_ohm: float, both_ends: bool) -> FloatArray:
    """Drop before every pixel, (R, C), of currents (R, C) along the last axis."""
    beyond = np.cumsum(current_a[:, ::-1], axis=1)[:, ::-1]
    drop = piece_ohm * np.cumsum(beyond, axis=1)
    if not both_ends:
        return np.asarray(drop)
    pieces = current_a.shape[1] + 1
    # Behind the last pixel no current flows in (1), so that the drop there is the last pixel's.
    relief = drop[:, -1:] / pieces
    return np.asarray(drop - relief * np.arange(1, pieces))
