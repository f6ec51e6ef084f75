"""What a grid makes of a wall: the error of a dipole's power beside the wall alone.

A wall without its stack is known exactly (exact.py). What the same cells, means and distances find
(run.py) differs by eps_o(d) of the power in the well, for the orientation o at the distance d.
LEE of a dipole there is wrong by as much of itself at most where power and light to air change
alike, so that of a straight wall of the length P per area A

    |d LEE| / LEE = (P / A) L,    L = int_0^NEAR sum_o w_o |eps_o(d)| dd                (1)

with the weights w_o of the emission, and of dipoles with the weights w_n at the distances d_n

    |d LEE| / LEE = sum_n w_n sum_o w_o |eps_o(d_n)|                                    (2)

Beyond NEAR the difference is a phase, which distances average out; single dipoles keep it. One
wavevector along the wall stands for all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.integrate import trapezoid

from geometry.arrays import FloatArray
from geometry.device import Device
from sim.optics.wall_alone.device import alone_wall
from sim.optics.wall_alone.exact import AloneWall, alone_exact
from sim.optics.wall_alone.run import (
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


@dataclass(frozen=True)
class WallDifference:
    """What cells make of a wall.

    Attributes:
        distance_um: (D,) increasing.
        size: (D,) sum_o w_o |eps_o|; linear between distances, constant outside.
    """

    distance_um: FloatArray
    size: FloatArray

    @property
    def length_um(self) -> float:
        """L of (1)."""
        at = np.linspace(0.0, NEAR_UM, 501)
        return float(trapezoid(np.interp(at, self.distance_um, self.size), at))

    def of_dipoles(self, distance_um: FloatArray, weight: FloatArray) -> float:
        """(2).

        Args:
            distance_um, weight: (N,) of the dipoles.
        """
        size = np.interp(distance_um, self.distance_um, self.size)
        return float(weight @ size / weight.sum())


def wall_difference(device: Device, cells: AloneCells) -> WallDifference:
    """The wall of a device on cells against the exact one.

    Args:
        device: patterned; inclined walls count as upright ones.
        cells: as its section, or its pixel, has them across the wall.
    """
    wall, film = alone_wall(device), device.as_film()
    weight = orientation_weights(device.emission.horizontal_fraction)
    places = sorted({max(2, round(d / cells.cell_um)) * cells.cell_um for d in PLACES_UM})
    size = [float(weight @ np.abs(_differences(film, wall, d, cells))) for d in places]
    return WallDifference(np.array(places), np.array(size))


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
