"""Quadrature over the height at which excitons recombine in the emitter.

N nodes of the Gauss rule of the zone's own density, exact for polynomials of degree 2 N - 1 times
the density however steep it is; Gauss-Legendre where it is flat. One node is the mid-plane,
whatever the zone.

The rule of exp(-x / a) is that of the symmetric tridiagonal matrix of its orthogonal polynomials
(G. H. Golub, J. H. Welsch, Math. Comp. 23, 221 (1969)), whose coefficients follow by the Stieltjes
procedure from a fine Gauss-Legendre rule of the density (W. Gautschi, Orthogonal Polynomials,
Oxford 2004, section 2.2).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import eigh_tridiagonal
from scipy.special import roots_legendre

from geometry.arrays import FloatArray
from geometry.spec import EmissionSpec

_FINE = 400
"""Nodes that stand for the density: they integrate exp(-x) times a polynomial of degree 60 over
`_DECAYS` to rounding."""

_DECAYS = 60.0
"""Decay lengths beyond which nothing is left: exp(-60) = 1e-26."""


@dataclass(frozen=True)
class HeightRule:
    """Heights and weights.

    Attributes:
        height_um: (N,) above the emitter's lower face, increasing.
        weight: (N,), sum 1.
    """

    height_um: FloatArray
    weight: FloatArray


def emission_heights(emission: EmissionSpec, thickness_um: float, count: int) -> HeightRule:
    """``count`` heights in an emitter of ``thickness_um``.

    The density is flat, or falls as exp(-distance / decay) from the face that the zone names.

    Raises:
        ValueError: count below 1.
    """
    if count < 1:
        raise ValueError(f"an emission zone needs at least one height, not {count}")
    if isinstance(emission.zone, str) or count == 1:
        root, weight = roots_legendre(count)
        return HeightRule(0.5 * thickness_um * (1.0 + root), weight / weight.sum())
    distance, weight = _exponential_rule(emission.zone.decay_um, thickness_um, count)
    if emission.zone.toward == "substrate":
        return HeightRule(distance, weight)
    return HeightRule(thickness_um - distance[::-1], weight[::-1])


def _exponential_rule(
    decay_um: float, thickness_um: float, count: int
) -> tuple[FloatArray, FloatArray]:
    """Distances from the face, increasing, and weights of sum 1."""
    length = min(thickness_um, _DECAYS * decay_um)
    root, weight = roots_legendre(_FINE)
    x = 0.5 * (1.0 + root)
    density = weight * np.exp(-x * length / decay_um)
    density /= density.sum()
    # Stieltjes: p_(k+1) = (x - a_k) p_k - b_k p_(k-1)
    a, b = np.zeros(count), np.zeros(count)
    before, now = np.zeros_like(x), np.ones_like(x)
    norm_before = 1.0
    for k in range(count):
        norm = float(density @ now**2)
        a[k] = float(density @ (x * now**2)) / norm
        b[k] = norm / norm_before
        before, now = now, (x - a[k]) * now - (b[k] if k else 0.0) * before
        norm_before = norm
    node, vectors = eigh_tridiagonal(a, np.sqrt(b[1:]))
    return length * node, np.asarray(vectors[0] ** 2)
