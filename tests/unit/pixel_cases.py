"""Small devices with one material per layer, built without the materials library."""

from __future__ import annotations

from typing import Any

from geometry.device import Device, Liner, PixelMaterials
from geometry.materials.library import constant_material
from geometry.spec import ArraySpec, EmissionSpec, Process, Treatment
from geometry.stack import Layer, Stack

ANODE_UM, HTL_UM, EMITTER_UM, ETL_UM, CATHODE_UM = 0.15, 0.06, 0.03, 0.035, 0.10

_LAYERS = (
    Layer("anode", constant_material("ITO", 1.9), ANODE_UM, False, Process.EVAPORATED),
    Layer("htl", constant_material("PTAA", 1.7), HTL_UM, False, Process.SOLUTION),
    Layer("emitter", constant_material("NC", 1.95), EMITTER_UM, True, Process.SOLUTION),
    Layer("etl", constant_material("TPBi", 1.72), ETL_UM, False, Process.EVAPORATED),
    Layer("cathode", constant_material("Al", 0.8, 6.0), CATHODE_UM, False, Process.EVAPORATED),
)
STACK = Stack(constant_material("glass", 1.52), 700.0, _LAYERS, constant_material("air", 1.0))


def array_spec(**changes: Any) -> ArraySpec:
    """The 9072 PPI honeycomb; ``bank`` and ``aperture`` entries are merged, the rest replaced."""
    entry: dict[str, Any] = {
        "lattice": "hexagonal",
        "pitch": "2.8 um",
        "aperture": {"shape": "circle", "width": "1.3 um"},
        "bank": {"height": "100 nm"},
    }
    for key, value in changes.items():
        merge = isinstance(value, dict) and isinstance(entry.get(key), dict)
        entry[key] = {**entry[key], **value} if merge else value
    return ArraySpec.model_validate(entry)


def pixel_device(liner_um: float = 0.0, stack: Stack = STACK, **changes: Any) -> Device:
    """A patterned device with its bank, black matrix and liner materials."""
    liner = None
    if liner_um:
        liner = Liner(Treatment.OXIDE, constant_material("oxide", 1.6), liner_um)
    pixel = PixelMaterials(
        constant_material("PMMA", 1.49), liner, constant_material("black", 1.6, 0.15)
    )
    return Device(stack, array_spec(**changes), EmissionSpec(), pixel)
