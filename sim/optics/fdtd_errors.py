"""What the LEE of an FDTD case may be wrong by, and why; contributions are absolute and add.

closure     the open share of the budget, as a share of LEE: total power and its parts are
            computed independently, so what is missing bounds what one of them can be wrong by
time        change of powers between the last two looks
snapping    change of the exact planar LEE when the film's heights are snapped to the grid
emission_zone, spectrum   change of the exact planar LEE by one more height, two more wavelengths
dipole_rule spread of LEE over the lateral positions over their number; with one position, how far
            the pixel is from the film, which is what walls can change at most across the pixel
"""

from __future__ import annotations

import numpy as np

from geometry.device import Device
from sim.averages import Averager, budget, lee
from sim.config import OpticsSpec
from sim.optics.dipole_record import Stepping
from sim.optics.grid_bias import grid_bias
from sim.optics.layout import Layout
from sim.optics.planar_case import planar_optics
from sim.results import OpticalResult


def error_parts(
    device: Device,
    optics: OpticsSpec,
    layout: Layout,
    result: OpticalResult,
    steppings: list[Stepping],
) -> dict[str, float]:
    """Contributions to the error of LEE by name, absolute.

    Args:
        device: as asked for.
        optics: numerics.
        layout: the device on its grid.
        result: the assembled result, without its error.
        steppings: how the runs went.
    """
    value = lee(result)
    film = planar_optics(device.as_film(), optics)
    snapped = planar_optics(layout.device.as_film(), optics)
    return {
        "grid": abs(grid_bias(layout).lee),
        "closure": abs(budget(result).closure_error) * value,
        "time": max(stepping.last_change for stepping in steppings) * value,
        "snapping": abs(lee(snapped) - lee(film)),
        "emission_zone": film.error_parts["emission_zone"],
        "spectrum": film.error_parts.get("spectrum", 0.0),
        "dipole_rule": _dipole_rule(result, abs(value - lee(film))),
    }


def _dipole_rule(result: OpticalResult, from_film: float) -> float:
    if not np.all(np.isfinite(result.wall_distance_um)):
        return 0.0
    lateral = {(float(x), float(y)) for x, y, _ in result.node_um}
    if len(lateral) == 1:
        return from_film
    per_node = Averager(result).spectrum_mean(result.air)
    return float(np.std(per_node)) / len(lateral)
