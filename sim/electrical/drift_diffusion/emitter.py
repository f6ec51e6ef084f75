"""The emitter as whole sheets of dots, one law for drift-diffusion and its twin.

A pair alone in its dot decays at

    k_pair = sum over dark channels of k_alone + F k_r                     (1)

with F of the light that leaves the emitter for good (:mod:`sim.electrical.light`). Carriers beside
it add

    k_crowded = sum over dark channels of k_crowded                        (2)

as :mod:`sim.electrical.channels.law` defines them, so that K = k_pair + k_crowded (e + h) / 4.
Carriers of one dot meet at

    k_meet = zeta q (mu_n + mu_p) / (eps0 eps_r) N                         (3)

with zeta the reduction of Langevin's rate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from geometry.arrays import FloatArray
from sim.electrical.channels.emitter import dark_dot_rates, site_of
from sim.electrical.channels.law import DotRate
from sim.electrical.channels.nanocrystal import NanocrystalRates
from sim.electrical.channels.radiative import langevin_coefficient_m3_s
from sim.electrical.channels.rim import rim_loss
from sim.electrical.drift_diffusion.layers import NanocrystalLayer
from sim.electrical.light import SheetLight, light_of_sheets
from sim.electrical.pixel import Pixel
from sim.electrical.spec import DriftDiffusionSpec, ElectricalBase
from sim.results.records import RadiativeEnvironment


@dataclass(frozen=True)
class Emitter:
    """The emitting sheets, arrays of shape (M,).

    Attributes:
        light: what becomes of the light of each sheet.
        rates: of one nanocrystal.
        dark: rates of recombination without light by channel.
    """

    light: SheetLight
    rates: NanocrystalRates
    dark: Mapping[str, DotRate]

    @property
    def dots_1_m2(self) -> float:
        """Dots per area of one sheet."""
        return float(self.rates.density_1_m3 ** (2.0 / 3.0))

    @property
    def pair_rate_1_s(self) -> FloatArray:
        """k_pair, (M,)."""
        emitted = self.rates.radiative_1_s * self.light.purcell
        return np.asarray(sum(rate.alone_1_s for rate in self.dark.values()) + emitted)  # (1)

    @property
    def crowded_rate_1_s(self) -> FloatArray:
        """k_crowded, (M,)."""
        crowded = sum(rate.crowded_1_s for rate in self.dark.values())  # (2)
        return np.broadcast_to(np.asarray(crowded, dtype=float), self.light.purcell.shape)


def sheet_count(spec: ElectricalBase, emitter_thickness_m: float) -> int:
    """Whole sheets of dots nearest to the emitter's thickness, at least one."""
    return max(1, round(emitter_thickness_m / spec.nanocrystal_pitch_m))


def emitter_of(spec: ElectricalBase, pixel: Pixel, environment: RadiativeEnvironment) -> Emitter:
    """The sheets with this pixel's optics and wall.

    Pairs stay on their sheet on their way to the wall.
    """
    sheets = sheet_count(spec, pixel.emitter_thickness_m)
    heights_um = 1e6 * (
        pixel.emitter_bottom_m + pixel.emitter_thickness_m * (np.arange(sheets) + 0.5) / sheets
    )
    light = light_of_sheets(environment, rim_loss(spec, pixel, environment), heights_um)
    site = site_of(spec, pixel, light.purcell, light.purcell)
    return Emitter(light, site.rates, dark_dot_rates(spec, site))


def emitter_layer(spec: DriftDiffusionSpec, emitter: Emitter) -> NanocrystalLayer:
    """The sheets as a layer of the device equations."""
    langevin = langevin_coefficient_m3_s(
        spec.mobility_m2_vs, spec.mobility_m2_vs, spec.relative_permittivity
    )
    return NanocrystalLayer(
        pitch_m=spec.nanocrystal_pitch_m,
        affinity_ev=spec.conduction_band_ev + spec.level_shift_ev,
        ionisation_ev=spec.valence_band_ev + spec.level_shift_ev,
        mobility_m2_vs=spec.mobility_m2_vs,
        relative_permittivity=spec.relative_permittivity,
        pair_rate_1_s=emitter.pair_rate_1_s,
        crowded_rate_1_s=emitter.crowded_rate_1_s,
        meeting_rate_1_s=spec.langevin_prefactor * langevin * emitter.rates.density_1_m3,  # (3)
    )
