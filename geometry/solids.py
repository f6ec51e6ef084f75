"""A device as an ordered list of solids, later ones winning where two overlap.

Painting goes from what fills the plane to what is carved out of it: half-spaces, black matrix with
its openings, flat layers, bank and the films above it as slabs, then every well from the outside
in (liner, first layer, ..., superstrate), each inside the wall that the previous one has left.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from geometry.aperture import aperture_length_um, aperture_outline
from geometry.coverage import Covering, Surface, bank_surface, coverings, top_surface
from geometry.device import Device
from geometry.lattice import HalfWidth, PixelCentre, pixels_in_window
from geometry.materials import Material
from geometry.shapes import Solid
from geometry.spec import ApertureSpec

SUBSTRATE = "substrate"
SUPERSTRATE = "superstrate"
BANK = "bank"
WALL = "wall"
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
    pixels = pixels_in_window(device.array, window, _well_reach(device, window))
    solids += _black_matrix(device, window, pixels)
    solids += _flat_layers(device, device.foot_index + 1)
    solids += _slabs(device)
    for carved in _carvings(device):
        solids += [_prism(device, carved, window, pixel) for pixel in pixels]
    return tuple(solids)


def _flat_layers(device: Device, count: int) -> list[Solid]:
    heights = device.stack.interfaces_um
    return [
        Solid(layer.name, layer.material, heights[i], heights[i + 1])
        for i, layer in enumerate(device.stack.layers[:count])
    ]


def _slabs(device: Device) -> list[Solid]:
    """Bank and the films above it, as if there were no wells."""
    start = bank_surface(device)
    slabs = [Solid(BANK, device.pixel_materials.bank, start.z_floor_um, start.z_bank_um)]
    for cover in coverings(device):
        low, high = cover.below.z_bank_um, cover.above.z_bank_um
        if high > low:
            slabs.append(Solid(cover.layer.name, cover.layer.material, low, high))
    return slabs


@dataclass(frozen=True)
class _Carving:
    """A part inside every well: what, between which heights, how far inside the bank's wall."""

    part: str
    material: Material
    space: Surface


def _carvings(device: Device) -> list[_Carving]:
    bare = bank_surface(device)
    result = []
    liner = device.pixel_materials.liner
    if liner is not None:
        unlined = Surface(bare.z_floor_um, bare.z_bank_um, 0.0)
        result.append(_Carving(WALL, liner.material, unlined))
    covers: tuple[Covering, ...] = coverings(device)
    result += [_Carving(c.layer.name, c.layer.material, c.below) for c in covers]
    result.append(_Carving(SUPERSTRATE, device.stack.superstrate, top_surface(device)))
    return [carved for carved in result if carved.space.z_bank_um > carved.space.z_floor_um]


def _prism(device: Device, carved: _Carving, window: HalfWidth, pixel: PixelCentre) -> Solid:
    space = carved.space
    low = device.flare * (space.z_floor_um - device.foot_um) - space.inset_um
    high = device.flare * (space.z_bank_um - device.foot_um) - space.inset_um
    aperture = device.patterned_array.aperture
    half_length = _stripe_half_length_um(device, window)
    aperture_outline(aperture, grow_um=high)  # a well that closes above its floor is refused too
    outline = aperture_outline(aperture, pixel.x_um, pixel.y_um, low, half_length)
    return Solid(
        carved.part, carved.material, space.z_floor_um, space.z_bank_um, outline, device.flare
    )


def _black_matrix(
    device: Device, window: HalfWidth, pixels: tuple[PixelCentre, ...]
) -> list[Solid]:
    spec = device.patterned_array.black_matrix
    material = device.pixel_materials.black_matrix
    if spec is None or material is None:
        return []
    low = -spec.thickness_um
    solids = [Solid(BLACK_MATRIX, material, low, 0.0)]
    half_length = _stripe_half_length_um(device, window)
    aperture = device.patterned_array.aperture
    grow = (spec.opening_um - aperture.width_um) / 2.0
    for pixel in pixels:
        outline = aperture_outline(aperture, pixel.x_um, pixel.y_um, grow, half_length)
        solids.append(Solid(SUBSTRATE, device.stack.substrate, low, 0.0, outline))
    return solids


def _stripe_half_length_um(device: Device, window: HalfWidth) -> float:
    # Well past the window, so that neither the ends nor their slope are seen, yet short enough
    # for an engine's triangulation.
    return 4.0 * (window.y_um + device.patterned_array.pitch)


def _well_reach(device: Device, window: HalfWidth) -> HalfWidth:
    """Half the bounding box of the widest outline drawn for one pixel."""
    array = device.patterned_array
    aperture: ApertureSpec = array.aperture
    grow = max(0.0, device.flare * (top_surface(device).z_bank_um - device.foot_um))
    if array.black_matrix is not None:
        grow = max(grow, (array.black_matrix.opening_um - aperture.width_um) / 2.0)
    length = aperture_length_um(aperture, _stripe_half_length_um(device, window))
    return HalfWidth(aperture.width_um / 2.0 + grow, length / 2.0 + 2.0 * grow)
