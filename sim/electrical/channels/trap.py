"""Recombination without light in the film itself: one pair at one dot's defect.

    R = k_nr n        in both kinetics of the compact model    (1)
    K = k_nr          in a dot                                 (2)

k_nr is what the measured quantum yield leaves of the decay (:mod:`sim.electrical.channels
.nanocrystal`). Limit: traps are never full, and the density of traps that space-charge-limited
currents give is not fed to it.
"""

from __future__ import annotations

from sim.electrical.channels.law import DensityRate, DotRate, Law, Site
from sim.electrical.spec import CompactSpec, ElectricalBase


def _density(_: CompactSpec, site: Site) -> DensityRate:
    return DensityRate(1, bound=site.rates.nonradiative_1_s)  # (1)


def _dot(_: ElectricalBase, site: Site) -> DotRate:
    return DotRate(alone_1_s=site.rates.nonradiative_1_s)  # (2)


TRAP_LAW = Law(1, _density, _dot)
