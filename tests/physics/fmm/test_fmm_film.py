"""A pixel whose bank is made of the emitter is a film, order by order.

Claim: with walls between equal media, the powers of a dipole anywhere in the cell are those of the
unpatterned film summed over the same wavevectors, and that film's sum over a fine zone is the exact
film but for the light beyond the largest order. The pixel's slice goes through the eigenproblem of
all orders, the film through waves of single orders, the exact film through an integral over the
lateral index that shares nothing with either. Known bias: degenerate eigenvalues cost digits:
1e-7. Exact film: the near field that heats the absorbing top, 30 nm away, lies beyond 49 orders of
a 0.4 um cell (4.6 times the vacuum wavenumber): 1 % of the total, and a third of it at most beyond
121 orders. What reaches the glass needs none of it; a zone of 30 um leaves 2e-3.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from physics.fmm_cases import CLEAR, EMITTER, WAVELENGTH_UM, Case, case, pixel

from geometry.arrays import FloatArray
from sim.optics.methods.fmm.arriving import AIR, LOST, PARTS, SUBSTRATE, TOTAL
from sim.optics.methods.fmm.film import exact_film, film_sum, summed_film
from sim.optics.methods.fmm.orders import complete_shells
from sim.optics.methods.fmm.slices import cut
from sim.optics.methods.fmm.waves.problem import problem


@pytest.fixture(scope="module")
def even() -> Case:
    """Bank and emitter alike."""
    films = (*CLEAR[:2], ("top", 0.080, 1.7 + 0.05j))
    return case(pixel(films, pitch_um=0.4, width_um=0.25, bank=1.95), terms=49)


def summed(given: Case, zone: int | None) -> FloatArray:
    """The film of the same orders, (rows, O)."""
    film = cut(given.device.as_film(), given.slices.cell)
    bare = problem(film, given.orders, WAVELENGTH_UM, EMITTER, False)
    sums = film_sum(given.slices, given.orders, zone)
    return summed_film(bare, sums, np.array([given.middle_um]), given.ends)[:, 0]


def test_walls_between_equal_media_do_nothing(even: Case) -> None:
    found = even.powers(4, [0.07], [0.03])[:, 0]
    film = summed(even, 4)
    in_plane = 0.5 * (found[:, 0] + found[:, 1])
    assert in_plane == pytest.approx(film[:, 0], abs=1e-7)
    assert found[:, 2] == pytest.approx(film[:, 2], abs=1e-7)
    assert abs(found[LOST]).max() < 1e-7


def test_windows_between_equal_media_do_nothing() -> None:
    """The emitter's slice is flat: orders mix on one side of it alone."""
    films = (CLEAR[0], ("htl", 0.030, 1.5 + 0.0j), *CLEAR[1:])
    windows = case(pixel(films, pitch_um=0.4, width_um=0.25, bank=1.5, film_um=0.02), terms=25)
    assert sum(one.raster is not None for one in windows.slices.slices) == 1
    rows = windows.powers(4, [0.07], [0.03])[:, 0]
    film = summed(windows, 4)
    assert 0.5 * (rows[:, 0] + rows[:, 1]) == pytest.approx(film[:, 0], abs=1e-7)
    assert rows[:, 2] == pytest.approx(film[:, 2], abs=1e-7)


def test_a_fine_sum_is_the_exact_film(even: Case) -> None:
    film = summed(even, None)
    finer = summed(replace(even, orders=complete_shells(even.slices.cell, 121)), None)
    height = np.array([even.middle_um - even.device.emitter_below_um])
    exact = exact_film(even.device.as_film(), height, WAVELENGTH_UM, even.ends.parts)[:, 0]
    assert film[TOTAL] == pytest.approx(exact[TOTAL], rel=0.01)
    assert np.all(abs(finer - exact)[TOTAL] < 0.3 * abs(film - exact)[TOTAL])
    assert film[[AIR, SUBSTRATE]] == pytest.approx(exact[[AIR, SUBSTRATE]], abs=2e-3)
    top = PARTS + even.ends.parts.index("top")
    assert finer[top] == pytest.approx(exact[top], abs=4e-3)
