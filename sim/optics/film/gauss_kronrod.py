"""Adaptive Gauss-Kronrod quadrature of vector-valued functions, all panels at once.

The integrands of layered media are cheap per point but dear per call, so every round evaluates
the nodes of all unfinished panels in one call and bisects those that have not converged.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from geometry.arrays import ComplexArray, FloatArray

# Nodes and weights of the (7, 15) pair: R. Piessens et al., QUADPACK, Springer 1983.
_HALF_NODES = np.array(
    [
        0.991455371120812639206854697526329,
        0.949107912342758524526189684047851,
        0.864864423359769072789712788640926,
        0.741531185599394439863864773280788,
        0.586087235467691130294144691693013,
        0.405845151377397166906606412076961,
        0.207784955007898467600689403773245,
    ]
)
_HALF_KRONROD = np.array(
    [
        0.022935322010529224963732008058970,
        0.063092092629978553290700663189204,
        0.104790010322250183839876322541518,
        0.140653259715525918745189590510238,
        0.169004726639267902826583426598550,
        0.190350578064785409913256402421014,
        0.204432940075298892414161999234649,
    ]
)
_HALF_GAUSS = np.array(
    [
        0.129484966168869693270611432679082,
        0.279705391489276667901467771423780,
        0.381830050505118944950369775488975,
    ]
)
NODES = np.concatenate([-_HALF_NODES, [0.0], _HALF_NODES[::-1]])
KRONROD_WEIGHTS = np.concatenate(
    [_HALF_KRONROD, [0.209482141084727828012999174891714], _HALF_KRONROD[::-1]]
)
GAUSS_WEIGHTS = np.zeros(15)
GAUSS_WEIGHTS[1:7:2] = _HALF_GAUSS
GAUSS_WEIGHTS[7] = 0.417959183673469387755102040816327
GAUSS_WEIGHTS[9:15:2] = _HALF_GAUSS[::-1]

_MAX_ROUNDS = 60


@dataclass(frozen=True)
class Integral:
    """Result of :func:`integrate`.

    Attributes:
        panels: (C, K) integral of every component over every initial panel.
        error: estimated absolute error of the whole, the largest over the components.
        points: integrand evaluations.
        converged: whether every panel met its tolerance.
    """

    panels: ComplexArray
    error: float
    points: int
    converged: bool

    @property
    def value(self) -> ComplexArray:
        """(C,) integrals of the components."""
        return np.asarray(self.panels.sum(axis=1))


@dataclass(frozen=True)
class _Panels:
    value: ComplexArray
    """(C, K) Kronrod integrals."""
    error: FloatArray
    """(K,) error estimates."""


def _evaluate(
    function: Callable[[FloatArray], ComplexArray], left: FloatArray, right: FloatArray
) -> _Panels:
    half = 0.5 * (right - left)
    points = 0.5 * (right + left)[:, None] + half[:, None] * NODES
    samples = function(points.ravel()).reshape(-1, *points.shape)
    kronrod = samples @ KRONROD_WEIGHTS * half
    difference = np.abs(kronrod - samples @ GAUSS_WEIGHTS * half)
    # QUADPACK's scaling: the plain difference belongs to the 7-point rule.
    mean = kronrod / (2.0 * half)
    spread = (np.abs(samples - mean[..., None]) @ KRONROD_WEIGHTS) * half
    ratio = np.divide(200.0 * difference, spread, out=np.zeros_like(spread), where=spread > 0)
    error = spread * np.minimum(1.0, ratio**1.5)
    return _Panels(kronrod, np.asarray(error.max(axis=0)))


def integrate(
    function: Callable[[FloatArray], ComplexArray], edges: FloatArray, tolerance: float
) -> Integral:
    """Integrate ``function`` from edges[0] to edges[-1].

    Args:
        function: maps points (X,) to values (C, X).
        edges: (K + 1,) increasing; the initial panels.
        tolerance: absolute, per panel.

    Panels that have shrunk to rounding level are given up and reported by ``converged``.
    """
    left, right = np.asarray(edges[:-1], float), np.asarray(edges[1:], float)
    owner = np.arange(left.size)
    smallest = 1e-13 * max(abs(float(edges[0])), abs(float(edges[-1])))
    first = _evaluate(function, left, right)
    total = np.zeros(first.value.shape, dtype=complex)
    error, points, converged = 0.0, left.size * NODES.size, True
    current = first
    for round_number in range(_MAX_ROUNDS):
        met = current.error <= tolerance
        done = met | (right - left <= smallest) | (round_number == _MAX_ROUNDS - 1)
        converged = converged and bool(np.all(met[done]))
        np.add.at(total.T, owner[done], current.value[:, done].T)
        error += float(current.error[done].sum())
        if np.all(done):
            break
        left, right, owner = left[~done], right[~done], np.tile(owner[~done], 2)
        middle = 0.5 * (left + right)
        left, right = np.concatenate([left, middle]), np.concatenate([middle, right])
        current = _evaluate(function, left, right)
        points += left.size * NODES.size
    return Integral(total, error, points, converged)
