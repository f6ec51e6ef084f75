"""Powers beside a wall with an absorbing emitter: sums, sides, and a wall that does nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from geometry.arrays import FloatArray
from sim.optics.lossy_powers import LossyPowers
from sim.optics.methods.edge.absorbing import lossy_powers, open_share
from sim.optics.methods.edge.records import WallPowers


def one(value: float) -> FloatArray:
    return np.array([value])


def line(**given: float) -> WallPowers:
    """Powers of a source with parts (emitter, metal), one wavelength."""
    power = {
        name: one(given.get(name, 0.0))
        for name in ("total", "air", "glass", "own_air", "superstrate", "lateral", "own_side")
    }
    absorbed = np.array([[given.get("emitter", 0.0), given.get("metal", 0.0)]])
    return WallPowers(
        **power,
        absorbed=absorbed,
        reabsorbed=one(given.get("own", 0.0)),
        far=np.zeros((1, 1)),
        collected=one(0.0),
        own_collected=one(0.0),
    )


FILM = line(total=3.0, air=0.3, glass=0.8, lateral=0.5, own_side=0.2, emitter=1.2, own=1.2,
            metal=0.5)  # fmt: skip
"""0.4 sideways, 0.1 through the plane that belongs to no side."""

RETURNING = one(0.4)


def powers(wall: WallPowers) -> LossyPowers:
    return lossy_powers(wall, FILM, 0, RETURNING)


def test_a_film_takes_back_part_of_what_leaves_both_sides() -> None:
    film = powers(FILM)
    assert film.away == pytest.approx(0.8 + 0.5 + 0.6 * 0.4 + 0.1)
    assert film.air == pytest.approx(0.3)
    assert film.to_neighbours == 0.0


def test_what_passes_a_wall_is_gone_and_part_of_it_is_the_neighbours() -> None:
    """0.25 on the own side, 0.15 behind the wall, where other emitters take 0.2 in the window."""
    wall = line(total=3.0, air=0.32, glass=0.85, lateral=0.5, own_side=0.25, emitter=1.15,
                own=0.95, metal=0.5)  # fmt: skip
    found = powers(wall)
    assert found.away == pytest.approx(0.85 + 0.5 + 0.2 + 0.6 * 0.25 + 0.15 + 0.1)
    assert found.to_neighbours == pytest.approx(0.2 + 0.4 * 0.15)


def test_the_budget_is_open_by_what_arrives_nowhere() -> None:
    assert open_share([FILM]) == pytest.approx(0.0, abs=1e-12)
    missing = replace(FILM, total=one(3.18))
    assert open_share([missing, FILM]) == pytest.approx(0.18 / (2 * 1.8))


def test_powers_add_over_heights_and_scale() -> None:
    rows = LossyPowers(*(np.arange(4.0).reshape(2, 2) * f for f in (1.0, 2.0, 3.0)))
    mean = rows.at_heights(np.array([[0.5, 0.5]]))
    np.testing.assert_allclose(mean.away, [[2.0, 4.0]])
    np.testing.assert_allclose(rows.minus(rows).to_neighbours, 0.0)
    np.testing.assert_allclose(rows.times(np.array([2.0])).air, 2.0 * rows.air)
