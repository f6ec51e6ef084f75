"""Whether the directions of a far field hold the light that reaches the observer.

Powers are integrals of their own; the far field is a sample of directions. With the radiance
L = I / cos(theta), smooth where I falls to 0 at grazing angles,

    int I dOmega = int L du_x du_y = pi <L> over the grid's points in the unit disc,        (1)

which is exact for a Lambertian source on any grid. What (1) differs by from the light to the
observer is what rings between the points, or interference of too few emitter positions, hide.
"""

from __future__ import annotations

import math

import numpy as np

from sim.results.averages import Averager
from sim.results.optical import OpticalResult

RESOLVED = 0.03
"""Relative difference up to which directions are called resolved: what the closed part of a budget
may leave, and what single figures of emission are read to."""


def light_by_direction(result: OpticalResult) -> float | None:
    """Light in the far field by (1) over the light to the observer, averaged like LEE.

    None where the result has no far field or no light.
    """
    if result.direction_cosine.size < 2 or not result.status.is_solved:
        return None
    averager = Averager(result)
    air = float(averager.mean(result.air))
    if not air > 0.0:
        return None
    u = result.direction_cosine
    squared = 1.0 - u[:, None] ** 2 - u[None, :] ** 2
    inside = squared > 1e-9
    intensity = averager.mean(result.far_field)
    radiance = intensity[inside] / np.sqrt(squared[inside])
    return math.pi * float(radiance.mean()) / air  # (1)


def far_field_warnings(result: OpticalResult) -> tuple[str, ...]:
    """A sentence where figures of single directions are less certain than those of light."""
    light = light_by_direction(result)
    if light is None or abs(light - 1.0) <= RESOLVED:
        return ()
    points = result.direction_cosine.size
    return (
        f"the far field's {points} x {points} directions hold {abs(light - 1.0):.0%} "
        f"{'more' if light > 1.0 else 'less'} light than reaches the observer: rings narrower than "
        f"{2.0 / (points - 1):.2g} in direction cosine are not resolved; angles, I(0) and "
        "luminance are uncertain by as much (electrical.photometry: lambertian leaves them out)",
    )
