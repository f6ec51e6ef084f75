"""The damaged rim of a pixel: a ring along the wall whose light is dimmed.

Area share of a rim of width d in a pixel of width w:

    disc, and every shape with an inscribed circle    1 - (1 - 2 d / w)^2    (1)
    strip                                             2 d / w                (2)

Emitter positions stand for areas wider than the rim may be. The rim is filled into them from the
wall inwards until it holds its share of the weight (3), so that its area is exact. A position then
loses the share

    (1 - rim_yield) * (its part in the rim)                                  (4)

of its light, what the rim's own emitter takes back of it included (:mod:`sim.electrical.light`);
pairs recombine in the rim as elsewhere. Source: none; width and yield are assumed.
"""

from __future__ import annotations

import numpy as np

from geometry.arrays import FloatArray
from geometry.spec import Treatment
from sim.electrical.pixel import Outline, Perimeter, Pixel
from sim.electrical.spec import ElectricalBase
from sim.results.records import RadiativeEnvironment


def rim_area_share(perimeter: Perimeter, rim_width_m: float) -> float:
    """Share of the emitting area within ``rim_width_m`` of the wall, 0 to 1."""
    if perimeter.outline is Outline.FILM:
        return 0.0
    inner = max(0.0, 1.0 - 2.0 * rim_width_m / perimeter.width_m)
    return 1.0 - (inner if perimeter.outline is Outline.STRIP else inner**2)  # (2), (1)


def rim_share_of_positions(
    wall_distance_um: FloatArray, weight: FloatArray, area_share: float
) -> FloatArray:
    """How much of each emitter position belongs to the rim.

    Args:
        wall_distance_um: distance of each position from the wall, shape (N,).
        weight: share of the emitting volume, shape (N,), sum 1.
        area_share: share of the area that is rim.

    Returns:
        Shape (N,), 0 to 1; the weighted mean is ``area_share``.
    """
    distances, group = np.unique(np.round(wall_distance_um, 9), return_inverse=True)
    per_group = np.bincount(group, weights=weight, minlength=distances.size)
    outer = np.concatenate(([0.0], np.cumsum(per_group)[:-1]))
    filled = np.clip(area_share - outer, 0.0, per_group)  # (3)
    share = np.divide(filled, per_group, out=np.zeros_like(filled), where=per_group > 0)
    return np.asarray(share[group])


def rim_loss(spec: ElectricalBase, pixel: Pixel, environment: RadiativeEnvironment) -> FloatArray:
    """Share of the light of each emitter position that the rim takes, shape (N,), 0 to 1."""
    share = rim_share_of_positions(
        environment.wall_distance_um,
        environment.weight,
        rim_area_share(pixel.perimeter, spec.rim_width_m),
    )
    return np.asarray((1.0 - spec.rim_yield) * share)  # (4)


def rim_acts(spec: ElectricalBase, _: Treatment) -> bool:
    """Whether there is a rim that gives less light."""
    return spec.rim_width_m > 0.0 and spec.rim_yield < 1.0
