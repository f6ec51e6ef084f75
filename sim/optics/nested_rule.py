"""Gauss-Legendre rules that hold a coarser one: the difference of both judges the finer one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import eval_legendre, roots_legendre

from geometry.arrays import FloatArray


@dataclass(frozen=True)
class NestedRule:
    """Nodes and two sets of weights, (K,) each; the coarse ones are 0 at every other node."""

    node: FloatArray
    weight: FloatArray
    coarse_weight: FloatArray

    def mapped(self, node: FloatArray, slope: FloatArray) -> NestedRule:
        """Of another variable, whose derivative by this one is ``slope``."""
        return NestedRule(node, self.weight * slope, self.coarse_weight * slope)


def nested_gauss(count: int) -> NestedRule:
    """Of ``count`` nodes on [0, 1]."""
    t, weight = roots_legendre(count)
    return NestedRule(0.5 * (1.0 + t), 0.5 * weight, 0.5 * _coarser(t, weight))


def joined(rules: list[NestedRule]) -> NestedRule:
    """One rule of several pieces."""
    return NestedRule(
        np.concatenate([rule.node for rule in rules]),
        np.concatenate([rule.weight for rule in rules]),
        np.concatenate([rule.coarse_weight for rule in rules]),
    )


def _coarser(t: FloatArray, weight: FloatArray) -> FloatArray:
    """Weights on every other node that are exact for as many polynomials as there are nodes."""
    kept = np.arange(0, t.size, 2)
    basis = np.array([eval_legendre(n, t[kept]) for n in range(kept.size)])
    moments = np.array([2.0] + [0.0] * (kept.size - 1))
    weights = np.zeros_like(weight)
    weights[kept] = np.linalg.solve(basis, moments)
    return weights
