"""Stripes are rectangles without end, solved row of orders by row.

Claims: (a) in a stripe orders of different k_y do not mix: the rows solved one by one give what all
orders together give, to the digits that eigenvectors lose (1e-7). (b) With bank and emitter alike
the rows give the unpatterned film summed over the same wavevectors (1e-7). (c) A rectangle whose
ends meet its neighbours' has the same raster; what differs is where the formulation takes the
normal near its ends, which dies out with the orders: at most 2.2e-3, 8e-4 and 5e-4 of the total
with 13, 37 and 69 orders; tolerance 2e-3 with 37. (d) What leaves through a stripe's cell is the
flux integrated over the whole length after which the sampled dipole comes back; without cross terms
of different k_y, exactly. (e) What dipoles across a wall 50 and 30 nm away send settles with the
orders: in one row of 19, 33 and 81 orders, read from D (sim.optics.methods.fmm.waves.jumps), 0.3397
and 0.3122, 0.3370 and 0.3133, 0.3375 and 0.3124; the series of E gives 0.3400 and 0.2873, 0.3310
and 0.3186, 0.3344 and 0.3197. Tolerance 1 %, a tenth of what E misses.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from physics.fmm_cases import CLEAR, EMITTER, LED, WAVELENGTH_UM, Case, case, pixel

from geometry.device import Device
from sim.optics.fields.point_group import direction_images
from sim.optics.methods.fmm.arriving import LOST, PARTS, TOTAL
from sim.optics.methods.fmm.escaping import AirWaves, OwnPoints, own_share
from sim.optics.methods.fmm.film import film_sum, summed_film
from sim.optics.methods.fmm.orders import Orders, rows_of
from sim.optics.methods.fmm.own_cell import OwnCell, emitter_points
from sim.optics.methods.fmm.sampling import Coherent, Positions, Sampling, solve
from sim.optics.methods.fmm.slices import cut
from sim.optics.methods.fmm.waves.problem import problem
from sim.optics.methods.fmm.zone import zone_points


def stripes(bank: float = 1.5, films: tuple[tuple[str, float, complex], ...] = CLEAR) -> Device:
    return pixel(films, 0.5, 0.3, bank, lattice="stripe", shape="stripe")


@pytest.fixture(scope="module")
def given() -> Case:
    return case(stripes(), 37)


def test_rows_do_not_mix(given: Case) -> None:
    together = given.powers(2, [0.07], [0.0])
    rows = given.powers_by_rows(2, [0.07])
    assert rows == pytest.approx(together, rel=1e-7, abs=1e-9)
    assert abs(rows[LOST]).max() < 1e-6


def test_power_across_a_near_wall_settles() -> None:
    films = (("anode", 0.150, 1.9 + 0.2j), *LED[1:])
    given = case(pixel(films, 0.6, 0.4, lattice="stripe", shape="stripe"), 9)
    zone = zone_points(given.slices.cell, direction_images(given.device.array), 2)
    near = Positions(np.array([0.15, 0.17]), np.zeros(2), np.array([given.middle_um]))
    totals = []
    for most in (9, 16, 40):
        along_x = np.arange(-most, most + 1)[:, None] * np.array([1, 0])
        orders = Orders(along_x, along_x @ given.slices.cell.reciprocal_1_um)
        one = problem(given.slices, orders, WAVELENGTH_UM, EMITTER, False)
        rows = solve((Sampling(one, Coherent()),), zone, near, given.ends, lambda: None)[0]
        totals.append(rows[TOTAL, 0, :, 0])
        assert abs(rows[LOST]).max() < 1e-6
    for few in totals[:2]:
        assert few == pytest.approx(totals[2], rel=0.01)


def test_a_stripe_of_the_banks_index_is_the_film() -> None:
    even = case(stripes(bank=1.95), 21)
    rows = even.powers_by_rows(4, [0.07])[:, 0]
    film = cut(even.device.as_film(), even.slices.cell)
    bare = problem(film, even.orders, WAVELENGTH_UM, EMITTER, False)
    sums = film_sum(even.slices, even.orders, 4)
    exact = summed_film(bare, sums, np.array([even.middle_um]), even.ends)[:, 0]
    assert 0.5 * (rows[:, 0] + rows[:, 1]) == pytest.approx(exact[:, 0], abs=1e-7)
    assert rows[:, 2] == pytest.approx(exact[:, 2], abs=1e-7)


def test_a_rectangle_that_meets_its_neighbours(given: Case) -> None:
    rectangle = case(
        pixel(CLEAR, 0.5, 0.3, 1.5, shape="rectangle", length_um=0.4999999), 37
    ).powers(2, [0.07], [0.0])
    rows = given.powers_by_rows(2, [0.07])
    assert rectangle[TOTAL] == pytest.approx(rows[TOTAL], rel=2e-3)


def test_what_leaves_above_the_own_stripe() -> None:
    """Random waves of four k_x and three k_y of a pitch of 1 (over 1 / k0), n = 4."""
    draw, n, pitch = np.random.default_rng(1), 4, 6.0
    kx, ky = np.meshgrid(*(2.0 * np.pi * np.arange(4) / (n * pitch),) * 2, indexing="ij")
    lateral = np.stack([kx.ravel() + 0.1, ky.ravel() + 0.05])
    s, p = (draw.normal(size=(16, 2)) + 1j * draw.normal(size=(16, 2)) for _ in range(2))
    half = [np.full(16, 0.5)], [np.full(16, 0.4)]
    at = (np.arange(12) + 0.5) / 12 - 0.5
    line = OwnPoints(at * pitch, np.zeros(12))
    x, y = (v.ravel() for v in np.meshgrid(at * pitch, np.arange(48) / 48 * n * pitch))
    stripe = AirWaves(1.0 / n**2, [lateral], [s], [p], *half, along=n)
    whole = AirWaves(1.0 / n**2, [lateral], [s], [p], *half)
    expected = n * own_share(whole, OwnPoints(x, y))
    assert own_share(stripe, line) == pytest.approx(expected, rel=1e-9)


def test_own_and_other_stripes_are_all() -> None:
    """As for wells (test_fmm_neighbours): bias and tolerance are those of 25 orders there."""
    films = (CLEAR[0], (EMITTER, 0.060, 1.95 + 0.05j), CLEAR[2])
    given = case(stripes(films=films), 25, absorbing=True)
    own = OwnCell(emitter_points(given.slices, EMITTER), 2.0 * 1.95 * 0.05, np.inf, 4)
    middle = Positions(np.zeros(1), np.zeros(1), np.array([given.middle_um]))
    none = OwnCell(own.points, own.loss, 0.0, 4)
    absorbed = np.zeros(3)
    for row in rows_of(given.slices.cell, given.orders):
        one = problem(given.slices, row.orders, WAVELENGTH_UM, EMITTER, True)
        zone = zone_points(given.slices.cell, direction_images(given.device.array), 4)
        moved = tuple(replace(z, k_1_um=z.k_1_um + row.shift_1_um) for z in zone)
        sampling = (Sampling(one, Coherent((own,), ())), Sampling(one, Coherent((none,), ())))
        rows = solve(sampling, moved, middle, given.ends, lambda: None)[0]
        absorbed += rows[PARTS + given.ends.parts.index(EMITTER), 0, 0]
    assert own.own() + own.elsewhere() == pytest.approx(absorbed, rel=0.06)
    assert np.all(own.own() > 0.0)
    assert none.own() == pytest.approx(np.zeros(3))  # rows without a wave that counts
    assert np.all(own.elsewhere() > 0.0)
