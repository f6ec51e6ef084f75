"""A film's far field against polar angle, on angles that are close where it changes.

Averaged over azimuth a dipole in the plane sends the sum of its s and p waves into a polar angle.
Intervals are halved until the middle lies on the straight line between their ends: the grid of
direction cosines has steps of 1/30, in which a cavity of some wavelengths hides its rings.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from geometry.arrays import FloatArray
from geometry.device import Device
from sim.optics.film.far_field import angular_power
from sim.optics.film.film import exit_height_um, exit_stack
from sim.study import Glass

_FIRST = 46
"""Angles of the first round: every 2 degrees, or more where there are rings."""

_PER_RING = 12
"""Angles of the first round per ring, so that none hides between them."""

_ROUNDS = 8
"""Halvings: down to 0.008 degrees, where a cavity of a millimetre has its rings."""

_STRAIGHT = 1e-3
"""Largest deviation of a middle from the line, of the largest intensity."""

_MOST = 4000
"""Angles at which refinement ends: what rings closer than that is averaged by every observer."""


def ring_means(
    device: Device, height_um: float, wavelength_um: float, glass: Glass, theta_deg: FloatArray
) -> FloatArray:
    """Power per steradian over bulk power at the observer, averaged over azimuth, (O, T).

    Args:
        device: whose film is meant.
        height_um: above the emitter's lower face.
        wavelength_um: vacuum wavelength.
        glass: what becomes of light that the exit's outer face reflects.
        theta_deg: (T,) polar angles in the observer's medium.
    """
    stack = exit_stack(device, wavelength_um)
    lateral = stack.outside.index * np.sin(np.radians(theta_deg))
    place = exit_height_um(device, height_um)
    pattern = angular_power(stack, place, wavelength_um, lateral, glass)
    in_plane = pattern.horizontal_s + pattern.horizontal_p
    return np.stack([in_plane, in_plane, pattern.vertical_p])


def rings_of(device: Device, wavelength_um: float) -> float:
    """Most rings that interference within the film can make: 2 n d / lambda of its layers."""
    stack = exit_stack(device, wavelength_um)
    path = sum(
        complex(index).real * thickness
        for index, thickness in zip(stack.layer_index, stack.thickness_um, strict=True)
    )
    return 2.0 * path / wavelength_um


def refined(
    means: Callable[[FloatArray], FloatArray], rings: float = 0.0
) -> tuple[FloatArray, FloatArray]:
    """Angles from 0 to 90 degrees on which linear interpolation holds, and the values there.

    Args:
        means: of angles (T,) to intensities (..., T).
        rings: about how many there are.

    Returns:
        (T,) degrees, and (..., T).
    """
    angles = np.linspace(0.0, 90.0, min(max(_FIRST, round(_PER_RING * rings)), _MOST // 2))
    values = means(angles)
    open_at = np.arange(angles.size - 1)
    for _ in range(_ROUNDS):
        if not open_at.size or angles.size + open_at.size > _MOST:
            break
        middle = 0.5 * (angles[open_at] + angles[open_at + 1])
        between = means(middle)
        line = 0.5 * (values[..., open_at] + values[..., open_at + 1])
        off = np.abs(between - line).reshape(-1, middle.size).max(axis=0)
        scale = max(float(values.max()), float(between.max()))
        order = np.argsort(np.concatenate([angles, middle]), kind="stable")
        angles = np.concatenate([angles, middle])[order]
        values = np.concatenate([values, between], axis=-1)[..., order]
        bent = middle[off > _STRAIGHT * scale]
        at = np.searchsorted(angles, bent)
        open_at = np.unique(np.concatenate([at - 1, at]))
    return angles, values
