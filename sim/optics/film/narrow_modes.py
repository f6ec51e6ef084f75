"""Light whose resonance is narrower than doubles resolve: a residue instead of a peak.

A guided mode that the layers hardly absorb, or a resonance that hardly leaks, of index nu_m =
a + i w is a Lorentzian of area P in the power over the lateral index,

    C / ((nu - a)^2 + w^2),   C = P w / pi,   P = Re(i pi R),   R the residue of G.       (1)

Those with w below ``NARROW`` are cut out of the quadrature, a - D < nu < a + D, and put back as

    P 2 / pi atan(D / w) + 2 D b,   b the mean of what arrives at a - D and a + D less C / D^2.

P is shared by all places where light arrives as the light at a small distance from the pole is,
whose size is C / distance^2 and so gives w. What arrives nowhere travels for ever.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from geometry.arrays import FloatArray
from sim.optics.film.kernel import Channel, bulk_density, excess_density, surroundings
from sim.optics.film.modes import GuidedMode
from sim.optics.film.multilayer import PlanarStack, Side

NARROW = 1e-9
"""Im nu below which a mode is cut out; wider ones the quadrature resolves."""

CUT = 1e-6
"""D: half of the width that is cut out; far above ``NARROW``, far below what else changes."""

_NEAR = 1e-7
"""Distance from the pole at which shares and width are taken."""

_TERMS = 6
"""Powers of the background that the residue is fitted with; the next is below 1e-9 of it."""

Arriving = Callable[[FloatArray], FloatArray]
"""Lateral indices (X,) to power over bulk per lateral index, (3, R, X): channel and place."""


@dataclass(frozen=True)
class NarrowMode:
    """A resonance that was cut out.

    Attributes:
        mode: its index and polarisation.
        arriving: (3, R) power over bulk per channel and place between a - D and a + D.
        lateral: (3,) power over bulk that arrives nowhere.
    """

    mode: GuidedMode
    arriving: FloatArray
    lateral: FloatArray

    @property
    def total(self) -> FloatArray:
        """(3,) all power over bulk that was cut out."""
        return np.asarray(self.arriving.sum(axis=1) + self.lateral)


def narrow_modes(
    stack: PlanarStack,
    beside: tuple[Side, Side],
    modes: tuple[GuidedMode, ...],
    arriving: Arriving,
    wavelength_um: float,
) -> tuple[NarrowMode, ...]:
    """Those of ``modes`` that are narrow, and alone within their cut.

    Args:
        stack: with a lossless emitter.
        beside: the dipole's sides.
        modes: all that have a resonance on the real axis.
        arriving: what is integrated there.
        wavelength_um: vacuum wavelength.
    """
    narrow = []
    for mode in modes:
        if mode.index.imag < NARROW and _alone(stack, mode, modes) > 4.0 * CUT:
            power = _residues(stack, beside, mode, modes, wavelength_um)
            solved = _solve(mode, power, arriving)
            narrow += [] if solved is None else [solved]
    return tuple(narrow)


def _alone(stack: PlanarStack, mode: GuidedMode, modes: tuple[GuidedMode, ...]) -> float:
    """Distance to the next mode of the same polarisation or light line, 0.01 at most."""
    others = [m.index for m in modes if m is not mode and m.polarisation is mode.polarisation]
    branches = [complex(complex(n).real) for n in stack.half_spaces if n is not None]
    return min([0.01, *(abs(mode.index - other) for other in (*others, *branches))])


def _solve(mode: GuidedMode, power: FloatArray, arriving: Arriving) -> NarrowMode | None:
    """Where a mode's power arrives; None where its resonance is not narrow after all."""
    centre = mode.index.real
    density = arriving(centre + np.array([-_NEAR, _NEAR, -CUT, CUT]))
    at_pole, at_cut = density[..., :2].mean(axis=-1), density[..., 2:].mean(axis=-1)
    own = np.array([channel.polarisation is mode.polarisation for channel in Channel])
    peak = np.where(own[:, None], np.maximum(0.0, at_pole - at_cut), 0.0).sum(axis=0)
    if power.sum() <= 0.0 or peak.sum() <= 0.0:
        return NarrowMode(mode, np.zeros((power.size, peak.size)), power)
    width = math.pi * float(peak.sum() / power.sum()) / (_NEAR**-2 - CUT**-2)
    if width > NARROW:
        return None
    area = power[:, None] * peak / peak.sum()
    # (1): what the peak's flank leaves of the density at the cut is smooth
    smooth = (at_cut - area * width / math.pi / CUT**2) * own[:, None]
    inside = 2.0 / math.pi * math.atan2(CUT, width)
    return NarrowMode(mode, area * inside + 2.0 * CUT * smooth, np.zeros(power.size))


def _residues(
    stack: PlanarStack,
    beside: tuple[Side, Side],
    mode: GuidedMode,
    modes: tuple[GuidedMode, ...],
    wavelength_um: float,
) -> FloatArray:
    """P of (1) per channel, (3,); 0 in the other polarisation.

    G = R / (nu - nu_m) + polynomial is fitted on half a circle below the axis, where the branches
    of kz are the physical ones.
    """
    radius = 0.05 * _alone(stack, mode, modes)
    step = np.exp(-1j * math.pi * (np.arange(24) + 0.5) / 24)
    lateral = mode.index + radius * step
    around = surroundings(*beside, lateral, wavelength_um)[mode.polarisation]
    basis = np.stack([step**power for power in range(-1, _TERMS)], axis=1)
    powers = np.zeros(len(Channel))
    for number, channel in enumerate(Channel):
        if channel.polarisation is mode.polarisation:
            n = stack.emitter_index
            density = bulk_density(channel, n, lateral)
            density = density + excess_density(channel, n, lateral, around)
            fitted = np.linalg.lstsq(basis, density, rcond=None)[0]
            powers[number] = (1j * math.pi * radius * fitted[0]).real
    return powers
