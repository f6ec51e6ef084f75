"""The emitter as columns of whole sheets of dots, one law for drift-diffusion and its twin.

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
from sim.electrical.drift_diffusion.dot_traps import dot_traps, interface_of
from sim.electrical.drift_diffusion.layers import NanocrystalLayer
from sim.electrical.light import SheetLight, light_of_sheets
from sim.electrical.pixel import Pixel
from sim.electrical.spec import DriftDiffusionSpec, ElectricalBase
from sim.results.records import RadiativeEnvironment

_WHOLE = 1e-6
"""Part of a pitch that is rounding."""


@dataclass(frozen=True)
class SheetPlan:
    """Columns of whole sheets that stand for an emitter of any thickness.

    A thickness of M + f pitches is the area 1 - f with M sheets and f with M + 1, so that every
    result is linear in between. P sheets in all, column after column from the substrate up.

    Attributes:
        counts: sheets of each column.
        shares: of the area, sum 1.
    """

    counts: tuple[int, ...]
    shares: tuple[float, ...]

    @property
    def area(self) -> FloatArray:
        """Share of the area of each sheet, (P,)."""
        return np.repeat(self.shares, self.counts)

    @property
    def height(self) -> FloatArray:
        """Centre of each sheet over the emitter's thickness, (P,)."""
        return np.concatenate([(np.arange(count) + 0.5) / count for count in self.counts])

    @property
    def parts(self) -> tuple[slice, ...]:
        """Where each column lies among the P sheets."""
        ends = np.cumsum(self.counts)
        return tuple(slice(int(e) - c, int(e)) for e, c in zip(ends, self.counts, strict=True))


def sheet_plan(spec: ElectricalBase, emitter_thickness_m: float) -> SheetPlan:
    """The columns of an emitter; at least one sheet everywhere."""
    pitches = max(1.0, emitter_thickness_m / spec.nanocrystal_pitch_m)
    whole = int(pitches + _WHOLE)
    more = pitches - whole
    if more < _WHOLE:
        return SheetPlan((whole,), (1.0,))
    return SheetPlan((whole, whole + 1), (1.0 - more, more))


@dataclass(frozen=True)
class Emitter:
    """The emitting sheets of all columns, arrays of shape (P,).

    Attributes:
        plan: the columns.
        light: what becomes of the light of each sheet.
        rates: of one nanocrystal.
        dark: rates of recombination without light by channel.
    """

    plan: SheetPlan
    light: SheetLight
    rates: NanocrystalRates
    dark: Mapping[str, DotRate]

    @property
    def dots_1_m2(self) -> FloatArray:
        """Dots of each sheet per area of the pixel, (P,)."""
        return np.asarray(self.rates.density_1_m3 ** (2.0 / 3.0) * self.plan.area)

    @property
    def pair_rate_1_s(self) -> FloatArray:
        """k_pair, (P,)."""
        emitted = self.rates.radiative_1_s * self.light.purcell
        return np.asarray(sum(rate.alone_1_s for rate in self.dark.values()) + emitted)  # (1)

    @property
    def crowded_rate_1_s(self) -> FloatArray:
        """k_crowded, (P,)."""
        crowded = sum(rate.crowded_1_s for rate in self.dark.values())  # (2)
        return np.broadcast_to(np.asarray(crowded, dtype=float), self.light.purcell.shape)


def emitter_of(spec: ElectricalBase, pixel: Pixel, environment: RadiativeEnvironment) -> Emitter:
    """The sheets with this pixel's optics and wall.

    Pairs stay on their sheet on their way to the wall.
    """
    plan = sheet_plan(spec, pixel.emitter_thickness_m)
    heights_um = 1e6 * (pixel.emitter_bottom_m + pixel.emitter_thickness_m * plan.height)
    light = light_of_sheets(environment, rim_loss(spec, pixel, environment), heights_um)
    site = site_of(spec, pixel, light.purcell, light.purcell)
    return Emitter(plan, light, site.rates, dark_dot_rates(spec, site))


def meeting_rate_1_s(spec: DriftDiffusionSpec) -> float:
    """k_meet of (3)."""
    langevin = langevin_coefficient_m3_s(
        spec.mobility_m2_vs, spec.mobility_m2_vs, spec.relative_permittivity
    )
    return spec.langevin_prefactor * langevin * spec.nanocrystal_density_1_m3  # (3)


def emitter_layers(spec: DriftDiffusionSpec, emitter: Emitter) -> tuple[NanocrystalLayer, ...]:
    """The sheets of each column as a layer of the device equations, with the emitter's rates.

    Raises:
        ValueError: traps of two levels on one sheet.
    """
    return sheet_layers(spec, emitter.plan, emitter.pair_rate_1_s, emitter.crowded_rate_1_s)


def sheet_layers(
    spec: DriftDiffusionSpec,
    plan: SheetPlan,
    pair_rate_1_s: FloatArray,
    crowded_rate_1_s: FloatArray,
) -> tuple[NanocrystalLayer, ...]:
    """The sheets of each column as a layer of the device equations.

    Args:
        spec: inputs of the model.
        plan: the columns.
        pair_rate_1_s, crowded_rate_1_s: k_pair and k_crowded of every sheet, (P,).

    Raises:
        ValueError: traps of two levels on one sheet.
    """
    below, above = (interface_of(spec, face) for face in spec.interfaces.faces)
    return tuple(
        NanocrystalLayer(
            pitch_m=spec.nanocrystal_pitch_m,
            affinity_ev=spec.conduction_band_ev + spec.level_shift_ev,
            ionisation_ev=spec.valence_band_ev + spec.level_shift_ev,
            mobility_m2_vs=spec.mobility_m2_vs,
            relative_permittivity=spec.relative_permittivity,
            pair_rate_1_s=pair_rate_1_s[part],
            crowded_rate_1_s=crowded_rate_1_s[part],
            meeting_rate_1_s=meeting_rate_1_s(spec),
            charging_energy_ev=spec.charging_energy_ev,
            binding_energy_ev=spec.binding_energy_ev,
            traps=dot_traps(spec, count),
            interfaces=(below, above),
        )
        for part, count in zip(plan.parts, plan.counts, strict=True)
    )
