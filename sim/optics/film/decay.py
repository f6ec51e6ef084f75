"""How far guided light travels in a film before the film has absorbed it.

The power of a guided mode of complex effective index nu falls as exp(-d / L),
L = lambda / (4 pi Im nu). The emitter's own loss belongs to it: a pixel's guided light is absorbed
by the emitters that it passes, its own and its neighbours'.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from geometry.arrays import FloatArray
from sim.optics.film.kernel import Channel, bulk_density, excess_density, surroundings
from sim.optics.film.modes import GuidedMode, guided_modes
from sim.optics.film.multilayer import PlanarStack, Polarisation, Side, sides

_NO_LOSS = 1e-12
"""Im nu below which a mode travels for ever: rounding."""

_STEP = 1e-3
"""Relative change of a layer's loss by which its part of a mode's loss is measured."""

_CHANNELS = ((Channel.HORIZONTAL_S, Channel.HORIZONTAL_P), (Channel.VERTICAL_P,))
"""Of an in-plane and of a vertical dipole."""


@dataclass(frozen=True)
class DecayLength:
    """One guided mode.

    Attributes:
        polarisation: s or p.
        index: real part of the effective index.
        length_um: distance over which its power falls by e; inf without any loss.
    """

    polarisation: Polarisation
    index: float
    length_um: float


def decay_lengths(stack: PlanarStack, wavelength_um: float) -> tuple[DecayLength, ...]:
    """Decay lengths of the film's guided modes, slowest decay first.

    Args:
        stack: the emitter's index with its k; ``stack.with_lossless_emitter()`` leaves that out.
    """
    modes = [_decay(mode, wavelength_um) for mode in guided_modes(stack, wavelength_um)]
    return tuple(sorted(modes, key=lambda mode: -mode.length_um))


def longest_decay_um(stack: PlanarStack, wavelength_um: float) -> float:
    """Decay length of the slowest mode; 0 where no mode is guided."""
    return max((mode.length_um for mode in decay_lengths(stack, wavelength_um)), default=0.0)


def _decay(mode: GuidedMode, wavelength_um: float) -> DecayLength:
    loss = mode.index.imag
    length = wavelength_um / (4.0 * math.pi * loss) if loss > _NO_LOSS else math.inf
    return DecayLength(mode.polarisation, mode.index.real, length)


def guided_fate(
    stack: PlanarStack, wavelength_um: float, height_um: float, travelled_um: float = 0.0
) -> FloatArray:
    """Shares of the layers in the absorption of a dipole's guided light, (2, L).

    What a window's sides let out belongs to the film's guided modes, whose light ends in the film's
    layers; the rest of 1 ends in half-spaces that absorb. A mode's layers share it by their parts
    of Im nu, taken from its derivative to every layer's loss. The dipole feeds mode m with

        p_m = pi Im(nu_m) Re G(Re nu_m),                                           (1)

    the area of its peak in the dipole's power over bulk (sim.optics.film.kernel), of which
    exp(-d / L_m) is left at the distance d: the modes' weights. All shares are 0 where no
    mode decays.

    Args:
        stack: the emitter's index with its k, or without.
        wavelength_um: vacuum wavelength.
        height_um: of the dipole over the emitter's lower face.
        travelled_um: distance behind which the light is met.

    Returns:
        In-plane and vertical dipole, layers from the substrate up.

    Raises:
        ValueError: a dipole outside the emitter.
    """
    total, weight = np.zeros((2, len(stack.layer_index))), np.zeros(2)
    fed = _fed_modes(stack, wavelength_um, height_um)
    for mode in guided_modes(stack, wavelength_um):
        loss = mode.index.imag
        if loss <= _NO_LOSS:
            continue
        same = [other for other in fed if other.mode.polarisation is mode.polarisation]
        if not same:
            continue
        power = min(same, key=lambda other: abs(other.mode.index - mode.index)).power
        power = power * math.exp(-4.0 * math.pi * loss / wavelength_um * travelled_um)
        total += power[:, None] * _shares_of_mode(stack, mode, wavelength_um)
        weight += power
    return np.divide(total, weight[:, None], out=np.zeros_like(total), where=weight[:, None] > 0.0)


@dataclass(frozen=True)
class _FedMode:
    """A mode of the film with a transparent emitter.

    Attributes:
        mode: the mode.
        power: (2,) over bulk that an in-plane and a vertical dipole send into it.
    """

    mode: GuidedMode
    power: FloatArray


def _fed_modes(stack: PlanarStack, wavelength_um: float, height_um: float) -> list[_FedMode]:
    clean = stack.with_lossless_emitter()
    beside = sides(clean, height_um)
    return [
        _FedMode(
            mode,
            np.array(
                [
                    sum(_fed(channel, mode, beside, wavelength_um) for channel in channels)
                    for channels in _CHANNELS
                ]
            ),
        )
        for mode in guided_modes(clean, wavelength_um)
    ]


def _fed(
    channel: Channel,
    mode: GuidedMode,
    beside: tuple[Side, Side],
    wavelength_um: float,
) -> float:
    """(1); 0 in the other polarisation."""
    if mode.polarisation is not channel.polarisation:
        return 0.0
    n, lateral = beside[0].emitter_index, np.array([complex(mode.index.real)])
    around = surroundings(*beside, lateral, wavelength_um)[channel.polarisation]
    density = bulk_density(channel, n, lateral) + excess_density(channel, n, lateral, around)
    return max(0.0, math.pi * mode.index.imag * float(density[0].real))


def _shares_of_mode(stack: PlanarStack, mode: GuidedMode, wavelength_um: float) -> FloatArray:
    """Layers' parts of one mode's loss; half-spaces that absorb take the rest of 1."""
    layers = stack.layer_index
    parts = np.zeros(len(layers))
    for at, index in enumerate(layers):
        changed = replace(stack, layer_index=(*layers[:at], _less_lossy(index), *layers[at + 1 :]))
        parts[at] = _part(stack, changed, mode, wavelength_um)
    outside = []
    if stack.substrate_index is not None:
        outside.append(replace(stack, substrate_index=_less_lossy(stack.substrate_index)))
    if stack.superstrate_index is not None:
        outside.append(replace(stack, superstrate_index=_less_lossy(stack.superstrate_index)))
    total = parts.sum() + sum(_part(stack, other, mode, wavelength_um) for other in outside)
    return parts / total if total > 0.0 else parts


def _less_lossy(index: complex) -> complex:
    permittivity = complex(index) ** 2
    return complex(np.sqrt(permittivity - 1j * _STEP * permittivity.imag))


def _part(
    stack: PlanarStack, changed: PlanarStack, mode: GuidedMode, wavelength_um: float
) -> float:
    """By how much a mode's Im nu falls in a changed stack."""
    if changed == stack:
        return 0.0
    near = [
        other.index
        for other in guided_modes(changed, wavelength_um)
        if other.polarisation is mode.polarisation
    ]
    if not near:
        return 0.0
    closest = min(near, key=lambda other: abs(other - mode.index))
    return max(0.0, (mode.index - closest).imag)
