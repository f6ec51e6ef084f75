"""The sum of all recombination laws of a density, and the density at which it equals a generation.

    R(n) = sum over channels of (k + c n) n^pairs = r1 n + r2 n^2 + r3 n^3      1/(m3 s)    (1)
    R(n) = G                                                                               (2)

pairs that are born in one dot and stay there (``kinetics: excitonic``):

    R = (k_nr + k_side + F k_r) n + k_2 n^2 / N

carriers that have to meet in a dot, n = p (``kinetics: free_carrier``):

    R = (k_nr + k_side) n + F B n^2 + C n^3

The third kinetics, charged dots, is that of sim.electrical.twin.model.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from geometry.arrays import FloatArray
from sim.electrical.channels.law import DensityRate

_NEWTON_STEPS = 60
_NEWTON_TOLERANCE = 1e-14


@dataclass(frozen=True)
class DensityLaw:
    """Laws by channel, in the order in which they are added."""

    channels: Mapping[str, DensityRate]

    def rates_1_m3s(self, density_1_m3: FloatArray) -> dict[str, FloatArray]:
        """Rate per volume of each channel at densities of shape (..., N)."""
        return {name: rate.rate_1_m3s(density_1_m3) for name, rate in self.channels.items()}

    def coefficients(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """r1 (1/s), r2 (m3/s) and r3 (m6/s) of (1), each of shape (N,) or ()."""
        sums: list[FloatArray | float] = [0.0, 0.0, 0.0]
        for rate in self.channels.values():
            sums[rate.pairs - 1] = sums[rate.pairs - 1] + rate.bound
            sums[rate.pairs] = sums[rate.pairs] + rate.free
        r1, r2, r3 = (np.asarray(value, dtype=float) for value in sums)
        return r1, r2, r3

    def density_at(self, generation_1_m3s: FloatArray) -> FloatArray:
        """Density at which (2) holds, for G >= 0 of any shape that broadcasts.

        R is increasing and convex, so Newton's method falls monotonically onto the root from the
        upper bound min over the terms of what each alone would need.
        """
        g = np.asarray(generation_1_m3s, dtype=float)
        r1, r2, r3 = self.coefficients()
        with np.errstate(divide="ignore", invalid="ignore"):
            bounds = [
                np.where(r > 0.0, (g / r) ** (1.0 / order), np.inf)
                for order, r in enumerate((r1, r2, r3), start=1)
            ]
        n = np.where(g > 0.0, np.minimum(np.minimum(bounds[0], bounds[1]), bounds[2]), 0.0)
        for _ in range(_NEWTON_STEPS):
            excess = ((r3 * n + r2) * n + r1) * n - g  # (2)
            slope = (3.0 * r3 * n + 2.0 * r2) * n + r1
            step = np.divide(excess, slope, out=np.zeros_like(excess), where=slope > 0.0)
            n = np.maximum(n - step, 0.0)
            if np.all(np.abs(step) <= _NEWTON_TOLERANCE * n):
                break
        return np.asarray(n)


def peak_free_carrier_yield(linear_1_s: float, b_m3_s: float, c_m6_s: float) -> float:
    """Largest IQE of the ABC law, B / (B + 2 sqrt(A C)), reached at n = sqrt(A / C)."""
    return b_m3_s / (b_m3_s + 2.0 * float(np.sqrt(linear_1_s * c_m6_s)))
