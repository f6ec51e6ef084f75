"""What follows from the plan of an array: resolution, fill, walls and the gap, with the lattice."""

from __future__ import annotations

from dataclasses import dataclass

from geometry.device import Device
from geometry.measures import aperture_perimeter_um, cell_area_um2, fill_factor, gap_area_um2
from geometry.resolution import ppi_from_pitch, sidewall_area_per_area, sidewall_fold_increase
from geometry.units import brief_length


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
        """For the user."""
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
