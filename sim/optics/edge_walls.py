"""What all walls of a pixel do together, from what one straight wall does to a dipole.

The effect E(d) of one wall has two parts. Within the last node's distance D it holds the
interference with what the wall returns, which is gone beyond: E(d) - E(D), summed over walls. What
is left, E(D), is guided light that the wall scatters; it goes on as E(D) exp(-(d - D) / l) with the
decay length l of the film. An infinite wall receives half of the guided light of a dipole beside
it; a pixel's walls receive all of it at most, however long l is, and each ray meets one wall first.
Averaged over the points and directions of a convex outline of mean chord pi A / P the share that
arrives, with attenuation over D + l, is

    g = x (1 - exp(-1 / x)),    x = (D + l) P / (2 A),

and the pixel's mean effect of guided light is 2 E(D) g: (P/A) (D + l) E(D) for wide pixels, as
straight walls have it, 2 E(D) for small ones.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.optics.edge_area import WallDistances
from sim.optics.edge_quadrature import DistanceBasis

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class GuidedWeight:
    """Weight of E(D) in a pixel's mean.

    Attributes:
        total: 2 g.
        straight: of straight walls without end, (P/A) (D + l).
        beyond: what the part beyond D adds to ``total``.
    """

    total: float
    straight: float
    beyond: float


def guided_weight(basis: DistanceBasis, walls: WallDistances) -> GuidedWeight:
    """Weight of the guided light's effect."""
    last = float(basis.distance_um[-1])
    half = 0.5 * float(walls.every(np.zeros(1))[0])

    def arriving(length_um: float) -> float:
        x = length_um * half
        return 2.0 * x * -math.expm1(-1.0 / x)

    total = arriving(last + basis.decay_um)
    return GuidedWeight(total, 2.0 * half * (last + basis.decay_um), total - arriving(last))


def all_walls(basis: DistanceBasis, walls: WallDistances) -> FloatArray:
    """Weights of the effects at the nodes in the pixel's mean effect, (D,)."""
    weights = _near(basis, walls)
    weights[-1] += guided_weight(basis, walls).total - weights.sum()
    return weights


def corner_error(basis: DistanceBasis, walls: WallDistances, effect: FloatArray) -> float:
    """What corners, curvature and walls that see one another may change, for effects (D,).

    Interference: the difference between walls without end and nearest walls alone. Guided light:
    half of what the finite outline takes away.
    """
    near = effect - effect[-1]
    last = float(basis.distance_um[-1])
    density = float(walls.every(np.zeros(1))[0])
    endless = density * basis.integral(np.ones_like, 0.0, last)
    nearest = basis.integral(walls.nearest, 0.0, min(last, walls.inradius_um))
    guided = guided_weight(basis, walls)
    return abs(float((endless - nearest) @ near)) + 0.5 * abs(
        (guided.straight - guided.total) * float(effect[-1])
    )


def _near(basis: DistanceBasis, walls: WallDistances) -> FloatArray:
    """Weights of E(d) - E(D): all walls, up to D."""
    last = float(basis.distance_um[-1])
    ends = [0.0, *sorted({walls.inradius_um, walls.width_um, walls.length_um}), last]
    total = np.zeros(basis.distance_um.size)
    for low, high in zip(ends[:-1], ends[1:], strict=True):
        total += basis.integral(walls.every, min(low, last), min(high, last))
    return total
