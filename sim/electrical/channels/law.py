"""What a recombination law is: a rate at a density of pairs, and a rate in a dot.

The compact model knows one density n of pairs (or n = p of carriers) per emitter position. A law
that takes ``pairs`` pairs at once has the rate per volume

    R(n) = (k + c n) n^pairs                                   1/(m3 s)    (1)

k where the pairs are born in one dot, c, one order higher, where they have to meet.

Drift-diffusion and its twin know electrons e and holes h per dot. A pair that is free to recombine
disappears by this law at the rate

    K(e, h) = k_alone + k_crowded (e + h) / 4                  1/s         (2)

k_alone if nothing else is in the dot; k_crowded is the rate in the presence of one carrier more,
with two states each for electrons and holes that are filled independently.

A law gives both from a place's data (:class:`Site`); who adds the laws up is
:mod:`sim.electrical.channels.emitter`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from geometry.arrays import FloatArray
from sim.electrical.channels.nanocrystal import NanocrystalRates
from sim.electrical.pixel import Pixel
from sim.electrical.spec import CompactSpec, ElectricalBase


@dataclass(frozen=True)
class Site:
    """Where pairs recombine: P places of one pixel, emitter positions or sheets of dots.

    Attributes:
        pixel: the device, SI.
        rates: of one nanocrystal in the unbounded emitter medium.
        purcell: F of each place, shape (P,).
        bulk_decay_1_s: decay of a pair far from the wall, from which its diffusion length follows;
            shape (P,), or (1,) where pairs of all places mix.
    """

    pixel: Pixel
    rates: NanocrystalRates
    purcell: FloatArray
    bulk_decay_1_s: FloatArray


@dataclass(frozen=True)
class DensityRate:
    """Equation (1): coefficients that are scalars or of shape (P,).

    Attributes:
        pairs: 1 or 2.
        bound: k, in 1/s for one pair and m3/s for two.
        free: c, in m3/s and m6/s.
    """

    pairs: int
    bound: FloatArray | float
    free: FloatArray | float = 0.0

    def rate_1_m3s(self, density_1_m3: FloatArray) -> FloatArray:
        """R per volume and time at densities whose last axis is P."""
        return (self.bound + self.free * density_1_m3) * density_1_m3**self.pairs  # (1)


@dataclass(frozen=True)
class DotRate:
    """Equation (2): rates in 1/s, scalars or of shape (P,)."""

    alone_1_s: FloatArray | float = 0.0
    crowded_1_s: FloatArray | float = 0.0


@dataclass(frozen=True)
class Law:
    """One recombination law.

    Attributes:
        pairs: how many pairs it takes at once, as in (1).
        density: its rate in the compact model's kinetics.
        dot: its rate in a dot of a drift-diffusion sheet.
    """

    pairs: int
    density: Callable[[CompactSpec, Site], DensityRate]
    dot: Callable[[ElectricalBase, Site], DotRate]
