"""Correction by the film: what it leaves alone, and that it can be taken back."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from sim.optics.film_on_grid.bias import FilmPower
from sim.optics.film_on_grid.correction import (
    KnownFilm,
    apply_correction,
    film_factors,
    grid_correction,
    is_away_from_wall,
)
from sim.optics.meep.records import Stepping, SteppingStatus
from sim.optics.methods.fdtd.errors import GRID_LEFT, Evidence, error_parts
from sim.results.averages import budget, lee
from sim.results.records import GridCorrection, OpticalResult
from sim.store.hdf5 import read_case, write_case
from tests.unit.fake_cases import film_case, optical, pixel_case

SHAPE = (4, 3, 2)


def film(total: float, air: float, substrate: float) -> FilmPower:
    return FilmPower(np.full(SHAPE, total), np.full(SHAPE, air), np.full(SHAPE, substrate))


def known(near_wall: int = 0) -> KnownFilm:
    applies = np.arange(4) < 4 - near_wall
    asked, snapped, on_grid = film(1.2, 0.32, 0.30), film(1.18, 0.31, 0.29), film(1.1, 0.30, 0.28)
    return KnownFilm(asked, asked, snapped, on_grid, applies)


def without_correction(result: OpticalResult) -> OpticalResult:
    """The powers as they were found on the grid."""
    factors = result.correction
    assert factors is not None
    undone = GridCorrection(*(1.0 / getattr(factors, part.name) for part in fields(factors)))
    return replace(apply_correction(result, undone), correction=None)


def corrected(result: OpticalResult, near_wall: int = 0) -> OpticalResult:
    return apply_correction(result, grid_correction(result, known(near_wall)))


def test_the_film_becomes_exact() -> None:
    exact, on_grid = film(1.2, 0.32, 0.30), film(1.1, 0.30, 0.28)
    found = film_factors(on_grid, np.zeros(SHAPE), exact, on_grid)
    np.testing.assert_allclose(on_grid.purcell * found.purcell, exact.purcell)
    np.testing.assert_allclose(on_grid.air * found.air, exact.air)
    np.testing.assert_allclose(on_grid.substrate * found.substrate, exact.substrate)
    np.testing.assert_allclose(0.42 * found.other, 0.38)


def test_closure_stays_and_all_can_be_taken_back() -> None:
    raw = optical()
    found = corrected(raw)
    assert abs(lee(found) - lee(raw)) > 0.005
    np.testing.assert_allclose(found.closure_error, raw.closure_error, atol=1e-14)
    assert budget(found).closure_error == pytest.approx(budget(raw).closure_error, abs=1e-4)
    back = without_correction(found)
    assert back.correction is None
    for name in ("purcell", "air", "substrate", "lateral", "absorbed", "far_field"):
        np.testing.assert_allclose(getattr(back, name), getattr(raw, name), rtol=1e-12)


def test_corrections_multiply() -> None:
    raw = optical()
    twice = corrected(corrected(raw))
    np.testing.assert_allclose(without_correction(twice).air, raw.air, rtol=1e-12)


def test_light_beyond_the_films_is_left_alone() -> None:
    """Twice the film's light to air: half of it got out by the walls."""
    raw, exact, on_grid = film(1.1, 0.60, 0.0), film(1.1, 0.33, 0.0), film(1.1, 0.30, 0.0)
    found = film_factors(raw, np.zeros(SHAPE), exact, on_grid)
    np.testing.assert_allclose(raw.air * found.air, 0.63)
    np.testing.assert_allclose(0.4 * found.other, 0.37)


def test_dipoles_in_the_wall_are_left_alone() -> None:
    found = corrected(optical(), near_wall=1).correction
    assert found is not None
    for part in fields(GridCorrection):
        factor = getattr(found, part.name)
        assert np.all(factor[3] == 1.0)
        assert np.all(factor[0] != 1.0)


def test_missing_orientations_stay_missing() -> None:
    raw = optical()
    nothing = np.array([1.0, 1.0, 0.0])[None, :, None]
    shares = ("purcell", "air", "substrate", "lateral", "superstrate")
    raw = replace(
        raw,
        **{name: getattr(raw, name) * nothing for name in shares},
        absorbed=raw.absorbed * nothing[..., None],
    )
    found = corrected(raw)
    assert np.all(found.purcell[:, 2] == 0.0)
    assert np.all(np.isfinite(found.air))


def test_the_file_keeps_the_factors(tmp_path: Path) -> None:
    case = replace(pixel_case(), optics=corrected(pixel_case().optics))
    write_case(tmp_path / "case.h5", case)
    found = read_case(tmp_path / "case.h5").optics
    raw = pixel_case().optics
    np.testing.assert_allclose(without_correction(found).air, raw.air, rtol=1e-12)


def steppings() -> tuple[Stepping, ...]:
    return (Stepping(SteppingStatus.SETTLED, 1, 1, 1.0, 1.0, 1e-4),)


def test_the_correction_halves_its_part_of_the_error() -> None:
    planar = replace(film_case().optics, error_parts={"emission_zone": 0.001})
    evidence = Evidence(known(), planar, steppings())
    raw = error_parts(optical(), evidence)
    found = error_parts(corrected(optical()), evidence)
    assert found["grid"] == pytest.approx(GRID_LEFT * raw["grid"])
    assert found["snapping"] == pytest.approx(GRID_LEFT * raw["snapping"])
    assert raw["grid"] == pytest.approx(0.01)
    near = replace(evidence, known=known(near_wall=2))
    partly = error_parts(corrected(optical(), near_wall=2), near)
    assert partly["grid"] == pytest.approx(0.75 * raw["grid"])


def test_the_cell_size_counts_light_that_leaves_sideways() -> None:
    planar = replace(film_case().optics, error_parts={"emission_zone": 0.001})
    evidence = Evidence(known(), planar, steppings())
    all_of_it = error_parts(optical(), evidence)["cell_size"]
    closed = replace(optical(), lateral=np.zeros(SHAPE))
    assert 0.0 < all_of_it < 0.25
    assert error_parts(closed, evidence)["cell_size"] == 0.0


def test_a_dipole_one_cell_from_the_wall_is_corrected() -> None:
    """0.65 - 12 * 0.05 is a little less than 0.05 in binary numbers, and is a cell all the same."""
    distance = np.array([0.65 - 12 * 0.05, 0.04, 0.2])
    assert distance[0] < 0.05
    assert list(is_away_from_wall(distance, 0.05)) == [True, False, True]
