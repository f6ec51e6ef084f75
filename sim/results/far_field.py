"""Whether the directions of a far field hold the light that reaches the observer.

Powers are integrals of their own; the far field is a sample of directions. With the radiance
L = I / cos(theta), smooth where I falls to 0 at grazing angles,

    int I dOmega = int L du_x du_y = pi <L> over the grid's points in the unit disc,        (1)

which is exact for a Lambertian source on any grid. What (1) differs by from the light to the
observer is what rings between the points, or interference of too few emitter positions, hide.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from geometry.arrays import FloatArray
from sim.results.averages import Averager
from sim.results.optical import OpticalResult

RESOLVED = 0.03
"""Relative difference up to which directions are called resolved: what the closed part of a budget
may leave, and what single figures of emission are read to."""


def normal_radiance_factor(far_field: FloatArray, total: float) -> float | None:
    """I(0) / integral of I over the half-space, in 1/sr; 1/pi for a Lambertian emitter.

    Args:
        far_field: intensity per steradian on a square grid of direction cosines that is symmetric
            about the normal, shape (U, U).
        total: its integral over the half-space (the share of the power that reaches air).

    Returns:
        The factor; None where there is no far field.
    """
    if far_field.size == 0 or total <= 0.0 or not np.any(far_field > 0.0):
        return None
    low, high = (far_field.shape[0] - 1) // 2, far_field.shape[0] // 2
    along_normal = far_field[np.ix_([low, high], [low, high])].mean()
    return float(along_normal) / total


def normal_factor(result: OpticalResult) -> float | None:
    """I(0) over the light to the observer, averaged like LEE, 1/sr; None without a far field."""
    if result.far_field.size == 0:
        return None
    averager = Averager(result)
    return normal_radiance_factor(averager.mean(result.far_field), float(averager.mean(result.air)))


def light_by_direction(result: OpticalResult) -> float | None:
    """Light in the far field over the light to the observer, averaged like LEE.

    By (1), or where there are rings by 2 pi int I sin(theta) dtheta. None where the result has no
    far field or no light.
    """
    if result.direction_cosine.size < 2 or not result.status.is_solved:
        return None
    averager = Averager(result)
    air = float(averager.mean(result.air))
    if not air > 0.0:
        return None
    if result.rings is not None and result.ring_deg is not None:
        theta = np.radians(result.ring_deg)
        ring = averager.mean(result.rings) * np.sin(theta)
        return 2.0 * math.pi * float(np.trapz(ring, theta)) / air
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
    return (
        f"the far field's {_directions(result)} hold {abs(light - 1.0):.0%} "
        f"{'more' if light > 1.0 else 'less'} light than reaches the observer: narrower rings "
        "are not resolved; angles, I(0) and luminance are uncertain by as much "
        "(electrical.photometry: lambertian leaves them out)",
    )


def _directions(result: OpticalResult) -> str:
    if result.ring_deg is not None:
        return f"{result.ring_deg.size} polar angles"
    points = result.direction_cosine.size
    return f"{points} x {points} directions, {2.0 / (points - 1):.2g} apart in direction cosine,"


def with_normal_errors(result: OpticalResult, film: OpticalResult | None) -> OpticalResult:
    """With what is known of the error of I(0) over the light, relative, by contributions.

    directions      what the far field holds less or more of the light
    positions       spread of I(0) over the light over the lateral positions, over their number
    grid            films: how far they are from the exact film; pixels: as much of I(0) as the grid
                    and its whole cells may be wrong by in LEE (all of its error without a grid)
    and those of the exact film by its heights and wavelengths. Methods add their own.

    Args:
        result: of any method.
        film: the exact film of the case; None where the result is it.
    """
    light = light_by_direction(result)
    if light is None or film is None or not result.status.is_solved:
        return result
    parts = {"directions": abs(light - 1.0), **film.normal_errors, **result.normal_errors}
    own, exact = normal_factor(result), normal_factor(film)
    value = float(Averager(result).mean(result.air))
    if np.all(np.isfinite(result.wall_distance_um)):
        if "distances" not in parts:
            parts["positions"] = _by_position(result)
        of_light = [result.error_parts.get(name) for name in ("grid", "snapping")]
        known = [part for part in of_light if part is not None]
        parts["grid"] = (sum(known) if known else result.lee_error) / value
    elif own and exact:
        parts["grid"] = abs(own / exact - 1.0)
    return replace(result, normal_errors=parts)


def _by_position(result: OpticalResult) -> float:
    """Spread of I(0) over the light of the lateral positions over their number, relative."""
    places, at = np.unique(result.node_um[:, :2], axis=0, return_inverse=True)
    averager, middle = Averager(result), result.far_field.shape[-1] // 2
    weight = np.bincount(at.ravel(), result.node_weight)

    def per_place(share: FloatArray) -> FloatArray:
        node = averager.spectrum_mean(share)
        return np.bincount(at.ravel(), result.node_weight * node) / weight

    intensity = per_place(result.far_field[..., middle, middle])
    mean = float(weight @ intensity / weight.sum())
    return float(np.std(intensity)) / mean / len(places) if mean > 0.0 else 0.0
