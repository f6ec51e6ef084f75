"""A device as an ordered list of solids, later ones winning where two overlap.

Painting goes from what fills the plane to what is carved out of it: half-spaces, black matrix with
its openings, flat layers, bank and the films above it as slabs, then every well from the outside
in (liner, first layer, ..., superstrate), each inside the wall that the previous one has left.
Islands are painted the other way round: the films in the gap as slabs, then around every island
from the last film to the first, and the island itself.
"""

from __future__ import annotations

import math
from dataclasses import replace

from geometry.coverage import (
    Covering,
    Surface,
    bank_surface,
    coverings,
    device_top_um,
    matrix_on_bank_um,
    top_surface,
)
from geometry.device import Device
from geometry.lattice import HalfWidth
from geometry.materials.library import Material
from geometry.prisms import Filling, PixelField, Prism, pixel_field
from geometry.shapes import Solid
from geometry.spec.array import MatrixPosition
from geometry.stack import Layer
from geometry.units import HAIR_UM

SUBSTRATE = "substrate"
SUPERSTRATE = "superstrate"
BANK = "bank"
WALL = "wall"
SPACER = "spacer"
BLACK_MATRIX = "black_matrix"


def build_solids(device: Device, half_width_um: tuple[float, float]) -> tuple[Solid, ...]:
    """Solids of a device in painting order, with all pixels that reach into the window.

    Args:
        device: the device; the pixel under study is at the origin.
        half_width_um: half-widths of the window along x and y. Solids are not clipped to it.

    Returns:
        Solids, the later winning; ``geometry.shapes.owner`` finds the one that owns a point.

    Raises:
        ValueError: a window without extent, or a well that closes on its way up.
    """
    window = HalfWidth(*half_width_um)
    if not (0.0 < window.x_um < math.inf and 0.0 < window.y_um < math.inf):
        raise ValueError(f"the window's half-widths must be positive; got {half_width_um} um")
    stack = device.stack
    solids = [
        Solid(SUPERSTRATE, stack.superstrate, -math.inf, math.inf),
        Solid(SUBSTRATE, stack.substrate, -math.inf, 0.0),
    ]
    if device.array is None:
        return tuple(solids + _flat_layers(device, len(stack.layers)))
    pixels = pixel_field(device, window, device_top_um(device))
    solids += _matrix_in_substrate(pixels)
    solids += _flat_layers(device, device.foot_index + 1)
    solids += [] if device.has_islands else _bank(pixels)
    solids += _slabs(device)
    for prism in _around_islands(device) if device.has_islands else _in_wells(device):
        solids += pixels.solids(prism)
    return tuple(solids)


def _flat_layers(device: Device, count: int) -> list[Solid]:
    heights = device.stack.interfaces_um
    return [
        Solid(layer.name, layer.material, heights[i], heights[i + 1])
        for i, layer in enumerate(device.stack.layers[:count])
    ]


def _bank(pixels: PixelField) -> list[Solid]:
    device = pixels.device
    start, bank = bank_surface(device), device.pixel_materials.bank
    matrix_um, black = matrix_on_bank_um(device), device.pixel_materials.black_matrix
    solids = [Solid(BANK, bank, start.z_floor_um, start.z_bank_um)]
    if matrix_um == 0.0 or black is None:
        return solids
    low = start.z_bank_um - matrix_um
    solids.append(Solid(BLACK_MATRIX, black, low, start.z_bank_um))
    grow = device.patterned_array.opening_growth_um
    return solids + pixels.solids(Prism(BANK, bank, low, start.z_bank_um, grow, False))


def _films(device: Device) -> list[Covering]:
    """Layers above the foot, without those that a grid has merged with their neighbours."""
    return [c for c in coverings(device) if c.layer.thickness_um > HAIR_UM]


def _slabs(device: Device) -> list[Solid]:
    """Films above the bank or in the gap, as if there were no pixels."""
    return [
        Solid(c.layer.name, c.layer.material, c.below.z_bank_um, c.above.z_bank_um)
        for c in _films(device)
        if c.above.z_bank_um - c.below.z_bank_um > HAIR_UM
    ]


def _in_wells(device: Device) -> list[Prism]:
    bare, liner = bank_surface(device), device.pixel_materials.liner
    prisms = []
    low, high = bare.z_floor_um, bare.z_bank_um
    if liner is not None:
        prisms.append(Prism(WALL, liner.material, low, high, 0.0))
    if liner is not None and liner.spacer is not None:
        inset = liner.thickness_um * device.lateral_per_normal
        prisms.append(Prism(SPACER, liner.spacer.material, low, high, -inset))
    for cover in _films(device):
        room = _room(cover.layer.name, cover.layer.material, cover.below)
        prisms += [replace(prism, others=_other_colours(device, cover.layer)) for prism in room]
    return prisms + _room(SUPERSTRATE, device.stack.superstrate, top_surface(device))


def _other_colours(device: Device, layer: Layer) -> tuple[Filling, ...]:
    """Emitters of the other sub-pixels; parts of their own, since they absorb and do not emit."""
    if not layer.emitter:
        return ()
    others = device.pixel_materials.subpixels[1:]
    return tuple(Filling(f"{layer.name}_{other.name}", other.material) for other in others)


def _room(part: str, material: Material, space: Surface) -> list[Prism]:
    """What is left of a well above a surface, by the steps of its rim from the wall inwards."""
    return [
        Prism(
            part,
            material,
            space.z_floor_um + step.rise_um,
            space.z_bank_um,
            -space.inset_um - step.inset_um,
        )
        for step in space.rim
    ]


def _around_islands(device: Device) -> list[Prism]:
    prisms = []
    films = _films(device)
    for cover in reversed(films):
        above, film = cover.above, cover.layer
        island = above.z_bank_um == device.foot_um
        low, grow = cover.below.z_bank_um, above.inset_um
        if island:
            low, grow = cover.below.z_floor_um, 0.0
        others = _other_colours(device, film)
        prisms.append(Prism(film.name, film.material, low, above.z_floor_um, grow, others=others))
    liner = device.pixel_materials.liner
    if liner is None:
        return prisms
    low, high = device.foot_um, device.emitter_above_um
    shells = [Prism(WALL, liner.material, low, high, bank_surface(device).inset_um)]
    if liner.spacer is not None:
        grow = liner.spacer.thickness_um * device.lateral_per_normal
        shells.append(Prism(SPACER, liner.spacer.material, low, high, grow))
    outside = sum(cover.above.z_bank_um > device.foot_um for cover in films)
    return [*prisms[:outside], *shells, *prisms[outside:]]


def _matrix_in_substrate(pixels: PixelField) -> list[Solid]:
    device = pixels.device
    spec, material = device.patterned_array.black_matrix, device.pixel_materials.black_matrix
    if spec is None or material is None or spec.position is not MatrixPosition.SUBSTRATE:
        return []
    low, grow = -spec.thickness_um, device.patterned_array.opening_growth_um
    opening = Prism(SUBSTRATE, device.stack.substrate, low, 0.0, grow, False)
    return [Solid(BLACK_MATRIX, material, low, 0.0), *pixels.solids(opening)]
