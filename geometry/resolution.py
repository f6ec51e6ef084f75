"""Pixels per inch, pitch, and how much sidewall an array has.

Published resolutions are counted in two ways: along a row, 25.4 mm / pitch, or as the number of
pixels on the diagonal of a square area over its length, which on a square lattice is smaller by
sqrt(2). ``device.array.ppi`` is counted along a row.
"""

from __future__ import annotations

import math

from geometry.measures import aperture_perimeter_um, cell_area_um2
from geometry.spec.device import ArraySpec
from geometry.units import INCH_UM, pitch_from_ppi


def ppi_from_pitch(pitch_um: float) -> float:
    """Pixels per inch along a row; the inverse of ``geometry.units.pitch_from_ppi``."""
    return INCH_UM / pitch_um


def display_ppi(pixels: tuple[int, int], size_um: tuple[float, float]) -> float:
    """Resolution of a display, sqrt(Wp^2 + Hp^2) / sqrt(W^2 + H^2) in pixels per inch.

    Args:
        pixels: pixel counts along width and height.
        size_um: width and height.

    Source: Zhao et al., doi:10.1038/s43246-025-00957-2, Eq. 1.
    """
    return math.hypot(*pixels) / math.hypot(*size_um) * INCH_UM


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
    here = sidewall_area_per_area(scaled_array(array, ppi), height_um)
    return here / sidewall_area_per_area(scaled_array(array, reference_ppi), height_um)
