"""How the films of a device end upwards: inside an opaque metal, or open."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from geometry.coverage import coverings, device_top_um
from geometry.device import Device
from geometry.shapes import Solid
from geometry.solids import SUPERSTRATE
from geometry.stack import Layer, closing_metal, opaque_depth_um


@dataclass(frozen=True)
class FilmTop:
    """How the film region ends upwards.

    Attributes:
        height_um: of its end above the substrate's face.
        metal: in which it ends; None for an open top.
    """

    height_um: float
    metal: Layer | None

    @staticmethod
    def of(device: Device, film_cell_um: float) -> FilmTop:
        """Inside the first opaque metal above the emitter, or above the last layer."""
        metal = closing_metal(device.stack, device.emission.peak_um)
        if metal is None:
            return FilmTop(device_top_um(device), None)
        cells = math.ceil(opaque_depth_um(metal, device.emission.peak_um) / film_cell_um)
        foot = _foot_of(device, device.stack.layers.index(metal))
        return FilmTop(foot + cells * film_cell_um, metal)


def _foot_of(device: Device, layer: int) -> float:
    """Highest lower face of a layer."""
    if device.array is None or layer <= device.foot_index:
        return device.stack.interfaces_um[layer]
    return coverings(device)[layer - device.foot_index - 1].below.highest_um


def behind_metal(solid: Solid, metal: Layer) -> Solid:
    """Fill what lies behind an opaque metal with the metal.

    No light gets there, and air in the stretched region would halve the time step.
    """
    if solid.part != SUPERSTRATE:
        return solid
    return replace(solid, part=metal.name, material=metal.material)
