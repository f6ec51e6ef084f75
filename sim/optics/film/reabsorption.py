"""Reabsorption by the emitting film itself.

The power of a dipole inside an absorber is unbounded, because its near field heats the matter it
touches; the same divergence spoils the first-order estimate (k times the integral of |E|^2). Here
the emitter absorbs everywhere but in a sheet of vanishing thickness that holds the dipole, which
makes the power per lateral index finite, and the integral is cut at ``CUT`` times the largest index
with which a wave can travel: the largest real index of a transparent medium or guided mode. What is
counted is light that was sent out as a radiated, guided or surface wave and reabsorbed by the film.
What is left out is the direct near-field transfer between neighbouring emitters, which moves an
exciton without emitting light.

All orders in k are kept. A guided mode of an otherwise lossless film is therefore reabsorbed
completely however small k is, where first order would diverge.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geometry.arrays import ComplexArray, FloatArray
from sim.optics.film.gauss_kronrod import integrate
from sim.optics.film.glass_air import air_transmission
from sim.optics.film.kernel import Channel, emitted_flux, surroundings
from sim.optics.film.lateral_axis import RealAxis, real_axis, tail_axis
from sim.optics.film.modes import GuidedMode, guided_modes
from sim.optics.film.multilayer import (
    PlanarStack,
    Polarisation,
    Side,
    sides,
    with_absorbing_emitter,
)
from sim.study import Glass

CUT = 1.1
"""Upper end of the integral over the largest travelling wave's index. The margin covers the width
of the slowest resonance."""


@dataclass(frozen=True)
class Reabsorbed:
    """One orientation with an absorbing emitter; shares of its total power there.

    Attributes:
        share: reabsorbed by the emitter.
        air: to air, after what the emitter took on the way.
    """

    share: float
    air: float


@dataclass(frozen=True)
class Reabsorption:
    """Both orientations."""

    horizontal: Reabsorbed
    vertical: Reabsorbed


def largest_travelling_index(stack: PlanarStack, modes: tuple[GuidedMode, ...]) -> float:
    """Largest lateral index of a wave that travels: in a transparent medium or a guided mode."""
    known = [complex(n) for n in (*stack.layer_index, *stack.half_spaces) if n is not None]
    transparent = [n.real for n in known if (n**2).real > 0]
    return max([stack.emitter_index, *transparent, *(mode.index.real for mode in modes)])


def reabsorption(
    stack: PlanarStack,
    dipole_height_um: float,
    wavelength_um: float,
    glass: Glass = Glass.SINGLE_PASS,
    cut: float = CUT,
    tolerance: float = 1e-9,
) -> Reabsorption:
    """Share of the emitted light that the emitter, with its own k, absorbs again.

    Arguments as in :func:`sim.optics.film.solver.solve_planar`; ``cut`` moves the end of the
    integral.

    Raises:
        ValueError: a dipole outside the emitter.
    """
    index = complex(stack.layer_index[stack.emitter])
    plain = sides(stack, dipole_height_um)
    absorbing = (with_absorbing_emitter(plain[0], index), with_absorbing_emitter(plain[1], index))
    modes = guided_modes(stack, wavelength_um)
    limit = cut * largest_travelling_index(stack, modes)
    axis = real_axis(stack, modes, limit)
    near = _near(stack, absorbing, axis, wavelength_um, glass, tolerance)
    beyond = _beyond(plain, limit, wavelength_um, tolerance, stack.is_lossless)
    return Reabsorption(
        _shares(near[:2].sum(axis=0), float(beyond[:2].sum())),
        _shares(near[2], float(beyond[2])),
    )


def _shares(power: FloatArray, beyond: float) -> Reabsorbed:
    """From (air, reabsorbed, total) up to the cut and the total beyond."""
    total = float(power[2]) + beyond
    return Reabsorbed(float(power[1]) / total, float(power[0]) / total)


def _near(
    stack: PlanarStack,
    absorbing: tuple[Side, Side],
    axis: RealAxis,
    wavelength_um: float,
    glass: Glass,
    tolerance: float,
) -> FloatArray:
    """(3 channels, air | reabsorbed | total) up to the cut, over bulk power."""
    n = stack.emitter_index

    def integrand(t: FloatArray) -> ComplexArray:
        lateral = axis.lateral(t)
        around = surroundings(*absorbing, lateral.astype(complex), wavelength_um)
        leaves = {
            p: air_transmission(stack, lateral, p, wavelength_um, glass) for p in Polarisation
        }
        density = np.zeros((len(Channel), 3, t.size))
        for row, channel in zip(density, Channel, strict=True):
            flux = emitted_flux(channel, n, lateral, around[channel.polarisation])
            row[0] = flux.below[-1] * leaves[channel.polarisation]
            row[1] = flux.below[0] - flux.below[1] + flux.above[0] - flux.above[1]
            row[2] = flux.below[0] + flux.above[0]
        return (density.reshape(-1, t.size) * axis.slope(t)).astype(complex)

    integral = integrate(integrand, axis.edges, tolerance)
    return np.asarray(integral.value.real.reshape(len(Channel), 3))


def _beyond(
    plain: tuple[Side, Side], limit: float, wavelength_um: float, tolerance: float, lossless: bool
) -> FloatArray:
    """(3,) near-field power beyond the cut with the emitter lossless, over bulk power."""
    if lossless:
        return np.zeros(len(Channel))
    n, axis = plain[0].emitter_index, tail_axis(limit, plain[0].emitter_index)

    def integrand(t: FloatArray) -> ComplexArray:
        lateral = axis.lateral(t)
        around = surroundings(*plain, lateral.astype(complex), wavelength_um)
        rows = []
        for channel in Channel:
            flux = emitted_flux(channel, n, lateral, around[channel.polarisation])
            rows.append(flux.below[0] + flux.above[0])
        return (np.array(rows) * axis.slope(t)).astype(complex)

    return np.asarray(integrate(integrand, axis.edges, tolerance).value.real)
