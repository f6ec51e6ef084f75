"""Angular emission of a planar film into the substrate and to the observer.

A dipole in the plane, along x, emits s waves as sin^2 and p waves as cos^2 of the azimuth; a
vertical one emits p waves alike into all azimuths. Power per solid angle in a medium of index n
follows from the power per lateral index by d nu = n cos(theta) d theta and
d Omega = sin(theta) d theta d phi.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from geometry.arrays import FloatArray
from sim.optics.film.glass_air import air_transmission
from sim.optics.film.kernel import Channel, emitted_flux, surroundings
from sim.optics.film.multilayer import PlanarStack, sides
from sim.study import Glass

_AXIS = 1e-6
"""Lateral index used for the axis, where power per lateral index and solid angle both vanish."""


@dataclass(frozen=True)
class AngularPower:
    """Power per steradian over the power in the unbounded emitter, against lateral index (X,).

    Attributes:
        horizontal_s: s waves of an in-plane dipole, averaged over azimuth.
        horizontal_p, vertical_p: p waves of both orientations.
    """

    horizontal_s: FloatArray
    horizontal_p: FloatArray
    vertical_p: FloatArray

    def along_x(self, cos_azimuth: FloatArray) -> FloatArray:
        """Power per steradian of an x dipole; ``cos_azimuth`` broadcasts with (X,)."""
        c2 = np.asarray(cos_azimuth) ** 2
        return np.asarray(2.0 * (self.horizontal_s * (1.0 - c2) + self.horizontal_p * c2))


def angular_power(
    stack: PlanarStack,
    dipole_height_um: float,
    wavelength_um: float,
    lateral: FloatArray,
    glass: Glass | None = Glass.SINGLE_PASS,
) -> AngularPower:
    """Power per steradian that reaches the observer's medium, or that enters the substrate.

    Args:
        stack: the film with what lies outside it.
        dipole_height_um: above the emitter's lower face.
        wavelength_um: vacuum wavelength.
        lateral: (X,) n sin(theta), n the index of the medium that theta is in.
        glass: what becomes of light that the substrate's outer face reflects; None for the light
            that enters the substrate.

    Raises:
        ValueError: the light in a substrate that conducts or absorbs.
    """
    medium = stack.outside.index
    if glass is None:
        index = stack.substrate_index
        if index is None or complex(index).imag != 0.0:
            raise ValueError("a far field needs a transparent substrate")
        medium = complex(index).real
    clean = stack.with_lossless_emitter()
    below, above = sides(clean, dipole_height_um)
    inside = lateral < medium
    nu = np.where(inside, np.maximum(lateral, _AXIS * medium), 0.5 * medium)
    cos_theta = np.sqrt(1.0 - (nu / medium) ** 2)
    per_steradian = inside * medium**2 * cos_theta / (2.0 * math.pi * nu)
    around = surroundings(below, above, nu.astype(complex), wavelength_um)
    rows = []
    for channel in Channel:
        p = channel.polarisation
        flux = emitted_flux(channel, clean.emitter_index, nu, around[p]).below[-1]
        if glass is not None:
            flux = flux * air_transmission(clean, nu, p, wavelength_um, glass)
        rows.append(flux * per_steradian)
    return AngularPower(*rows)
