"""Rates of one nanocrystal from what is measured of a film: quantum yield and lifetime.

    k_r = plqy / lifetime              (1)
    k_nr = (1 - plqy) / lifetime       (2)
    N = 1 / (edge + ligand gap)^3      (3), simple cubic, in ElectricalBase

Both are rates in the unbounded emitter medium: the Purcell factor of a place multiplies k_r only.
Limit: one rate for all dots; a spread of rates in the film is not in it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.electrical.spec import ElectricalBase


@dataclass(frozen=True)
class NanocrystalRates:
    """Rates of one nanocrystal in the unbounded emitter medium, and how densely they lie.

    Attributes:
        radiative_1_s: k_r.
        nonradiative_1_s: k_nr.
        biexciton_lifetime_s: tau_XX, Auger lifetime of two pairs in one dot.
        density_1_m3: N, nanocrystals per volume.
    """

    radiative_1_s: float
    nonradiative_1_s: float
    biexciton_lifetime_s: float
    density_1_m3: float


def emitter_rates(spec: ElectricalBase, plqy: float) -> NanocrystalRates:
    """Rates per nanocrystal of a film with this quantum yield."""
    return NanocrystalRates(
        plqy / spec.lifetime_s,  # (1)
        (1.0 - plqy) / spec.lifetime_s,  # (2)
        spec.biexciton_lifetime_s,
        spec.nanocrystal_density_1_m3,
    )
