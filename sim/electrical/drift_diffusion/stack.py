"""From a device's layers beside the emitter to the transport layers of the device equations.

    anode side                                              cathode side
    contact | layers without data, passed over | transport | sheets of dots | transport | contact

Transport layers are those beside the emitter that have electrical data; what lies beyond the first
layer without data belongs to the contacts (anode below, cathode above). Carriers of a transport
layer recombine where they meet, with the reduction zeta (``langevin_prefactor``):

    k = zeta q (mu_n + mu_p) / (eps0 eps_r)      (1)
"""

from __future__ import annotations

from dataclasses import dataclass

from geometry.materials.library import Assumption
from sim.electrical.channels.radiative import langevin_coefficient_m3_s
from sim.electrical.drift_diffusion.layers import TransportLayer
from sim.electrical.materials import (
    TRANSPORT_MATERIALS,
    TUNNELLED,
    TransportMaterial,
    layer_data,
)
from sim.electrical.pixel import StackLayer
from sim.electrical.spec import DriftDiffusionSpec


@dataclass(frozen=True)
class TransportSide:
    """The transport layers on one side of the emitter, nearest first, and their assumptions."""

    layers: tuple[TransportLayer, ...]
    names: tuple[str, ...]
    assumptions: tuple[Assumption, ...]


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
        bimolecular_m3_s=langevin_prefactor * langevin,  # (1)
    )


def transport_side(spec: DriftDiffusionSpec, stack: tuple[StackLayer, ...]) -> TransportSide:
    """Transport layers of one side.

    Args:
        spec: the model's inputs.
        stack: the layers of that side, nearest to the emitter first.

    Raises:
        ValueError: the layer beside the emitter has no electrical data, or a layer has some alone.
    """
    layers, names = [], []
    unknown: StackLayer | None = None
    assumptions: tuple[Assumption, ...] = ()
    for layer in stack:
        if layer.material in TUNNELLED and layer.name not in spec.layers:
            continue
        data, assumed = layer_data(layer.name, layer.material, spec.layers.get(layer.name))
        if data is None:
            unknown = layer
            break
        names.append(layer.name)
        assumptions += assumed
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
