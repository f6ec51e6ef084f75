"""Spectral power of a dipole between two reflecting sides.

With u = k_par / k_emitter, w = sqrt(1 - u^2), and R_d, R_u the reflections of psi seen from the
dipole, the power over that in the unbounded emitter is F = Re int G du with

    horizontal, s:  G = 3/4 u / w   (1 + R_d)(1 + R_u) / (1 - R_d R_u)
    horizontal, p:  G = 3/4 u w     (1 - R_d)(1 - R_u) / (1 - R_d R_u)
    vertical,   p:  G = 3/2 u^3 / w (1 + R_d)(1 + R_u) / (1 - R_d R_u).

Source: R. R. Chance, A. Prock, R. Silbey, Adv. Chem. Phys. 37, 1 (1978); K. A. Neyts, J. Opt. Soc.
Am. A 15, 962 (1998). The same amplitudes give the power that leaves on each side, which on the real
axis sums to Re G.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

import numpy as np

from geometry.arrays import ComplexArray, FloatArray
from sim.optics.film.modes import GuidedMode
from sim.optics.film.multilayer import (
    Polarisation,
    Side,
    SideResponse,
    normal_index,
    respond,
)


class Channel(Enum):
    """Dipole orientation and polarisation of the emitted wave."""

    HORIZONTAL_S = ("horizontal", Polarisation.S)
    HORIZONTAL_P = ("horizontal", Polarisation.P)
    VERTICAL_P = ("vertical", Polarisation.P)

    @property
    def polarisation(self) -> Polarisation:
        """Polarisation of the wave."""
        return self.value[1]

    @property
    def source_sign(self) -> float:
        """Sign of psi emitted downwards relative to upwards."""
        return -1.0 if self is Channel.HORIZONTAL_P else 1.0


@dataclass(frozen=True)
class Surroundings:
    """Answers of both sides in one polarisation."""

    below: SideResponse
    above: SideResponse


@dataclass(frozen=True)
class EmittedFlux:
    """Power per unit lateral index through the interfaces of both sides, over bulk power.

    Attributes:
        below, above: (interfaces, X), first to last outwards.
    """

    below: FloatArray
    above: FloatArray


def surroundings(
    below: Side, above: Side, lateral: ComplexArray, wavelength_um: float
) -> dict[Polarisation, Surroundings]:
    """Responses of both sides for both polarisations at ``lateral`` (X,)."""
    return {
        polarisation: Surroundings(
            respond(below, lateral, polarisation, wavelength_um),
            respond(above, lateral, polarisation, wavelength_um),
        )
        for polarisation in Polarisation
    }


def bulk_density(channel: Channel, emitter_index: float, lateral: ComplexArray) -> ComplexArray:
    """G per unit lateral index in the unbounded emitter, shape of ``lateral``."""
    u = lateral / emitter_index
    w = normal_index(emitter_index, lateral) / emitter_index
    if channel is Channel.HORIZONTAL_S:
        density = 0.75 * u / w
    elif channel is Channel.HORIZONTAL_P:
        density = 0.75 * u * w
    else:
        density = 1.5 * u**3 / w
    return np.asarray(density / emitter_index)


def excess_density(
    channel: Channel, emitter_index: float, lateral: ComplexArray, around: Surroundings
) -> ComplexArray:
    """G per unit lateral index minus its value in the unbounded emitter."""
    down = channel.source_sign * around.below.reflection
    up = channel.source_sign * around.above.reflection
    # (1 + d)(1 + u) / (1 - d u) - 1, without cancellation for small reflections
    echo = (down + up + 2.0 * down * up) / (1.0 - down * up)
    return np.asarray(bulk_density(channel, emitter_index, lateral) * echo)


def emitted_flux(
    channel: Channel, emitter_index: float, lateral: FloatArray, around: Surroundings
) -> EmittedFlux:
    """Power through every interface on the real axis.

    The amplitude emitted to one side is a0 (1 + s R_other) / (1 - R_d R_u), s the source's sign,
    with a0 such that an unbounded emitter sends half of its power to either side.
    """
    u = lateral / emitter_index
    w_squared = np.abs(normal_index(emitter_index, lateral.astype(complex)) / emitter_index) ** 2
    if channel is Channel.HORIZONTAL_S:
        emitted = 0.375 * u / (emitter_index * w_squared)
    elif channel is Channel.HORIZONTAL_P:
        emitted = 0.375 * u * emitter_index
    else:
        emitted = 0.75 * u**3 * emitter_index / w_squared
    down, up = around.below.reflection, around.above.reflection
    scale = emitted / emitter_index / np.abs(1.0 - down * up) ** 2
    upward = scale * np.abs(1.0 + channel.source_sign * down) ** 2
    downward = scale * np.abs(1.0 + channel.source_sign * up) ** 2
    return EmittedFlux(around.below.flux * downward, around.above.flux * upward)


def mode_powers(
    channel: Channel, modes: tuple[GuidedMode, ...], below: Side, above: Side, wavelength_um: float
) -> FloatArray:
    """Powers of the guided modes of a stack without loss over bulk power, shape (modes,).

    Re(i pi residue of G), the residue from a small circle around the pole (trapezoidal rule, error
    exponentially small). Beyond the light lines G is imaginary on the real axis, so that the upper
    half of the circle mirrors the lower one, where the branches of kz are the physical ones. Modes
    of the other polarisation carry nothing.
    """
    n = below.emitter_index
    half_spaces = (below.half_space, above.half_space)
    branches = [complex(index).real for index in half_spaces if index is not None]
    power = np.zeros(len(modes))
    for at, mode in enumerate(modes):
        if mode.polarisation is not channel.polarisation:
            continue
        centre = mode.index.real
        others = [
            m.index.real for m in modes if m is not mode and m.polarisation is mode.polarisation
        ]
        nearest = min([0.01, *(abs(centre - other) for other in (*branches, *others))])
        radius = 0.2 * nearest
        spoke = radius * np.exp(-1j * math.pi * (np.arange(16) + 0.5) / 16)
        around = surroundings(below, above, centre + spoke, wavelength_um)[channel.polarisation]
        density = bulk_density(channel, n, centre + spoke)
        density = density + excess_density(channel, n, centre + spoke, around)
        power[at] = -math.pi * np.mean((density * spoke).imag)
    return power
