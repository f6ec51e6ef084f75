"""What the grid of a study cannot hold, and what it changes: for the checks of a study."""

from __future__ import annotations

from collections.abc import Iterator

from geometry.checks.issue import Issue
from geometry.device import Device, build_device
from geometry.materials.library import MaterialLibrary
from geometry.spec.device import LayerSpec
from geometry.units import brief_length
from sim.optics.grid.fidelity import VanishesError
from sim.optics.grid.layout import OPAQUE_TRANSMISSION, closing_metal
from sim.optics.grid.snapping import snap_device
from sim.study import Study

WHOLE_CELLS = 1e-6
"""A length within this share of a cell of a whole number of cells is one."""


def grid_issues(study: Study, library: MaterialLibrary) -> Iterator[Issue]:
    """Parts that vanish on the grid of a study; the device itself must be sound."""
    cells = study.optics.vertical_cell_um, study.optics.lateral_cell_um
    try:
        snap_device(build_device(study.device, library), *cells)
    except VanishesError as error:
        names = {layer.name: number for number, layer in enumerate(study.device.layers)}
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


def grid_warnings(study: Study) -> Iterator[str]:
    """Layers that the grid drops, or moves to a whole number of its cells."""
    for layer in study.device.layers:
        yield from _layer_warnings(layer, study.optics.vertical_cell_um)


def neighbour_warnings(study: Study) -> Iterator[str]:
    """A pixel whose cell ends before its neighbours."""
    if study.device.array is not None and study.optics.neighbours == 0:
        yield "optics.neighbours 0 ends the cell at the pixel's own: crosstalk is a lower bound"


def _layer_warnings(layer: LayerSpec, cell_um: float) -> Iterator[str]:
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
