"""Where the power of one lateral index arrives, on the real axis."""

from __future__ import annotations

import numpy as np

from geometry.arrays import FloatArray
from sim.optics.film.glass_air import stack_leaving
from sim.optics.film.kernel import Channel, emitted_flux, surroundings
from sim.optics.film.multilayer import PlanarStack, Polarisation, Side
from sim.study import Glass

ENDS = 4
"""Rows in front of the layers': air, trapped in the substrate, plates outside it, superstrate."""


def arriving_power(
    stack: PlanarStack,
    beside: tuple[Side, Side],
    wavelength_um: float,
    glass: Glass,
    lateral: FloatArray,
) -> FloatArray:
    """Power over bulk per lateral index at air, substrate, plates, superstrate and layers.

    Args:
        stack: with a lossless emitter.
        beside: the dipole's sides.
        wavelength_um: vacuum wavelength.
        glass: what becomes of light that the substrate's outer face reflects.
        lateral: (X,) real.

    Returns:
        (3, ENDS + L, X), by channel.
    """
    n, layers = stack.emitter_index, len(stack.layer_index)
    lossless = np.array([complex(index).imag == 0.0 for index in stack.layer_index])
    around = surroundings(*beside, lateral.astype(complex), wavelength_um)
    leaving = {p: stack_leaving(stack, lateral, p, wavelength_um, glass) for p in Polarisation}
    density = np.zeros((len(Channel), ENDS + layers, lateral.size))
    for row, channel in zip(density, Channel, strict=True):
        flux = emitted_flux(channel, n, lateral, around[channel.polarisation])
        entering, end = flux.below[-1], leaving[channel.polarisation]
        row[0], row[1] = entering * end.air, entering * end.trapped
        row[2], row[3] = entering * end.plates, flux.above[-1] + entering * end.through
        taken = row[ENDS:]
        taken[: stack.emitter] = (flux.below[:-1] - flux.below[1:])[::-1]  # inner less outer face
        taken[stack.emitter + 1 :] = flux.above[:-1] - flux.above[1:]
        taken[: len(end.absorbed)] += entering * end.absorbed
        taken[lossless] = 0.0
    return density
