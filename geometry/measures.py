"""Areas and perimeters of a pixel, for losses that scale with its edge.

    shape               area          perimeter       perimeter / area
    circle d            pi d^2/4      pi d            4/d
    hexagon f (flats)   sqrt(3)/2 f^2 2 sqrt(3) f     4/f
    square w            w^2           4 w             4/w
    rectangle w x l     w l           2 (w + l)       2/w + 2/l
    stripe w            w per length  2 per length    2/w

A stripe has no end; its area and perimeter are those of a piece as long as its cell.
"""

from __future__ import annotations

import math

from geometry.aperture import aperture_length_um
from geometry.spec.device import ApertureShape, ArraySpec, Lattice


def cell_area_um2(array: ArraySpec) -> float:
    """Area that one pixel, or one sub-pixel, takes in the array.

    Stripes repeat along x only: their cell is one pitch wide and, where the aperture has no end
    of its own, one pitch long.

    Raises:
        ValueError: a rectangle without its length.
    """
    pitch = array.pitch
    if array.lattice is Lattice.HEXAGONAL:
        return math.sqrt(3.0) / 2.0 * pitch**2
    if array.lattice is Lattice.RGB_STRIPE:
        return pitch**2 / 3.0
    if array.lattice is Lattice.DELTA:
        return math.sqrt(3.0) / 6.0 * pitch**2
    if array.lattice is Lattice.SQUARE or array.aperture.shape is ApertureShape.STRIPE:
        return pitch**2
    return pitch * aperture_length_um(array.aperture)


def _stripe_piece_um(array: ArraySpec) -> float:
    return cell_area_um2(array) / array.pitch


def aperture_area_um2(array: ArraySpec) -> float:
    """Emitting area of one pixel, at the bank's foot.

    Raises:
        ValueError: a rectangle without its length.
    """
    width = array.aperture.width_um
    shape = array.aperture.shape
    if shape is ApertureShape.CIRCLE:
        return math.pi * width**2 / 4.0
    if shape is ApertureShape.HEXAGON:
        return math.sqrt(3.0) / 2.0 * width**2
    if shape is ApertureShape.STRIPE:
        return width * _stripe_piece_um(array)
    return width * aperture_length_um(array.aperture)


def aperture_perimeter_um(array: ArraySpec) -> float:
    """Length of one pixel's wall, at the bank's foot.

    Raises:
        ValueError: a rectangle without its length.
    """
    width = array.aperture.width_um
    shape = array.aperture.shape
    if shape is ApertureShape.CIRCLE:
        return math.pi * width
    if shape is ApertureShape.HEXAGON:
        return 2.0 * math.sqrt(3.0) * width
    if shape is ApertureShape.STRIPE:
        return 2.0 * _stripe_piece_um(array)
    return 2.0 * (width + aperture_length_um(array.aperture))


def gap_area_um2(array: ArraySpec) -> float:
    """Area of one pixel's cell beside its aperture: where current may pass beside the emitter.

    Raises:
        ValueError: a rectangle without its length.
    """
    return cell_area_um2(array) - aperture_area_um2(array)


def fill_factor(array: ArraySpec) -> float:
    """Emitting share of the array's area.

    Raises:
        ValueError: a rectangle without its length.
    """
    return aperture_area_um2(array) / cell_area_um2(array)


def perimeter_per_area_1_um(array: ArraySpec | None) -> float:
    """Wall length over emitting area; 0 for an unpatterned film.

    Raises:
        ValueError: a rectangle without its length.
    """
    if array is None:
        return 0.0
    return aperture_perimeter_um(array) / aperture_area_um2(array)
