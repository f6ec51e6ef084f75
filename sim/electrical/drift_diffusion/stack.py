"""From a device's layers and its optics to the layers of the drift-diffusion model.

Transport layers are those beside the emitter that have electrical data; what lies beyond them
belongs to the contacts (anode below, cathode above). The emitter becomes whole sheets of dots.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geometry.materials.library import Assumption
from sim.electrical.channels.recombination import (
    NanocrystalRates,
    langevin_coefficient_m3_s,
    nanocrystal_rates,
)
from sim.electrical.channels.rim import rim_loss
from sim.electrical.channels.sidewall import Diffusion, sidewall_rate
from sim.electrical.drift_diffusion.layers import NanocrystalLayer, TransportLayer
from sim.electrical.drift_diffusion.mobility import diffusion_constant_m2_s
from sim.electrical.materials import (
    TRANSPORT_MATERIALS,
    TUNNELLED,
    TransportMaterial,
)
from sim.electrical.pixel import Pixel, StackLayer
from sim.electrical.spec import DriftDiffusionSpec, ElectricalBase
from sim.results.records import RadiativeEnvironment

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class TransportSide:
    """The transport layers on one side of the emitter, nearest first, and their assumptions."""

    layers: tuple[TransportLayer, ...]
    names: tuple[str, ...]
    assumptions: tuple[Assumption, ...]


@dataclass(frozen=True)
class SheetOptics:
    """Optics per sheet of dots, each of shape (M,); shares of the light emitted there.

    Attributes:
        purcell: F, mean over the pixel.
        returned: absorbed again by the emitter.
        extracted: reaches air.
        rim: lost in the damaged rim.
    """

    purcell: FloatArray
    returned: FloatArray
    extracted: FloatArray
    rim: FloatArray


def _electronics(spec: DriftDiffusionSpec, layer: StackLayer) -> TransportMaterial | None:
    given = spec.layers.get(layer.name)
    if given is None:
        return TRANSPORT_MATERIALS.get(layer.material)
    return TransportMaterial(
        given.lumo_ev,
        given.homo_ev,
        given.electron_mobility_m2_vs,
        given.hole_mobility_m2_vs,
        given.relative_permittivity,
        given.states_1_m3,
    )


def _transport_layer(
    data: TransportMaterial, thickness_m: float, langevin_prefactor: float
) -> TransportLayer:
    langevin = langevin_coefficient_m3_s(
        data.electron_mobility_m2_vs, data.hole_mobility_m2_vs, data.relative_permittivity
    )
    return TransportLayer(
        thickness_m=thickness_m,
        affinity_ev=data.affinity_ev,
        ionisation_ev=data.ionisation_ev,
        states_1_m3=data.states_1_m3,
        electron_mobility_m2_vs=data.electron_mobility_m2_vs,
        hole_mobility_m2_vs=data.hole_mobility_m2_vs,
        relative_permittivity=data.relative_permittivity,
        bimolecular_m3_s=langevin_prefactor * langevin,
    )


def transport_side(spec: DriftDiffusionSpec, stack: tuple[StackLayer, ...]) -> TransportSide:
    """Transport layers of one side.

    Args:
        spec: the model's inputs.
        stack: the layers of that side, nearest to the emitter first.

    Raises:
        ValueError: the layer beside the emitter has no electrical data.
    """
    layers, names = [], []
    unknown: StackLayer | None = None
    assumptions: tuple[Assumption, ...] = ()
    for layer in stack:
        if layer.material in TUNNELLED and layer.name not in spec.layers:
            continue
        data = _electronics(spec, layer)
        if data is None:
            unknown = layer
            break
        names.append(layer.name)
        if layer.name not in spec.layers:
            assumptions += data.assumptions(layer.name)
        layers.append(_transport_layer(data, layer.thickness_m, spec.langevin_prefactor))
    if not layers:
        beside = f"layer {unknown.name!r} ({unknown.material})" if unknown else "a missing layer"
        raise ValueError(
            f"drift_diffusion needs a transport layer on both sides of the emitter; {beside} has "
            "no electrical data: give electrical.layers.<name> with lumo, homo and mobilities "
            f"(known by material: {', '.join(sorted(TRANSPORT_MATERIALS))})"
        )
    return TransportSide(tuple(layers), tuple(names), assumptions)


def check_layer_names(spec: DriftDiffusionSpec, stack: tuple[StackLayer, ...]) -> None:
    """Refuse electrical data for layers that the stack does not have.

    Raises:
        ValueError: a name in ``electrical.layers`` is no layer beside the emitter.
    """
    known = [layer.name for layer in stack]
    for name in spec.layers:
        if name not in known:
            raise ValueError(
                f"electrical.layers.{name} is no layer of the stack beside the emitter; "
                f"there are: {', '.join(known)}"
            )


def sheet_count(spec: ElectricalBase, emitter_thickness_m: float) -> int:
    """Whole sheets of dots nearest to the emitter's thickness, at least one."""
    return max(1, round(emitter_thickness_m / spec.nanocrystal_pitch_m))


