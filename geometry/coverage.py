"""How the layers that follow the bank cover it: heights in the pixel, on the bank, at the wall.

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
    windows    the bank is thinner than what lies between its foot and the emitter; every layer
               levels out, so that the emitter and all above it are flat and continuous

Islands are the mirror image: the layers up to the emitter stand on the foot, the gap lies at the
foot, and later layers cover both (conformal), or the first solution layer (filling) or the first
layer of any kind (planar) levels the gap.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from geometry.aperture import aperture_outline
from geometry.coffee_ring import FLAT, RimStep, coffee_ring_steps, levelled
from geometry.device import Device
from geometry.shapes import Outline
from geometry.spec.array import Coverage, MatrixPosition
from geometry.spec.layers import Process
from geometry.stack import RESIDUE, Layer
from geometry.units import HAIR_UM


@dataclass(frozen=True)
class Surface:
    """Top surface of what lies in and around a pixel.

    Attributes:
        z_floor_um: height in the middle of the pixel.
        z_bank_um: height above the bank, or in the gap between islands.
        inset_um: lateral displacement of the wall from the bank's own, into the well (or, around
            islands, into the gap).
        rim: steps by which the floor rises towards the wall.
    """

    z_floor_um: float
    z_bank_um: float
    inset_um: float
    rim: tuple[RimStep, ...] = FLAT

    @property
    def highest_um(self) -> float:
        """Height of its highest point."""
        return max(self.z_floor_um + self.rim[0].rise_um, self.z_bank_um)


@dataclass(frozen=True)
class Covering:
    """One layer above the bank's foot between the surface it finds and the one it leaves."""

    layer: Layer
    below: Surface
    above: Surface


def bank_surface(device: Device) -> Surface:
    """Bank with its liner and black matrix, before any later layer; the bare foot for islands."""
    liner = device.pixel_materials.liner
    inset = 0.0 if liner is None else liner.total_um * device.lateral_per_normal
    height = 0.0 if device.has_islands else device.bank_height_um + matrix_on_bank_um(device)
    return Surface(device.foot_um, device.foot_um + height, inset)


def matrix_on_bank_um(device: Device) -> float:
    """Thickness of the black matrix on top of the bank; 0 where there is none."""
    matrix = device.patterned_array.black_matrix
    on_bank = matrix is not None and matrix.position is MatrixPosition.BANK
    return matrix.thickness_um if matrix is not None and on_bank else 0.0


def coverings(device: Device) -> tuple[Covering, ...]:
    """Every layer above the bank's foot, from the lowest up."""
    surface = bank_surface(device)
    result = []
    for index in range(device.foot_index + 1, len(device.stack.layers)):
        above = _cover(device, index, surface)
        result.append(Covering(device.stack.layers[index], surface, above))
        surface = above
    return tuple(result)


def torn_layers(device: Device) -> tuple[Covering, ...]:
    """Layers that end at every wall: no film on it, and a step higher than they are thick."""
    torn = []
    for covering in coverings(device):
        layer, below = covering.layer, covering.below
        step = abs(below.z_bank_um - below.z_floor_um)
        over_wall = step > HAIR_UM and _lies_on_bank(covering)
        if (
            over_wall
            and covering.above.inset_um == below.inset_um
            and layer.thickness_um < step - HAIR_UM
        ):
            torn.append(covering)
    return tuple(torn)


def _lies_on_bank(covering: Covering) -> bool:
    """Whether a layer is on the bank (or in the gap between islands) as well as in the well."""
    above, below = covering.above, covering.below
    return above.z_bank_um > below.z_bank_um + HAIR_UM and above.z_floor_um > below.z_floor_um


def top_surface(device: Device) -> Surface:
    """Surface after the last layer, where the superstrate begins."""
    covered = coverings(device)
    return covered[-1].above if covered else bank_surface(device)


def device_top_um(device: Device) -> float:
    """Height of the highest solid below the superstrate."""
    if device.array is None:
        return device.stack.thickness_um
    return top_surface(device).highest_um


def emitter_outline(device: Device, z_um: float | None = None) -> Outline | None:
    """Outline of the emitter inside the pixel at the origin; None for an unpatterned film.

    An emitter at or below the bank's foot, or above windows, is continuous; what emits of it is
    what lies within the aperture, since the bank keeps current from the rest. Roughness is left
    out.

    Args:
        device: the device.
        z_um: height at which the (sloped) wall is cut; default: the emitter's mid-plane.
    """
    if device.array is None:
        return None
    middle = (device.emitter_below_um + device.emitter_above_um) / 2.0
    height = (middle if z_um is None else z_um) - device.foot_um
    inset = 0.0 if device.has_islands else bank_surface(device).inset_um
    if device.has_windows:  # current comes through the bare part of the foot
        return aperture_outline(device.array.aperture, grow_um=-inset)
    for cover in coverings(device):
        if cover.layer.emitter and not device.has_islands:
            inset = cover.below.inset_um
    return aperture_outline(device.array.aperture, grow_um=device.flare * max(height, 0.0) - inset)


def _cover(device: Device, index: int, below: Surface) -> Surface:
    layer = device.stack.layers[index]
    cover = _cover_island if device.has_islands else _cover_well
    above = cover(device, index, below)
    ring = device.patterned_array.coffee_ring
    if layer.emitter and ring.height_um > 0.0:
        return replace(above, rim=coffee_ring_steps(ring.height_um, ring.width_um, ring.steps))
    return above


def _cover_well(device: Device, index: int, below: Surface) -> Surface:
    layer = device.stack.layers[index]
    floor = below.z_floor_um + layer.thickness_um
    if _stays_in_well(device, index):
        rim = levelled(below.rim, layer.thickness_um)
        return Surface(floor, max(below.z_bank_um, floor), below.inset_um, rim)
    return _conformal(device, layer, below)


def _cover_island(device: Device, index: int, below: Surface) -> Surface:
    layer = device.stack.layers[index]
    floor = below.z_floor_um + layer.thickness_um
    if index <= device.stack.emitter_index:
        return replace(below, z_floor_um=floor)
    coverage = device.patterned_array.bank.coverage
    flows = coverage is Coverage.FILLING and layer.process is Process.SOLUTION
    if coverage is Coverage.PLANAR or flows:
        return replace(below, z_floor_um=floor, z_bank_um=floor)
    return _conformal(device, layer, below)


def _conformal(device: Device, layer: Layer, below: Surface) -> Surface:
    inset = below.inset_um
    if abs(below.z_bank_um - below.z_floor_um) > HAIR_UM:
        step = device.patterned_array.bank.step_coverage * layer.thickness_um
        inset += step * device.lateral_per_normal
    floor, bank = below.z_floor_um + layer.thickness_um, below.z_bank_um + layer.thickness_um
    return Surface(floor, bank, inset, below.rim)


def _stays_in_well(device: Device, index: int) -> bool:
    layer = device.stack.layers[index]
    if layer.name == RESIDUE:
        return True
    coverage = device.patterned_array.bank.coverage
    if coverage is Coverage.WINDOWS:
        return True
    if coverage is Coverage.PLANAR:
        return index <= device.stack.emitter_index
    return coverage is Coverage.FILLING and layer.process is Process.SOLUTION
