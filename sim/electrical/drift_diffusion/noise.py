"""Where double precision ends: steps that are rounding, and currents that drown in it.

Below turn-on, barriers can cut charge off from both contacts. Its quasi-Fermi level then hangs on
currents that are smaller than the rounding of the currents exchanged within the charge (hops
between two sheets of dots, say), and Newton's steps wander instead of shrinking.
"""

from __future__ import annotations

import numpy as np

from geometry.arrays import FloatArray
from sim.electrical.drift_diffusion.block_system import BlockSystem


class StepWatch:
    """Tells steps that lead nowhere from steps that lead somewhere.

    Args:
        small_v: largest step that may count as rounding.
        patience: so many steps in a row without a smaller one lead nowhere.
    """

    def __init__(self, small_v: float, patience: int) -> None:
        self._small_v, self._patience = small_v, patience
        self._smallest = np.inf
        self._since = 0
        self.calmest: FloatArray = np.empty(0)
        """The unknowns from which the smallest step started."""

    def wanders(self, size_v: float, start: FloatArray) -> bool:
        """Count a step from ``start``; True once every ``patience`` steps that lead nowhere."""
        if size_v < self._smallest:
            self._smallest, self._since, self.calmest = size_v, 0, start
            return False
        self._since += 1
        return self._smallest <= self._small_v and self._since % self._patience == 0


def rounding_a_m2(system: BlockSystem, values: FloatArray) -> float:
    """What one rounding of every unknown does to the continuity equations, at most.

    Args:
        system: assembled at ``values``.
        values: unknowns, shape (3, K).
    """
    inner = system.exchanged(values)[1:-1, 1:]
    return float(np.finfo(float).eps * inner.max())
