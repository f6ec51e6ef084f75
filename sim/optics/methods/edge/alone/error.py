"""What a grid makes of a wall: the error of a dipole's power beside the wall alone.

A wall without its stack is known exactly (exact.py). What the same cells, means and distances find
(run.py) differs by eps_o(d) of the power in the well, for the orientation o at the distance d.
LEE of a dipole there is wrong by as much of itself at most where power and light to air change
alike, so that

    |d LEE| / LEE = (P / A) L,    L = int_0^NEAR sum_o w_o |eps_o(d)| dd               (1)

with the wall's length P per area A and the weights w_o of the emission. Beyond NEAR the difference
is a phase, which distances average out. One wavevector along the wall stands for all.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.integrate import trapezoid

from geometry.device import Device
from sim.optics.methods.edge.alone.device import alone_wall
from sim.optics.methods.edge.alone.exact import AloneWall, alone_exact
from sim.optics.methods.edge.alone.run import (
    AloneCells,
    alone_distance_um,
    alone_on_grid,
    without_wall,
)
from sim.results.averages import orientation_weights
from sim.results.records import ORIENTATIONS

NEAR_UM = 0.5
"""Distance within which what a wall returns is no sum of many fringes: four of them."""

PLACES_UM = (0.15, 0.25, 0.40)
"""Distances at which the wall is compared, each at the next vertex."""

K_Y = 0.5
"""Wavevector along the wall over the vacuum's."""


def wall_error_um(device: Device, cells: AloneCells) -> float:
    """L of (1): relative error of LEE over the wall's length per area.

    Args:
        device: patterned; inclined walls count as upright ones.
        cells: as its section has them across the wall.
    """
    wall, film = alone_wall(device), device.as_film()
    weight = orientation_weights(device.emission.horizontal_fraction)
    places = sorted({max(2, round(d / cells.cell_um)) * cells.cell_um for d in PLACES_UM})
    size = [float(weight @ np.abs(_differences(film, wall, d, cells))) for d in places]
    return _integral(places, size)


def _differences(
    film: Device, wall: AloneWall, distance_um: float, cells: AloneCells
) -> list[float]:
    """eps of every orientation at one distance."""
    seen_um = alone_distance_um(film, wall, distance_um, K_Y, cells)
    rows = []
    for orientation in ORIENTATIONS:
        place = (distance_um, orientation, K_Y, cells)
        beside = alone_on_grid(film, wall, *place)
        medium = alone_on_grid(film, without_wall(wall), *place)
        rows.append(beside / medium - alone_exact(wall, seen_um, orientation, K_Y))
    return rows


def _integral(places_um: Sequence[float], size: Sequence[float]) -> float:
    """Over distances up to NEAR_UM: linear between places, constant beyond them."""
    at = np.linspace(0.0, NEAR_UM, 501)
    return float(trapezoid(np.interp(at, places_um, size), at))
