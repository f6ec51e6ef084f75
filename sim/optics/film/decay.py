"""How far guided light travels in a film before the film has absorbed it.

The power of a guided mode of complex effective index nu falls as exp(-d / L),
L = lambda / (4 pi Im nu). The emitter's own loss belongs to it: a pixel's guided light is absorbed
by the emitters that it passes, its own and its neighbours'.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from sim.optics.film.modes import GuidedMode, guided_modes
from sim.optics.film.multilayer import PlanarStack, Polarisation


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
    length = wavelength_um / (4.0 * math.pi * loss) if loss > 1e-12 else math.inf
    return DecayLength(mode.polarisation, mode.index.real, length)
