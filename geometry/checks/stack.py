"""Whether the layers of a stack go together: one of them emits, and no two share a name."""

from __future__ import annotations

from collections.abc import Iterator

from geometry.checks.issue import LAYERS, Issue
from geometry.spec.device import DeviceSpec
from geometry.stack import RESIDUE


def stack_issues(device: DeviceSpec) -> Iterator[Issue]:
    """Stacks without an emitter or with several, and layers that share a name."""
    emitters = [index for index, layer in enumerate(device.layers) if layer.emitter]
    if not emitters:
        yield Issue(LAYERS, "no layer has emitter: true; expected exactly one")
    for index in emitters[1:]:
        first = device.layers[emitters[0]].name
        text = f"{device.layers[index].name!r} is a second emitter beside {first!r}; expected one"
        yield Issue((*LAYERS, index, "emitter"), text)
    yield from _name_issues(device)


def _name_issues(device: DeviceSpec) -> Iterator[Issue]:
    has_residue = device.array is not None and device.array.residue.thickness_um > 0.0
    taken_by = {RESIDUE: "what patterning leaves (device.array.residue)"} if has_residue else {}
    for index, layer in enumerate(device.layers):
        if layer.name in taken_by:
            text = f"layer name {layer.name!r} is taken by {taken_by[layer.name]} already"
            yield Issue((*LAYERS, index, "name"), text)
        taken_by.setdefault(layer.name, f"layer {index}")
