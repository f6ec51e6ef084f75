"""One solid per pixel: a prism whose outline follows the aperture, its slope and its roughness."""

from __future__ import annotations

import math
from dataclasses import dataclass

from geometry.aperture import aperture_length_um, aperture_outline
from geometry.device import Device
from geometry.lattice import HalfWidth, PixelCentre, pixels_in_window
from geometry.materials.library import Material
from geometry.roughness import rough_displacement_um
from geometry.shapes import Circle, Outline, RoughOutline, SmoothOutline, Solid
from geometry.spec.array import ArraySpec
from geometry.units import HAIR_UM


@dataclass(frozen=True)
class Filling:
    """A part and its material."""

    part: str
    material: Material


@dataclass(frozen=True)
class Prism:
    """A part that every pixel has: what, between which heights, how far outside the aperture.

    Attributes:
        grow_um: distance of its wall outside the bank's own wall at every height.
        follows_wall: whether the wall is inclined and rough as the bank's is, else it is vertical
            and smooth.
        others: what the second and third sub-pixel hold in its place; empty where all are alike.
    """

    part: str
    material: Material
    z_min_um: float
    z_max_um: float
    grow_um: float
    follows_wall: bool = True
    others: tuple[Filling, ...] = ()

    def filling(self, member: int) -> Filling:
        """What a sub-pixel holds here; 0 is the one under study."""
        fillings = (Filling(self.part, self.material), *self.others)
        return fillings[member] if self.others else fillings[0]


@dataclass(frozen=True)
class PixelField:
    """The pixels that reach into a window, and how a part becomes one solid for each of them."""

    device: Device
    window: HalfWidth
    pixels: tuple[PixelCentre, ...]

    def solids(self, prism: Prism) -> list[Solid]:
        """One solid per pixel; none for a prism without height.

        Raises:
            ValueError: its outline closes between its lower and its upper face.
        """
        if prism.z_max_um - prism.z_min_um <= HAIR_UM:
            return []
        flare = self.device.flare if prism.follows_wall else 0.0
        low = prism.grow_um + flare * (prism.z_min_um - self.device.foot_um)
        high = low + flare * (prism.z_max_um - prism.z_min_um)
        array = self.device.patterned_array
        half_length = stripe_half_length_um(array, self.window)
        aperture_outline(array.aperture, grow_um=high)  # one that closes on its way up is refused
        fillings = [prism.filling(pixel.member) for pixel in self.pixels]
        return [
            Solid(
                filling.part,
                filling.material,
                prism.z_min_um,
                prism.z_max_um,
                _outline(array, pixel, low, half_length, prism.follows_wall),
                flare,
            )
            for pixel, filling in zip(self.pixels, fillings, strict=True)
        ]


def pixel_field(device: Device, window: HalfWidth, highest_um: float) -> PixelField:
    """Pixels of which any part below ``highest_um`` may reach into the window."""
    array = device.patterned_array
    grow = max(0.0, device.flare * (highest_um - device.foot_um))
    grow = max(grow, array.opening_growth_um)
    # The largest of Gaussian displacements stays within five standard deviations.
    grow += 5.0 * array.sidewall.roughness.rms_um
    length = aperture_length_um(array.aperture, stripe_half_length_um(array, window))
    reach = HalfWidth(array.aperture.width_um / 2.0 + grow, length / 2.0 + 2.0 * grow)
    return PixelField(device, window, pixels_in_window(array, window, reach))


def stripe_half_length_um(array: ArraySpec, window: HalfWidth) -> float:
    """Half the length of a drawn stripe: well past the window, so that its ends are not seen."""
    return 4.0 * (window.y_um + array.pitch)


def _outline(
    array: ArraySpec, pixel: PixelCentre, grow_um: float, stripe_half_length: float, rough: bool
) -> Outline:
    smooth = aperture_outline(array.aperture, pixel.x_um, pixel.y_um, grow_um, stripe_half_length)
    roughness = array.sidewall.roughness
    if not rough or not array.sidewall.is_rough:
        return smooth
    # One displacement for every film on a wall: its length is taken at the aperture.
    displacement = rough_displacement_um(
        _perimeter_um(aperture_outline(array.aperture)),
        roughness.rms_um,
        roughness.correlation_length_um,
        (roughness.seed, pixel.i, pixel.j, *([pixel.member] if pixel.member else [])),
    )
    return RoughOutline(smooth, pixel.x_um, pixel.y_um, tuple(displacement.tolist()))


def _perimeter_um(outline: SmoothOutline) -> float:
    if isinstance(outline, Circle):
        return 2.0 * math.pi * outline.radius_um
    corners = outline.vertices_um
    return sum(math.dist(a, b) for a, b in zip(corners, corners[1:] + corners[:1], strict=True))
