"""What all walls of a pixel do together, from what one straight wall does to a dipole.

The effect E(d) of one wall has two parts. Within the last node's distance D it holds the
interference with what the wall returns, which is gone beyond: E(d) - E(D), summed over walls. What
is left, E(D), is guided light that the wall scatters; it goes on as E(D) exp(-(d - D) / l) with the
decay length l of the film. An infinite wall receives half of the guided light of a dipole beside
it; a pixel's walls receive all of it at most, however long l is, and each ray meets one wall first.
Averaged over the points and directions of a convex outline of mean chord pi A / P the share that
arrives, with attenuation over D + l, is

    g = x (1 - exp(-1 / x)),    x = (D + l) P / (2 A),

which is within 9 % of the mean over rays for discs, squares, hexagons, rectangles and stripes
(tests/unit/optics/methods/edge/test_edge_walls.py). Of what arrives a wall sends the share R back
into the pixel, where exp(-1 / x) of it reaches the next wall and is scattered as before. So the
pixel's mean effect of guided light is

    2 E(D) g / (1 - R exp(-1 / x)):

(P/A) (D + l) E(D) for wide pixels, as straight walls have it, 2 E(D) / (1 - R) for small ones.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from geometry.arrays import FloatArray
from sim.optics.methods.edge.areas import WallDistances
from sim.optics.methods.edge.quadrature import DistanceBasis

SHAPE_ERROR = 0.1
"""Largest relative error of g for the outlines that there are."""

RETURNING_ERROR = 0.5
"""Share that the light which meets more than one wall may be wrong by: what comes back is not
distributed over directions as what a dipole sends out."""


@dataclass(frozen=True)
class GuidedWeight:
    """Weight of E(D) in a pixel's mean.

    Attributes:
        first: of light that meets its first wall, 2 g.
        repeated: of light that has been sent back by walls.
        beyond: what the part beyond D adds to ``first``.
    """

    first: float
    repeated: float
    beyond: float

    @property
    def total(self) -> float:
        """Of all light."""
        return self.first + self.repeated

    @property
    def error(self) -> float:
        """What shape and light that comes back may change, absolute."""
        return SHAPE_ERROR * self.first + RETURNING_ERROR * self.repeated


def guided_weight(
    basis: DistanceBasis, walls: WallDistances, reflectance: float = 0.0
) -> GuidedWeight:
    """Weight of the guided light's effect; ``reflectance`` is R of the wall, below 1."""
    last = float(basis.distance_um[-1])
    length = last + basis.decay_um
    first = 2.0 * arriving_share(length, walls)
    near = 2.0 * arriving_share(last, walls)
    back = reflectance * math.exp(-1.0 / _lengths_per_chord(length, walls))
    return GuidedWeight(first, first * back / (1.0 - back), first - near)


def arriving_share(length_um: float, walls: WallDistances) -> float:
    """g, the share of a pixel's guided light that reaches a wall within a decay length."""
    x = _lengths_per_chord(length_um, walls)
    return x * -math.expm1(-1.0 / x)


def _lengths_per_chord(length_um: float, walls: WallDistances) -> float:
    """x: a length over the mean way 2 A / P across the pixel."""
    return length_um * 0.5 * float(walls.every(np.zeros(1))[0])


def all_walls(basis: DistanceBasis, walls: WallDistances, reflectance: float = 0.0) -> FloatArray:
    """Weights of the effects at the nodes in the pixel's mean effect, (D,)."""
    weights = _near(basis, walls)
    weights[-1] += guided_weight(basis, walls, reflectance).total - weights.sum()
    return weights


def corner_error(
    basis: DistanceBasis, walls: WallDistances, effect: FloatArray, reflectance: float = 0.0
) -> float:
    """What corners, curvature and walls that see one another may change, for effects (D,).

    Interference: the difference between walls without end and nearest walls alone. Guided light:
    see :attr:`GuidedWeight.error`.
    """
    near = effect - effect[-1]
    last = float(basis.distance_um[-1])
    density = float(walls.every(np.zeros(1))[0])
    endless = density * basis.integral(np.ones_like, 0.0, last)
    nearest = basis.integral(walls.nearest, 0.0, min(last, walls.inradius_um))
    guided = guided_weight(basis, walls, reflectance).error * abs(float(effect[-1]))
    return abs(float((endless - nearest) @ near)) + guided


def _near(basis: DistanceBasis, walls: WallDistances) -> FloatArray:
    """Weights of E(d) - E(D): all walls, up to D."""
    last = float(basis.distance_um[-1])
    ends = [0.0, *sorted({walls.inradius_um, walls.width_um, walls.length_um}), last]
    total = np.zeros(basis.distance_um.size)
    for low, high in zip(ends[:-1], ends[1:], strict=True):
        total += basis.integral(walls.every, min(low, last), min(high, last))
    return total
