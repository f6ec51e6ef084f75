"""The power of a line of dipoles beside a wall without a stack, by the planar engine turned.

The wall alone is well | films | bank, endless along y and upwards. A line of dipoles exp(i k_y y)
in the well's index n_1 is an integral over k_z of waves of lateral wavevector k = (k_y, k_z), which
the films return with r_s, r_p (the latter of H) of the planar engine, exp(2 i k_x d) included. With
k_x^2 = k_1^2 - k^2, c_u = k_u / k, s_u^2 = 1 - c_u^2,

    across (x):         k^2 / k_x (1 + r_p)                                             (1)
    along u (y or z):   (k_1^2 / k_x) s_u^2 (1 + r_s) + k_x c_u^2 (1 - r_p)             (2)

and the power over that in the well's medium is the real part of the integral, over the same with
r = 0. The way k_z - 0.35 i k_1 k_z / (k_1 + k_z) passes below all poles.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import roots_legendre

from sim.optics.film.multilayer import Polarisation, Side, respond

_END, _NODES = 12.0, 400
"""Of the integral, in vacuum wavevectors: exp(-2 k_x d) is below 1e-8 at 0.13 um."""


@dataclass(frozen=True)
class AloneFilm:
    """One film of a wall: thickness and n + i k."""

    thickness_um: float
    index: complex


@dataclass(frozen=True)
class AloneWall:
    """Well, films from it outwards (none on a bare wall), bank, and the light's wavelength.

    Attributes:
        well: real index of the emitter.
        films: on the wall.
        bank: index behind them.
        wavelength_um: in vacuum.
    """

    well: float
    films: tuple[AloneFilm, ...]
    bank: complex
    wavelength_um: float

    @property
    def thickness_um(self) -> float:
        """Of all films."""
        return sum(film.thickness_um for film in self.films)


def alone_exact(wall: AloneWall, distance_um: float, orientation: str, k_y_index: float) -> float:
    """Power of a line of dipoles beside a wall over that in the well's medium.

    Args:
        wall: its films.
        distance_um: of the line from the first of them.
        orientation: "x" across the wall, "y" along the line, "z" along the wall.
        k_y_index: k_y over the vacuum's wavevector.
    """
    t, weight = roots_legendre(_NODES)
    straight = _END * (0.5 * (t + 1.0)) ** 2
    path = straight - 0.35j * wall.well * straight / (wall.well + straight)
    bend = 1.0 - 0.35j * wall.well**2 / (wall.well + straight) ** 2
    step = bend * 0.5 * _END * (t + 1.0) * weight
    k = np.sqrt(path**2 + k_y_index**2)
    side = Side(
        wall.well,
        distance_um,
        tuple(film.index for film in wall.films),
        tuple(film.thickness_um for film in wall.films),
        wall.bank,
    )
    r_s, r_p = (
        respond(side, k, polarisation, wall.wavelength_um).reflection
        for polarisation in Polarisation
    )
    k_x = np.sqrt(wall.well**2 - k**2)
    if orientation == "x":
        returned = k**2 / k_x * r_p  # (1)
    else:
        c2 = ((path if orientation == "z" else k_y_index) / k) ** 2
        returned = wall.well**2 / k_x * (1.0 - c2) * r_s - k_x * c2 * r_p  # (2)
    return 1.0 + float(np.real(step @ returned)) / _free(wall.well, orientation, k_y_index)


def _free(well: float, orientation: str, k_y_index: float) -> float:
    """The integral for r = 0: waves that travel, k_z = K sin(t) with K^2 = k_1^2 - k_y^2."""
    if orientation == "y":
        return 0.5 * math.pi * (well**2 - k_y_index**2)
    return 0.25 * math.pi * (well**2 + k_y_index**2)
