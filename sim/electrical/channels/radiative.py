"""Radiative recombination, with the Purcell factor F of the place.

    R = F k_r n                            pairs that are born in one dot        (1)
    R = F B n^2                            carriers that have to meet, n = p     (2)
    B = min(k_r / N, zeta_L),              unless B is given                     (3)
    zeta_L = q (mu_n + mu_p) / (eps0 eps_r)                                      (4)
    K = F k_r                              in a dot                              (5)

(4) is the rate at which carriers find each other: no two recombine before they have met.
Source: P. Langevin, Ann. Chim. Phys. 28, 433 (1903). Limit of (2): a film of dots much smaller than
the carriers' capture radius, as in a homogeneous semiconductor of low mobility.
"""

from __future__ import annotations

from scipy.constants import elementary_charge, epsilon_0

from sim.electrical.channels.law import DensityRate, DotRate, Law, Site
from sim.electrical.channels.nanocrystal import NanocrystalRates
from sim.electrical.spec import CompactSpec, ElectricalBase, Kinetics


def langevin_coefficient_m3_s(
    electron_mobility_m2_vs: float, hole_mobility_m2_vs: float, relative_permittivity: float
) -> float:
    """zeta_L, the rate at which carriers find each other."""
    mobility = electron_mobility_m2_vs + hole_mobility_m2_vs
    return elementary_charge * mobility / (epsilon_0 * relative_permittivity)  # (4)


def _free_carrier_coefficient_m3_s(spec: CompactSpec, rates: NanocrystalRates) -> float:
    if spec.radiative_coefficient_m3_s is not None:
        return spec.radiative_coefficient_m3_s
    langevin = langevin_coefficient_m3_s(
        spec.mobility_m2_vs, spec.mobility_m2_vs, spec.relative_permittivity
    )
    return min(rates.radiative_1_s / rates.density_1_m3, langevin)  # (3)


def _density(spec: CompactSpec, site: Site) -> DensityRate:
    if spec.kinetics is Kinetics.EXCITONIC:
        return DensityRate(1, bound=site.rates.radiative_1_s * site.purcell)  # (1)
    free = _free_carrier_coefficient_m3_s(spec, site.rates)
    return DensityRate(1, bound=0.0, free=free * site.purcell)  # (2)


def _dot(_: ElectricalBase, site: Site) -> DotRate:
    return DotRate(alone_1_s=site.rates.radiative_1_s * site.purcell)  # (5)


RADIATIVE_LAW = Law(1, _density, _dot)
