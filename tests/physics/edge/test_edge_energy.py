"""Claim: what a dipole beside a wall emits is absorbed, leaves into the glass, or leaves sideways.

The total from the field at the source and its parts from fluxes and absorbed power are independent.
Film and wall close to 1 % of the power each: runs end when powers change by 2e-3 between looks.
"""

from __future__ import annotations

import numpy as np
from physics.edge_cases import response

from sim.optics.powers import Powers


def open_power(powers: Powers) -> np.ndarray:  # type: ignore[type-arg]
    found = powers.air + powers.substrate + powers.lateral + powers.superstrate
    return np.asarray(powers.total - found - powers.absorbed.sum(axis=-1))


def test_the_film_in_the_window_closes() -> None:
    film = response().film_on_grid
    assert np.all(np.abs(open_power(film) / film.total) < 0.01)


def test_the_wall_closes() -> None:
    found = response()
    assert np.all(np.abs(open_power(found.effect) / found.planar.total) < 0.01)
