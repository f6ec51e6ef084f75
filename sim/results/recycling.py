"""Light that comes back: the one formula of photon recycling, and its form for several positions.

Powers are over the power in the unbounded transparent emitter, means over orientations and the
emission spectrum. Per exciton radiation has the rate q P_tot and all else 1 - q, of the unbounded
medium's decay. Of the light P_air reaches the observer, P_em is absorbed by the own emitter and
makes an exciton like the first one, P_away = P_tot - P_em leaves the emitter for good:

    E = q P_air / (1 - q + q P_tot) + q P_em / (1 - q + q P_tot) E
      = q P_air / (1 - q + q P_away).

Only powers that leave the emitter remain. So recycling needs no model of its own in a rate
equation: light that leaves for good is emitted at the rate k_r P_away and P_air / P_away of it is
seen; what the emitter takes back was never lost.

Positions i that exchange light W_ij (from i, absorbed at j), Y_i = q P_tot,i / (1 - q + q P_tot,i),
R_ij = W_ij / P_tot,i:   E = (1 - Y R)^-1 Y P_air / P_tot,   which is

    (1 - q + q P_away,i) E_i + q sum_j W_ij (E_i - E_j) = q P_air,i.

What a position takes of its own light, the part that grows without limit, cancels. Without exchange
every position has its own closed form; with much of it E is the same everywhere, and where W is
symmetric the closed form of the mean powers holds.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from geometry.arrays import FloatArray


def with_recycling(quantum_yield: float, air: ArrayLike, away: ArrayLike) -> FloatArray:
    """Photons to the observer per exciton, q P_air / (1 - q + q P_away).

    Args:
        quantum_yield: q, of the material in the unbounded medium, 0 to 1.
        air, away: powers over bulk, shapes that broadcast.

    Raises:
        ValueError: q outside 0 to 1.
    """
    _check_yield(quantum_yield)
    lost = 1.0 - quantum_yield + quantum_yield * np.asarray(away, dtype=float)
    return np.asarray(quantum_yield * np.asarray(air, dtype=float) / lost)


def with_recycling_between(
    quantum_yield: float, air: FloatArray, away: FloatArray, taken: FloatArray
) -> FloatArray:
    """Photons to the observer per exciton that is born at each position.

    Args:
        quantum_yield: q, 0 to 1.
        air, away: (N,) powers over bulk that leave the emitter from each position.
        taken: (N, N) power over bulk from position i that is absorbed at position j; the diagonal
            has no effect.

    Returns:
        (N,).

    Raises:
        ValueError: q outside 0 to 1, or shapes that do not fit.
    """
    _check_yield(quantum_yield)
    if taken.shape != (air.size, air.size) or away.shape != air.shape:
        raise ValueError(
            f"{air.size} positions exchange light by a matrix of {air.size} x {air.size} powers; "
            f"got {taken.shape} and {away.size} powers away"
        )
    between = taken - np.diag(np.diag(taken))
    lost = 1.0 - quantum_yield + quantum_yield * (away + between.sum(axis=1))
    return np.asarray(np.linalg.solve(np.diag(lost) - quantum_yield * between, quantum_yield * air))


def _check_yield(quantum_yield: float) -> None:
    if not 0.0 <= quantum_yield <= 1.0:
        raise ValueError(f"a quantum yield lies between 0 and 1; got {quantum_yield:g}")
