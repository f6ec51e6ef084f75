"""What the grid of a study cannot hold, and what it changes: for the checks of a study."""

from __future__ import annotations

from collections.abc import Iterator

from geometry.checks.issue import Issue
from geometry.device import Device
from geometry.spec.device import DeviceSpec
from geometry.stack import Layer
from geometry.units import brief_length
from sim.optics.grid.fidelity import VanishesError
from sim.optics.grid.layout import OPAQUE_TRANSMISSION, closing_metal
from sim.optics.grid.snapping import snap_device
from sim.study import OpticsSpec

WHOLE_CELLS = 1e-6
"""A length within this share of a cell of a whole number of cells is one."""


def grid_issues(spec: DeviceSpec, device: Device, optics: OpticsSpec) -> Iterator[Issue]:
    """Parts that vanish on the grid.

    Args:
        spec: the device as written, for the place of an issue.
        device: the same, built.
        optics: numerics.
    """
    try:
        snap_device(device, optics.vertical_cell_um, optics.lateral_cell_um)
    except VanishesError as error:
        names = {layer.name: number for number, layer in enumerate(spec.layers)}
        parts = error.path.split(".")
        in_layers = len(parts) > 2 and parts[1] == "layers"
        yield Issue(
            tuple(
                names.get(part, part) if in_layers and place == 2 else part
                for place, part in enumerate(parts)
            ),
            error.message,
        )


def exit_issues(device: Device) -> Iterator[Issue]:
    """An opaque metal over the emitter of a device that emits upwards."""
    if not device.exit.upwards:
        return
    metal = closing_metal(device)
    if metal is not None:
        yield Issue(
            ("device", "exit"),
            f"superstrate, yet layer {metal.name!r} ({brief_length(metal.thickness_um)} of "
            f"{metal.material.name}) lets less than {OPAQUE_TRANSMISSION:.1%} through; expected a "
            "thinner one, or substrate",
        )


def grid_warnings(device: Device, optics: OpticsSpec) -> Iterator[str]:
    """Layers that the grid drops, or moves to a whole number of its cells."""
    for layer in device.stack.layers:
        yield from _layer_warnings(layer, optics.vertical_cell_um)


def _layer_warnings(layer: Layer, cell_um: float) -> Iterator[str]:
    name = f"layer {layer.name!r} ({brief_length(layer.thickness_um)})"
    cells = layer.thickness_um / cell_um
    if cells < 0.5:
        yield (
            f"{name} is thinner than half a vertical cell ({brief_length(cell_um)}): "
            "it is merged optically with its neighbour"
        )
        return
    snapped = max(1, round(cells))
    if abs(cells - snapped) > WHOLE_CELLS * snapped:
        yield (
            f"{name} is not a whole number of vertical cells ({brief_length(cell_um)}): "
            f"the grid holds {brief_length(snapped * cell_um)}"
        )
