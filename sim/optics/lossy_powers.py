"""Powers of dipoles in an emitter that absorbs, over the power in the unbounded transparent one.

All methods that solve the absorbing emitter end here: what photon recycling hangs on
(sim.results.recycling). They add as sim.optics.powers.Powers do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geometry.arrays import FloatArray


@dataclass(frozen=True)
class LossyPowers:
    """Arrays of any leading shape, all alike.

    Attributes:
        air: to the observer.
        away: leaves the own emitter for good.
        to_neighbours: part of ``away`` that other pixels' emitters take.
    """

    air: FloatArray
    away: FloatArray
    to_neighbours: FloatArray

    def minus(self, other: LossyPowers) -> LossyPowers:
        """Difference, by broadcasting."""
        return LossyPowers(
            self.air - other.air, self.away - other.away, self.to_neighbours - other.to_neighbours
        )

    def times(self, factor: FloatArray) -> LossyPowers:
        """By a factor, by broadcasting."""
        return LossyPowers(self.air * factor, self.away * factor, self.to_neighbours * factor)

    def at_heights(self, spread: FloatArray) -> LossyPowers:
        """At heights (Y,) from those of the first axis (Z,), by weights (Y, Z)."""
        powers = (self.air, self.away, self.to_neighbours)
        return LossyPowers(*(np.tensordot(spread, power, 1) for power in powers))


def stacked_lossy(rows: Sequence[LossyPowers]) -> LossyPowers:
    """Powers of equal shapes along a new first axis."""
    return LossyPowers(
        air=np.array([row.air for row in rows]),
        away=np.array([row.away for row in rows]),
        to_neighbours=np.array([row.to_neighbours for row in rows]),
    )
