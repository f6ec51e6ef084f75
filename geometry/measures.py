"""Areas, perimeters and resolution of an array, for losses that scale with a pixel's edge.

    shape               area          perimeter       perimeter / area
    circle d            pi d^2/4      pi d            4/d
    hexagon f (flats)   sqrt(3)/2 f^2 2 sqrt(3) f     4/f
    square w            w^2           4 w             4/w
    rectangle w x l     w l           2 (w + l)       2/w + 2/l
    stripe w            w per length  2 per length    2/w

A stripe has no end; its area and perimeter are those of a piece as long as its cell.

Published resolutions are counted in two ways: along a row, 25.4 mm / pitch, or as the number of
pixels on the diagonal of a square area over its length, which on a square lattice is smaller by
sqrt(2). ``device.array.ppi`` is counted along a row.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from geometry.aperture import aperture_length_um
from geometry.device import Device
from geometry.spec.array import ApertureShape, ArraySpec, Lattice
from geometry.units import INCH_UM, brief_length, pitch_from_ppi


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


def ppi_from_pitch(pitch_um: float) -> float:
    """Pixels per inch along a row; the inverse of ``geometry.units.pitch_from_ppi``."""
    return INCH_UM / pitch_um


def row_ppi_of_square_lattice(diagonal_ppi: float) -> float:
    """Pixels per inch along a row from those counted one by one along a square's diagonal.

    On the diagonal of a square lattice neighbours are sqrt(2) pitches apart.
    """
    return math.sqrt(2.0) * diagonal_ppi


def sidewall_area_per_area(array: ArraySpec, height_um: float) -> float:
    """Area of the pixels' vertical walls over the area of the array, P h / A_cell.

    Args:
        array: the pixel array.
        height_um: height of the walls.

    Raises:
        ValueError: a rectangle without its length.
    """
    return aperture_perimeter_um(array) * height_um / cell_area_um2(array)


def scaled_array(array: ArraySpec, ppi: float) -> ArraySpec:
    """The same plan at another resolution: pitch and aperture change in proportion.

    Heights, slopes, liners, roughness and black matrix are left as they are.
    """
    factor = pitch_from_ppi(ppi) / array.pitch
    old = array.aperture
    length = None if old.length_um is None else old.length_um * factor
    aperture = old.model_copy(update={"width_um": old.width_um * factor, "length_um": length})
    return array.model_copy(update={"pitch_um": None, "ppi": ppi, "aperture": aperture})


def sidewall_fold_increase(
    array: ArraySpec, height_um: float, ppi: float, reference_ppi: float = 1.0
) -> float:
    """Sidewall area of one plan at ``ppi`` over that at ``reference_ppi``, per area of display.

    At a fixed fill factor P / A_cell goes as 1 / pitch, so the fold is ppi / reference_ppi:
    100, 1000 and 10000 from 1 ppi, as in Fig. 5c of doi:10.1038/s43246-025-00957-2.
    """
    area = sidewall_area_per_area(scaled_array(array, ppi), height_um)
    return area / sidewall_area_per_area(scaled_array(array, reference_ppi), height_um)


@dataclass(frozen=True)
class ArrayProperties:
    """Numbers of one array.

    Attributes:
        lattice: its name.
        pitch_um: along a row, of whole pixels where they have sub-pixels.
        ppi: pixels per inch along a row.
        fill_factor: emitting share of the area (of a sub-pixel's own cell).
        cell_area_um2: area per pixel or sub-pixel.
        perimeter_um: length of one pixel's wall.
        wall_height_um: height of the bank, or of islands.
        sidewall_area_per_area: area of the walls over that of the display, walls taken as vertical.
        sidewall_fold: the same over that of this plan at 1 ppi.
        gap_area_um2: area per pixel between the emitting ones: the path of a gap shunt.
        bank_in_gap: whether a bank stands in the gap.
    """

    lattice: str
    pitch_um: float
    ppi: float
    fill_factor: float
    cell_area_um2: float
    perimeter_um: float
    wall_height_um: float
    sidewall_area_per_area: float
    sidewall_fold: float
    gap_area_um2: float
    bank_in_gap: bool

    def lines(self) -> list[str]:
        """Pixels, walls and gap, a sentence each."""
        shut = "a bank lies in it" if self.bank_in_gap else "no bank lies in it"
        return [
            f"pixels: {self.lattice}, pitch {brief_length(self.pitch_um)}, {self.ppi:.6g} per inch "
            f"along a row, fill factor {self.fill_factor:.4g}",
            f"walls: {brief_length(self.perimeter_um)} round a pixel and "
            f"{brief_length(self.wall_height_um)} high, {self.sidewall_area_per_area:.4g} of the "
            f"display's area, {self.sidewall_fold:.6g} times that at 1 ppi",
            f"gap: {self.gap_area_um2:.4g} of {self.cell_area_um2:.4g} um2 per pixel; {shut}",
        ]


def array_properties(device: Device) -> ArrayProperties:
    """Numbers of a device's array.

    Raises:
        ValueError: an unpatterned film, or a rectangle without its length.
    """
    array, height = device.patterned_array, device.bank_height_um
    ppi = ppi_from_pitch(array.pitch)
    return ArrayProperties(
        lattice=array.lattice.value,
        pitch_um=array.pitch,
        ppi=ppi,
        fill_factor=fill_factor(array),
        cell_area_um2=cell_area_um2(array),
        perimeter_um=aperture_perimeter_um(array),
        wall_height_um=height,
        sidewall_area_per_area=sidewall_area_per_area(array, height),
        sidewall_fold=sidewall_fold_increase(array, height, ppi),
        gap_area_um2=gap_area_um2(array),
        bank_in_gap=not device.has_islands,
    )
