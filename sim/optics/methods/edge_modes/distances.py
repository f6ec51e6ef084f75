"""Distances from a wall: dense where what it returns interferes, averaged where light is guided.

A wall's effect beyond the last distance D is that of guided light, E(D) in sim.optics.methods.edge.
walls; around D it still has fringes, half a wavelength in the films long. Dipoles at D stand for
some within `WINDOW_UM` around it, the mean of which is E(D).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geometry.arrays import FloatArray

WINDOW_UM = 0.9
"""Length over which the last distance is averaged: five fringes and more."""

_WINDOW_NODES = 9

_NEAR_UM = (0.02, 0.03, 0.04, 0.055)
_STEPS_UM = ((0.07, 0.9, 0.03), (0.9, 1.6, 0.05), (1.6, np.inf, 0.1))
"""From, to, and step."""


@dataclass(frozen=True)
class WallPlaces:
    """Distances that are solved and what becomes of them.

    Attributes:
        solved_um: (S,) increasing.
        distance_um: (D,) of the effect.
        mean: (D, S) weights.
    """

    solved_um: FloatArray
    distance_um: FloatArray
    mean: FloatArray


def wall_places(reach_um: float, nearest_um: float = 0.0) -> WallPlaces:
    """Distances up to one.

    Args:
        reach_um: the last distance, more than the window.
        nearest_um: of dipoles from the wall: nearer stand other columns than the emitter's film.
    """
    inner = [*_NEAR_UM]
    for low, high, step in _STEPS_UM:
        inner += list(np.arange(low, min(high, reach_um - 0.5 * WINDOW_UM) - 1e-9, step))
    inner = [place for place in inner if place > nearest_um]
    window = reach_um + WINDOW_UM * ((np.arange(_WINDOW_NODES) + 0.5) / _WINDOW_NODES - 0.5)
    solved = np.array([*inner, *window])
    mean = np.zeros((len(inner) + 1, solved.size))
    mean[:-1, : len(inner)] = np.eye(len(inner))
    mean[-1, len(inner) :] = 1.0 / _WINDOW_NODES
    return WallPlaces(solved, np.array([*inner, reach_um]), mean)
