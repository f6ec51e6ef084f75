"""Metals at the ends of a device: work functions, barriers, built-in voltage.

A contact holds the carriers in equilibrium with the metal, n = N_c exp(-(WF - chi) / kT): Ohmic
where the barrier is small, Schottky where it is not. Nanometre salts under a cathode (LiF) are an
effective work function of the metal.

A device's contact is the first layer beyond the transport layers that has no electrical data of its
own; its work function is given or its material's.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from geometry.materials.library import Assumption
from sim.electrical.drift_diffusion.layers import TransportLayer
from sim.electrical.drift_diffusion.stack import transport_side
from sim.electrical.materials import TUNNELLED, WORK_FUNCTIONS, WorkFunction
from sim.electrical.pixel import StackLayer
from sim.electrical.spec import DriftDiffusionSpec
from sim.electrical.thermal import thermal_voltage_v

_ANODE, _CATHODE = "PEDOT:PSS", "LiF/Al"


@dataclass(frozen=True)
class Contact:
    """A metal, by its effective work function below vacuum."""

    work_function_ev: float

    def electron_barrier_ev(self, layer: TransportLayer) -> float:
        """From the metal's Fermi level up to the layer's conduction level."""
        return self.work_function_ev - layer.affinity_ev

    def hole_barrier_ev(self, layer: TransportLayer) -> float:
        """From the metal's Fermi level down to the layer's valence level."""
        return layer.ionisation_ev - self.work_function_ev


@dataclass(frozen=True)
class ContactPair:
    """The contact at x = 0 and the one at the far end; the voltage is applied to the first."""

    first: Contact
    last: Contact

    @property
    def built_in_voltage_v(self) -> float:
        """Voltage on the first contact at which the bands are flat (no space charge)."""
        return self.first.work_function_ev - self.last.work_function_ev


def neutral_contact(layer: TransportLayer, temperature_k: float) -> Contact:
    """The metal that leaves a doped layer neutral up to its surface (ideal Ohmic contact)."""
    vt = thermal_voltage_v(temperature_k)
    n_intrinsic = math.sqrt(layer.states_1_m3**2) * math.exp(-layer.gap_ev / (2.0 * vt))
    centre = 0.5 * (layer.affinity_ev + layer.ionisation_ev)
    return Contact(centre - vt * math.asinh(layer.doping_1_m3 / (2.0 * n_intrinsic)))


@dataclass(frozen=True)
class DeviceContacts:
    """Both contacts, what of them is assumed, and what is missing."""

    pair: ContactPair
    assumptions: tuple[Assumption, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class _Found:
    contact: Contact
    assumptions: tuple[Assumption, ...] = ()
    warnings: tuple[str, ...] = ()


def device_contacts(
    spec: DriftDiffusionSpec, below: tuple[StackLayer, ...], above: tuple[StackLayer, ...]
) -> DeviceContacts:
    """The contact below, to which the voltage is applied, and the one above.

    Args:
        spec: inputs of the model.
        below, above: the layers on either side of the emitter, nearest first.

    Raises:
        ValueError: the layer beside the emitter has no electrical data.
    """
    first = _contact(spec, below, "anode_work_function", _ANODE)
    last = _contact(spec, above, "cathode_work_function", _CATHODE)
    return DeviceContacts(
        ContactPair(first.contact, last.contact),
        first.assumptions + last.assumptions,
        first.warnings + last.warnings,
    )


def _contact(
    spec: DriftDiffusionSpec, stack: tuple[StackLayer, ...], key: str, usual: str
) -> _Found:
    given = getattr(spec, f"{key}_ev")
    if given is not None:
        return _Found(Contact(given))
    used = transport_side(spec, stack).names
    beyond = stack[1 + max(n for n, layer in enumerate(stack) if layer.name in used) :]
    salts = [layer.material for layer in beyond if layer.material in TUNNELLED]
    metal = next((layer for layer in beyond if layer.material not in TUNNELLED), None)
    names = [] if metal is None else [*(f"{s}/{metal.material}" for s in salts), metal.material]
    value = next((WORK_FUNCTIONS[name] for name in names if name in WORK_FUNCTIONS), None)
    if value is None:
        value, what = WORK_FUNCTIONS[usual], "no layer" if metal is None else metal.material
        note = (
            f"electrical.{key} is not given: {value.value_ev:g} eV is that of {usual}, and the "
            f"contact here ({what}) has none that is known; set it"
        )
        return _Found(Contact(value.value_ev), (_assumption(key, value),), (note,))
    return _Found(Contact(value.value_ev), (_assumption(key, value),))


def _assumption(key: str, value: WorkFunction) -> Assumption:
    return Assumption(
        f"electrical.{key}", value.value_ev, value.low_ev, value.high_ev, value.reason
    )
