"""How the layers that follow the bank cover it: heights in the well, on the bank, at the wall.

          z_bank_i  ---------------+   surface after the i-th later layer
                                   |<- inset_i: wall displaced into the well
bank top  ==================+      |
            bank            |      +-----------  z_floor_i
foot      ==================+==================

conformal  every layer adds its thickness to the floor and to the bank's top
filling    solution layers lie levelled in the well only, evaporated ones are conformal;
           what does not fit into the well levels out over everything
planar     the layers up to the emitter lie in the well only, the bank's top is flush with the
           emitter's, everything above is flat
"""

from __future__ import annotations

from dataclasses import dataclass

from geometry.aperture import aperture_outline
from geometry.device import Device
from geometry.shapes import Outline
from geometry.spec import Coverage, Process
from geometry.stack import Layer


@dataclass(frozen=True)
class Surface:
    """Top surface of what lies in and around a well.

    Attributes:
        z_floor_um: height inside the well.
        z_bank_um: height above the bank.
        inset_um: lateral displacement of the wall into the well from the bank's own wall.
    """

    z_floor_um: float
    z_bank_um: float
    inset_um: float


@dataclass(frozen=True)
class Covering:
    """One layer above the bank's foot between the surface it finds and the one it leaves."""

    layer: Layer
    below: Surface
    above: Surface


def bank_surface(device: Device) -> Surface:
    """Bank with its liner, before any later layer."""
    liner = device.pixel_materials.liner
    inset = 0.0 if liner is None else liner.thickness_um * device.lateral_per_normal
    return Surface(device.foot_um, device.foot_um + device.bank_height_um, inset)


def coverings(device: Device) -> tuple[Covering, ...]:
    """Every layer above the bank's foot, from the lowest up."""
    surface = bank_surface(device)
    result = []
    for index in range(device.foot_index + 1, len(device.stack.layers)):
        layer = device.stack.layers[index]
        above = _cover(device, index, surface)
        result.append(Covering(layer, surface, above))
        surface = above
    return tuple(result)


def top_surface(device: Device) -> Surface:
    """Surface after the last layer, where the superstrate begins."""
    covered = coverings(device)
    return covered[-1].above if covered else bank_surface(device)


def device_top_um(device: Device) -> float:
    """Height of the highest solid below the superstrate."""
    if device.array is None:
        return device.stack.thickness_um
    top = top_surface(device)
    return max(top.z_floor_um, top.z_bank_um)


def _cover(device: Device, index: int, below: Surface) -> Surface:
    layer = device.stack.layers[index]
    floor = below.z_floor_um + layer.thickness_um
    if _stays_in_well(device, index):
        return Surface(floor, max(below.z_bank_um, floor), below.inset_um)
    step = device.patterned_array.bank.step_coverage * layer.thickness_um
    inset = below.inset_um
    if below.z_bank_um > below.z_floor_um:
        inset += step * device.lateral_per_normal
    return Surface(floor, below.z_bank_um + layer.thickness_um, inset)


def _stays_in_well(device: Device, index: int) -> bool:
    coverage = device.patterned_array.bank.coverage
    if coverage is Coverage.PLANAR:
        return index <= device.stack.emitter_index
    if coverage is Coverage.FILLING:
        return device.stack.layers[index].process is Process.SOLUTION
    return False


def emitter_outline(device: Device, z_um: float | None = None) -> Outline | None:
    """Outline of the emitter inside the pixel at the origin; None for an unpatterned film.

    An emitter at or below the bank's foot is continuous; what emits of it is what lies under the
    aperture, since the bank keeps current from the rest.

    Args:
        device: the device.
        z_um: height at which the (sloped) wall is cut; default: the emitter's mid-plane.
    """
    if device.array is None:
        return None
    middle = (device.emitter_below_um + device.emitter_above_um) / 2.0
    height = (middle if z_um is None else z_um) - device.foot_um
    inset = bank_surface(device).inset_um
    for cover in coverings(device):
        if cover.layer.emitter:
            inset = cover.below.inset_um
    return aperture_outline(device.array.aperture, grow_um=device.flare * max(height, 0.0) - inset)
