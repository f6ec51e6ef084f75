"""Whether the grid holds every part of a device."""

from __future__ import annotations

from collections.abc import Iterator

from geometry.device import build_device
from geometry.materials.library import MaterialLibrary
from sim.config.errors import Issue
from sim.optics.grid.fidelity import VanishesError
from sim.optics.grid.snapping import snap_device
from sim.study import Study


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
