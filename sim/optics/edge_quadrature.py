"""Quadrature over the wavevector along a wall, and over the distance from it.

k_y: P = (1/2 pi) int P_2D dk_y = (1/pi) int_0 P_2D dk_y. The integrand has square-root branch
points at the light lines of air and substrate and near the film's modes. Between them
k = low + (high - low) sin^2(pi t / 2) makes it smooth in t, where Gauss-Legendre nodes sit. The
coarse rule interpolates through every other node; the difference of the two is the error estimate.

Distance: the effect is linear between nodes, constant between the wall and the first one, and
falls exponentially beyond the last.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import eval_legendre, roots_legendre

FloatArray = NDArray[np.float64]

NODES = (4, 3, 4, 2)
"""Per segment: light line of air, of the substrate, past the modes, evanescent."""

PAST_MODES = 1.03
"""Upper end of the modes' segment over the largest index of a wave that travels."""

EVANESCENT = 0.7
"""Width of the last segment in vacuum wavevectors: what it leaves out falls within lambda / 20."""

_STEPS = 4000
"""Midpoints per integral over distances."""


@dataclass(frozen=True)
class WavevectorRule:
    """Nodes and weights, (K,); the weights contain 1 / pi."""

    k_1_um: FloatArray
    weight: FloatArray
    coarse_weight: FloatArray


def wavevector_rule(
    wavelength_um: float, substrate_index: float, largest_index: float
) -> WavevectorRule:
    """The rule for a film.

    Args:
        wavelength_um: the peak; the nodes serve all wavelengths of a spectrum.
        substrate_index: real index of the substrate.
        largest_index: largest lateral index of a wave that travels.
    """
    vacuum = 2.0 * np.pi / wavelength_um
    top = PAST_MODES * max(largest_index, substrate_index * 1.05)
    ends = [0.0, 1.0, max(substrate_index, 1.05), top, top + EVANESCENT]
    k, fine, coarse = [], [], []
    for low, high, count in zip(ends[:-1], ends[1:], NODES, strict=True):
        t, weight = roots_legendre(count)
        half = 0.25 * np.pi * (1.0 + t)
        slope = (high - low) * 0.25 * np.pi * np.sin(2.0 * half)
        k.append(vacuum * (low + (high - low) * np.sin(half) ** 2))
        fine.append(vacuum / np.pi * slope * weight)
        coarse.append(vacuum / np.pi * slope * _coarser(t, weight))
    return WavevectorRule(np.concatenate(k), np.concatenate(fine), np.concatenate(coarse))


def _coarser(t: FloatArray, weight: FloatArray) -> FloatArray:
    """Weights on every other node that are exact for as many polynomials as there are nodes."""
    kept = np.arange(0, t.size, 2)
    basis = np.array([eval_legendre(n, t[kept]) for n in range(kept.size)])
    moments = np.array([2.0] + [0.0] * (kept.size - 1))
    weights = np.zeros_like(weight)
    weights[kept] = np.linalg.solve(basis, moments)
    return weights


@dataclass(frozen=True)
class DistanceBasis:
    """How an effect known at distances (D,) continues between and beyond them.

    Attributes:
        distance_um: nodes.
        decay_um: length over which it falls beyond the last node.
    """

    distance_um: FloatArray
    decay_um: float

    def at(self, distance_um: FloatArray) -> FloatArray:
        """Weights of the nodes at distances (X,), (D, X)."""
        nodes = self.distance_um
        inside = np.clip(distance_um, nodes[0], nodes[-1])
        beyond = np.maximum(distance_um - nodes[-1], 0.0)
        fall = np.exp(-beyond / self.decay_um) if self.decay_um > 0.0 else 1.0 * (beyond == 0.0)
        hats = np.array([np.interp(inside, nodes, row) for row in np.eye(nodes.size)])
        return np.asarray(hats * fall)

    def integral(
        self, density: Callable[[FloatArray], FloatArray], start_um: float, end_um: float
    ) -> FloatArray:
        """Integral of density times the basis from start to end, (D,)."""
        if end_um <= start_um:
            return np.zeros(self.distance_um.size)
        breaks = [d for d in self.distance_um if start_um < d < end_um]
        total = np.zeros(self.distance_um.size)
        for low, high in zip([start_um, *breaks], [*breaks, end_um], strict=True):
            x = low + (high - low) * (np.arange(_STEPS) + 0.5) / _STEPS
            total += self.at(x) @ density(x) * (high - low) / _STEPS
        return total

    def edge_weights(self) -> FloatArray:
        """Weights of Lambda = int effect dd over all distances, (D,)."""
        last = float(self.distance_um[-1])
        weights = self.integral(np.ones_like, 0.0, last)
        weights[-1] += self.decay_um
        return weights

    def every_other(self) -> tuple[NDArray[np.int64], DistanceBasis]:
        """Half of the nodes, the last one kept, with their basis."""
        kept = np.arange(self.distance_um.size - 1, -1, -2)[::-1]
        return kept, DistanceBasis(self.distance_um[kept], self.decay_um)
