"""Light of a film that an observer with a numerical aperture collects.

Waves of lateral index u = m sin(theta) below NA pass, m the index of the observer's medium. With
the power per steradian I, averaged over azimuth (sim.optics.film.rings),

    P = 2 pi integral of I sin(theta) d theta,    0 to arcsin(NA / m).              (1)

A film has no pixels: all of it is its own.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from scipy.special import roots_legendre

from geometry.arrays import FloatArray
from geometry.checks.issue import Issue
from geometry.device import Device
from sim.optics.film.outside import outside_of
from sim.optics.film.rings import ring_means, rings_of
from sim.results.records import OpticalResult
from sim.study import Glass, OpticsSpec

_NODES = 48
"""Polar angles of (1) in a film that makes no rings."""

_PER_RING = 12
"""Further ones per ring."""


def with_collected(film: OpticalResult, device: Device, optics: OpticsSpec) -> OpticalResult:
    """A film's exact solution with the light within the numerical aperture; as it is without one.

    Args:
        film: of ``device``, without pixels.
        device: whose film is meant.
        optics: numerics.

    Raises:
        ValueError: a wavelength outside a material's table.
    """
    aperture = optics.numerical_aperture
    if aperture is None:
        return film
    below_um = device.stack.interfaces_um[device.stack.emitter_index]
    power = np.array(
        [
            [
                collected_power(device, z - below_um, nm * 1e-3, optics.glass, aperture)
                for nm in film.wavelength_nm
            ]
            for z in film.node_um[:, 2]
        ]
    )
    return replace(
        film,
        numerical_aperture=aperture,
        collected=np.moveaxis(power, 1, 2) / film.purcell,
        own_collected_share=np.ones_like(film.purcell),
    )


def collected_power(
    device: Device, height_um: float, wavelength_um: float, glass: Glass, aperture: float
) -> FloatArray:
    """(1) over bulk power, (O,); arguments as of sim.optics.film.rings.ring_means."""
    index = outside_of(device.exit, wavelength_um).index
    largest = math.asin(min(1.0, aperture / index))
    count = _NODES + round(_PER_RING * rings_of(device, wavelength_um))
    node, weight = roots_legendre(count)
    theta = 0.5 * largest * (1.0 + node)
    intensity = ring_means(device, height_um, wavelength_um, glass, np.degrees(theta))
    return np.asarray(2.0 * math.pi * intensity @ (0.5 * largest * weight * np.sin(theta)))


def aperture_issues(device: Device, optics: OpticsSpec) -> Iterator[Issue]:
    """A numerical aperture that no optics in the observer's medium have."""
    aperture, index = (
        optics.numerical_aperture,
        outside_of(device.exit, device.emission.peak_um).index,
    )
    if aperture is not None and aperture > index * (1.0 + 1e-9):
        yield Issue(
            ("optics", "numerical_aperture"),
            f"{aperture:g} exceeds the index {index:.4g} of the observer's medium; expected at "
            "most that, which is all light",
        )
