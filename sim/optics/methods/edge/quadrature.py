"""Quadrature over the wavevector along a wall, and over the distance from it.

k_y: P = (1/2 pi) int P_2D dk_y = (1/pi) int_0 P_2D dk_y, Gauss-Legendre between the light lines of
air and substrate and the film's modes, where the integrand bends (loss rounds its peaks), and
beyond the last mode with k = low + (high - low) sin^2(pi t / 2), dense at the mode. For the film
the integrand is known (tests/unit/optics/methods/edge/test_edge_rule.py). The coarse rule
interpolates through every other node; the difference of the two is the error estimate.

Distance: the effect is linear between nodes, constant between the wall and the first one, and
falls exponentially beyond the last. Between two nodes h apart a line misses

    h^3 / 12 |f''|                                                                      (1)

of the integral, f'' the larger of the second differences at both; between the wall and the first
node at d the constant misses d^2 / 2 |f'|.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geometry.arrays import FloatArray
from sim.optics.nested_rule import nested_gauss

NODES_AIR, NODES_GLASS, NODES_MODE, NODES_BEYOND = 3, 4, 1, 4
"""Up to the light lines of air and substrate, to each mode, and beyond the last."""

BEYOND = 0.8
"""Width of the last segment in vacuum wavevectors: the field of what it leaves out falls within a
twentieth of a wavelength from the dipole."""

_APART = 0.04
"""Modes nearer than this to the light line or to one another share a segment, in index."""

_FEWEST_NODES = 2
"""Distances that a rule has at least."""

_STEPS = 4000
"""Midpoints per integral over distances."""


@dataclass(frozen=True)
class WavevectorRule:
    """Nodes and weights, (K,); the weights contain 1 / pi."""

    k_1_um: FloatArray
    weight: FloatArray
    coarse_weight: FloatArray


def wavevector_rule(
    wavelength_um: float,
    substrate_index: float,
    mode_index: Sequence[float],
    numerical_aperture: float | None = None,
) -> WavevectorRule:
    """The rule for a film.

    Args:
        wavelength_um: the peak; the nodes serve all wavelengths of a spectrum.
        substrate_index: real index of the substrate.
        mode_index: real indices of waves that the film guides; at least one.
        numerical_aperture: at which the light that an observer collects ends, where one is given.
    """
    vacuum = 2.0 * np.pi / wavelength_um
    ends = [0.0, 1.0, max(substrate_index, 1.0 + _APART)]
    counts = [NODES_AIR, NODES_GLASS]
    if numerical_aperture is not None and numerical_aperture < 1.0 - _APART:
        ends.insert(1, numerical_aperture)
        counts.insert(0, NODES_AIR)
    for index in sorted(mode_index):
        if index > ends[-1] + _APART:
            ends.append(index)
            counts.append(NODES_MODE)
    pieces = [
        _piece(low, high, count)
        for low, high, count in zip(ends[:-1], ends[1:], counts, strict=True)
    ]
    pieces.append(_piece(ends[-1], ends[-1] + BEYOND, NODES_BEYOND, dense_ends=True))
    k, fine, coarse = (np.concatenate(row) for row in zip(*pieces, strict=True))
    return WavevectorRule(vacuum * k, vacuum / np.pi * fine, vacuum / np.pi * coarse)


def _piece(
    low: float, high: float, count: int, *, dense_ends: bool = False
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Nodes, weights and coarse weights of one segment."""
    rule = nested_gauss(count)
    half = 0.5 * np.pi * rule.node
    place = np.sin(half) ** 2 if dense_ends else rule.node
    slope = 0.5 * np.pi * np.sin(2.0 * half) if dense_ends else np.ones(count)
    mapped = rule.mapped(low + (high - low) * place, (high - low) * slope)
    return mapped.node, mapped.weight, mapped.coarse_weight


@dataclass(frozen=True)
class DistanceBasis:
    """How an effect known at distances (D,) continues between and beyond them.

    Attributes:
        distance_um: nodes.
        decay_um: length over which it falls beyond the last node.
    """

    distance_um: FloatArray
    decay_um: float

    def at(self, distance_um: FloatArray, among: slice = slice(None)) -> FloatArray:
        """Weights of the nodes, or of those among them, at distances (X,), (D, X)."""
        nodes = self.distance_um
        inside = np.clip(distance_um, nodes[0], nodes[-1])
        beyond = np.maximum(distance_um - nodes[-1], 0.0)
        fall = np.exp(-beyond / self.decay_um) if self.decay_um > 0.0 else 1.0 * (beyond == 0.0)
        hats = np.array([np.interp(inside, nodes, row) for row in np.eye(nodes.size)[among]])
        return np.asarray(hats * fall)

    def integral(
        self, density: Callable[[FloatArray], FloatArray], start_um: float, end_um: float
    ) -> FloatArray:
        """Integral of density times the basis from start to end, (D,)."""
        if end_um <= start_um:
            return np.zeros(self.distance_um.size)
        nodes = self.distance_um
        breaks = [d for d in nodes if start_um < d < end_um]
        total = np.zeros(nodes.size)
        for low, high in zip([start_um, *breaks], [*breaks, end_um], strict=True):
            x = low + (high - low) * (np.arange(_STEPS) + 0.5) / _STEPS
            # between two nodes theirs alone are not 0
            first = max(0, int(np.searchsorted(nodes, 0.5 * (low + high))) - 1)
            near = slice(first, first + 2)
            hats = self.at(x, near)
            total[near] += hats @ density(x) * (high - low) / _STEPS
        return total

    def missed(self, effect: FloatArray) -> FloatArray:
        """What the rule may miss of the integral of an effect (D,), absolute, um, (D,).

        Between the wall and the first node, then between neighbouring nodes, (1). Of two nodes no
        curvature is known: half of their difference counts.
        """
        nodes = self.distance_um
        width = np.diff(nodes)
        slope = np.diff(effect) / width
        if nodes.size == _FEWEST_NODES:
            first = 0.5 * nodes[0] ** 2 * np.abs(slope)
            return np.append(first, 0.5 * width**2 * np.abs(slope))
        inner = np.abs(2.0 * np.diff(slope) / (width[1:] + width[:-1]))
        bend = np.concatenate([inner[:1], inner, inner[-1:]])
        # the slope grows towards the wall: that between the first two nodes is of their middle
        steeper = np.abs(slope[:1]) + 0.5 * nodes[1] * bend[:1]
        first = 0.5 * nodes[0] ** 2 * steeper
        return np.append(first, width**3 / 12.0 * np.maximum(bend[:-1], bend[1:]))

    def each_left_out(self) -> list[tuple[NDArray[np.int64], DistanceBasis]]:
        """All nodes but one, for every one, with their basis; none where there is one node."""
        every = np.arange(self.distance_um.size)
        return [
            (kept, DistanceBasis(self.distance_um[kept], self.decay_um))
            for kept in (np.delete(every, left_out) for left_out in every)
            if kept.size
        ]

    def every_other(self) -> tuple[NDArray[np.int64], DistanceBasis]:
        """Half of the nodes, the last one kept, with their basis."""
        kept = np.arange(self.distance_um.size - 1, -1, -2)[::-1]
        return kept, DistanceBasis(self.distance_um[kept], self.decay_um)


def between(height_um: FloatArray, solved_um: FloatArray) -> FloatArray:
    """Weights (Y, Z) of what is known at heights (Z,) at heights (Y,); constant beyond the ends."""
    rows = [np.interp(height_um, solved_um, row) for row in np.eye(solved_um.size)]
    return np.array(rows).T
