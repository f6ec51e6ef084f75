"""How warm a device becomes, by its size.

    disc on a thick plate      dT = P / (4 kappa a)                              (1)
    behind it, to the air      dT = P / (h A_plate)                              (2)

a: radius of a disc of the device's area; kappa: of the plate; h: both faces' heat transfer to still
air. (1) holds for a disc much smaller than the plate's thickness (an isothermal one; the mean of a
uniformly heated one is 1.08 times as warm); a wider device is cooler than (1), for its heat leaves
through the plate at last. (2) is common to all that lies on the plate. Small devices run cooler at
the same current density: dT of (1) grows with a. An array heats like the whole of its area.

Source: H. S. Carslaw and J. C. Jaeger, Conduction of Heat in Solids (1959), 8.2.
"""

from __future__ import annotations

import math

STILL_AIR_W_M2K = 10.0
"""Both faces of a plate, radiation included: 5 W/m2K each is usual."""


def disc_radius_m(area_m2: float) -> float:
    """Radius of the disc of the same area."""
    return math.sqrt(area_m2 / math.pi)


def disc_rise_k(power_w: float, area_m2: float, conductivity_w_mk: float) -> float:
    """Rise of a device on a thick plate, by (1)."""
    return power_w / (4.0 * conductivity_w_mk * disc_radius_m(area_m2))


def plate_rise_k(power_w: float, plate_area_m2: float, transfer_w_m2k: float) -> float:
    """Rise of the plate as a whole above the air, by (2)."""
    return power_w / (transfer_w_m2k * plate_area_m2)


def is_small(area_m2: float, plate_thickness_m: float) -> bool:
    """Whether the disc is small against the plate's thickness, as (1) presumes."""
    return disc_radius_m(area_m2) < 0.5 * plate_thickness_m
