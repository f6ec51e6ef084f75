"""Quadrature over the height at which excitons recombine in the emitter.

Gauss-Legendre nodes over the emitter's thickness, weighted by the zone's density; one node is the
mid-plane, whatever the zone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import roots_legendre

from geometry.arrays import FloatArray
from geometry.spec import EmissionSpec


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
    root, weight = roots_legendre(count)
    height = 0.5 * thickness_um * (1.0 + root)
    if not isinstance(emission.zone, str):
        from_substrate = emission.zone.toward == "substrate"
        distance = height if from_substrate else thickness_um - height
        # relative to the nearest node, so that short decays do not underflow
        weight = weight * np.exp(-(distance - distance.min()) / emission.zone.decay_um)
    return HeightRule(height, weight / weight.sum())
