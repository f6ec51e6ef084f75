"""Auger recombination: a pair hands its energy to a third carrier.

    R = k_2 n^2 / N              two excitons, born in one dot each      (1)
    R = C n^3                    free carriers, n = p                    (2)
    C = 1 / (8 N^2 tau_XX)       unless C is given                       (3)
    K = k_T (e + h) / 4          in a dot with e electrons and h holes   (4)
    k_T = 1 / (4 tau_XX)                                                 (5)

(1): k_2 is that of :mod:`sim.electrical.channels.annihilation`. (3) counts two states per dot and
carrier: at n = 2 N every dot loses a pair in tau_XX. (5) is the rate of one trion: two pairs hold
four ways to be a trion. (4) is then the rate of two electrons and a hole, or two holes and an
electron, in one dot with two states each that are filled independently.

Limit: one tau_XX for positive and negative trions.
"""

from __future__ import annotations

from sim.electrical.channels.annihilation import annihilation_rate_1_s
from sim.electrical.channels.law import DensityRate, DotRate, Law, Site
from sim.electrical.channels.nanocrystal import NanocrystalRates
from sim.electrical.spec import CompactSpec, ElectricalBase, Kinetics

_NEVER_S = 1e9


def auger_coefficient_m6_s(rates: NanocrystalRates) -> float:
    """C of free carriers with two states per dot."""
    return 1.0 / (8.0 * rates.density_1_m3**2 * rates.biexciton_lifetime_s)  # (3)


def trion_rate_1_s(rates: NanocrystalRates) -> float:
    """k_T, Auger rate of one trion."""
    return 1.0 / (4.0 * rates.biexciton_lifetime_s)  # (5)


def _density(spec: CompactSpec, site: Site) -> DensityRate:
    if spec.kinetics is Kinetics.EXCITONIC:
        k_2 = annihilation_rate_1_s(
            spec.exciton_diffusivity_m2_s,
            spec.nanocrystal_pitch_m,
            site.rates.biexciton_lifetime_s,
        )
        return DensityRate(2, bound=k_2 / site.rates.density_1_m3)  # (1)
    given = spec.auger_coefficient_m6_s
    free = auger_coefficient_m6_s(site.rates) if given is None else given
    return DensityRate(2, bound=0.0, free=free)  # (2)


def _dot(_: ElectricalBase, site: Site) -> DotRate:
    return DotRate(crowded_1_s=trion_rate_1_s(site.rates))  # (4)


def without_auger(spec: ElectricalBase) -> dict[str, float]:
    """Entries of the specification with which nothing is lost to a third carrier."""
    entries = {"biexciton_lifetime_s": _NEVER_S}
    if isinstance(spec, CompactSpec) and spec.kinetics is Kinetics.FREE_CARRIER:
        entries["auger_coefficient_m6_s"] = 0.0
    return entries


AUGER_LAW = Law(2, _density, _dot)