def sheet_optics(
    spec: ElectricalBase, pixel: Pixel, environment: RadiativeEnvironment, sheets: int
) -> SheetOptics:
    """Optics at the sheets' heights, averaged over the pixel with the light emitted there."""
    rim = rim_loss(spec, pixel, environment)
    heights_um = 1e6 * (
        pixel.emitter_bottom_m + pixel.emitter_thickness_m * (np.arange(sheets) + 0.5) / sheets
    )
    levels, level = np.unique(np.round(environment.z_um, 9), return_inverse=True)
    weight = environment.weight
    light = weight * environment.purcell
    per_level = np.bincount(level, weights=light)

    def at_sheets(share: FloatArray) -> FloatArray:
        mean = np.bincount(level, weights=light * share) / per_level
        return np.asarray(np.interp(heights_um, levels, mean))

    bright, back = 1.0 - rim, environment.reabsorbed
    return SheetOptics(
        purcell=np.interp(heights_um, levels, per_level / np.bincount(level, weights=weight)),
        returned=at_sheets(bright * back),
        extracted=at_sheets(bright * (1.0 - back) * environment.outcoupling),
        rim=at_sheets(rim),
    )


def wall_rates_1_s(
    spec: ElectricalBase, pixel: Pixel, rates: NanocrystalRates, optics: SheetOptics
) -> FloatArray:
    """Rate at which pairs of each sheet end at the pixel's wall, mean over the pixel, (M,)."""
    diffusion = diffusion_constant_m2_s(spec.mobility_m2_vs, spec.temperature_k)
    decays = rates.nonradiative_1_s + rates.radiative_1_s * optics.purcell
    velocity = pixel.sidewall_velocity_m_s
    found = [
        sidewall_rate(pixel.edge, velocity, Diffusion(diffusion, 1.0 / float(decay)))
        for decay in decays
    ]
    return np.array(found)


def emitter_layer(
    spec: DriftDiffusionSpec, rates: NanocrystalRates, optics: SheetOptics, wall_1_s: FloatArray
) -> NanocrystalLayer:
    """The emitter as sheets of dots; light absorbed again counts as not emitted."""
    langevin = langevin_coefficient_m3_s(
        spec.mobility_m2_vs, spec.mobility_m2_vs, spec.relative_permittivity
    )
    net_radiative = rates.radiative_1_s * optics.purcell * (1.0 - optics.returned)
    return NanocrystalLayer(
        pitch_m=spec.nanocrystal_pitch_m,
        affinity_ev=spec.conduction_band_ev + spec.level_shift_ev,
        ionisation_ev=spec.valence_band_ev + spec.level_shift_ev,
        mobility_m2_vs=spec.mobility_m2_vs,
        relative_permittivity=spec.relative_permittivity,
        pair_rate_1_s=rates.nonradiative_1_s + wall_1_s + net_radiative,
        trion_rate_1_s=trion_rate_1_s(rates),
        meeting_rate_1_s=spec.langevin_prefactor * langevin * rates.density_1_m3,
    )


def trion_rate_1_s(rates: NanocrystalRates) -> float:
    """Auger rate of one trion, 1 / (4 tau_XX): two pairs hold four ways to be a trion."""
    return 1.0 / (4.0 * rates.biexciton_lifetime_s)


def emitter_rates(spec: ElectricalBase, plqy: float) -> NanocrystalRates:
    """Rates per nanocrystal of this emitter."""
    return nanocrystal_rates(
        plqy, spec.lifetime_s, spec.biexciton_lifetime_s, spec.nanocrystal_density_1_m3
    )
