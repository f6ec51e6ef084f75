"""The contacts of a device: work functions by material, or as given.

A contact is the first layer beyond the transport layers that has no electrical data of its own. A
salt of a nanometre in front of a metal lowers its work function (LiF / Al). Values are effective
ones: what holds the charge in the layer beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

from geometry.materials.library import Assumption
from sim.electrical.drift_diffusion.contacts import Contact, ContactPair
from sim.electrical.drift_diffusion.stack import transport_side
from sim.electrical.materials import TUNNELLED, WORK_FUNCTIONS, WorkFunction
from sim.electrical.pixel import StackLayer
from sim.electrical.spec import DriftDiffusionSpec

_ANODE, _CATHODE = "PEDOT:PSS", "LiF/Al"


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
