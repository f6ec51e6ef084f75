"""What a small pixel says about corners: its error, and when its term is used."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from unit.corner_cases import wide
from unit.fake_cases import PARTS, optical

from geometry.device import Device, build_device
from sim.config.loader import shipped_library
from sim.optics.methods.edge.areas import pixel_measures
from sim.optics.methods.edge.corners.small_pixel import small_pixel_study
from sim.optics.methods.edge.corners.term import (
    CornerTerm,
    WholePixel,
    corner_term,
    difference_error,
    with_corner,
    with_small_pixel,
)
from sim.optics.methods.edge.pixel import edge_result, pixel_from_edge
from sim.optics.methods.edge.quadrature import DistanceBasis
from sim.optics.methods.edge.response import CoarseEffect, EdgeResponse, GridCells
from sim.optics.powers import Powers
from sim.results.averages import budget, crosstalk, lee
from sim.results.records import Cost, OpticalResult, Status
from sim.study import Study


@pytest.fixture
def study(project_root: Path) -> Study:
    return wide(project_root, 20.0)


# ------------------------------------------------------------------------------------- the error


def test_the_error_of_the_difference_counts_shared_parts_once() -> None:
    whole = {"grid": 0.004, "emission_zone": 0.002, "spectrum": 0.001, "dipole_rule": 0.01}
    by_edge = {"grid": 0.001, "emission_zone": 0.003, "spectrum": 0.001, "corner": 0.2, "reach": 0}
    expected = 0.004 + 0.001 + 0.01 + 0.003 + 0.001
    assert difference_error(whole, by_edge) == pytest.approx(expected, rel=1e-12)


def test_the_term_falls_with_the_area_and_its_error_with_it() -> None:
    term = CornerTerm(0.6, 0.36, coefficient_um2=-0.018, difference_error=0.02)
    assert term.lee_in(0.36) == pytest.approx(-0.05)
    assert term.error_in(0.36) == pytest.approx(0.02 + 0.5 * 0.05)
    assert term.lee_in(36.0) == pytest.approx(-0.0005)
    assert term.error_in(36.0) == pytest.approx(0.01 * term.error_in(0.36))


# ------------------------------------------------------------------------------ a made-up response


def powers(total: float, air: float, substrate: float, distances: int) -> Powers:
    """Powers of all orientations alike but for z, which sends little into the glass."""
    shape = (1, distances, 3, 1)
    lit = np.array([1.0, 1.0, 0.05])[:, None] * np.ones(shape)
    absorbed = np.zeros((*shape, len(PARTS)))
    absorbed[..., 4] = total - (air + substrate) * lit
    size = optical(pixel=False).direction_cosine.size
    return Powers(
        total=total * np.ones(shape),
        air=air * lit,
        substrate=substrate * lit,
        lateral=np.zeros(shape),
        superstrate=np.zeros(shape),
        own_side=np.zeros(shape),
        absorbed=absorbed,
        reabsorbed=np.zeros(shape),
        foreign_air=0.1 * air * lit,
        far_field=np.broadcast_to((air * lit / np.pi)[..., None, None], (*shape, size, size)),
        collected=0.25 * air * lit,
        foreign_collected=0.05 * air * lit,
    )


def coarse_of(effect: Powers) -> CoarseEffect:
    """A coarse rule that finds the same."""
    return CoarseEffect(effect.total, effect.air, effect.foreign_air, effect.foreign_collected)


def response() -> EdgeResponse:
    """A film with LEE 0.25 and a wall that adds 0.05 to dipoles at 0.1 um, 0.01 at 0.5 um."""
    planar = powers(1.0, 0.3, 0.3, 1)
    effect = powers(0.0, 1.0, 0.5, 2).times(np.array([0.06, 0.012])[None, :, None, None])
    film = optical(0.25, pixel=False)
    return EdgeResponse(
        basis=DistanceBasis(np.array([0.1, 0.5]), 1.0),
        height_um=np.array([0.2]),
        height_weight=np.ones(1),
        wavelength_um=np.array([0.52]),
        spectral_weight=np.ones(1),
        planar=planar,
        effect=effect,
        coarse_effect=coarse_of(effect),
        film_on_grid=planar,
        guided=np.ones((1, 1, 3, 1)),
        horizontal_fraction=2.0 / 3.0,
        parts=PARTS,
        plqy=0.97,
        status=Status.OK,
        cost=Cost(),
        film=replace(film, absorbing_parts=PARTS[:5], warnings=()),
        reflectance=0.0,
        cells=GridCells(film=0.01, snapping=0.0, wall_um=0.0, last_change=0.0),
        warnings=(),
    )


@pytest.fixture
def device(study: Study) -> Device:
    return build_device(study.device, shipped_library())


@pytest.fixture
def small(study: Study) -> Device:
    return build_device(small_pixel_study(study, 0.6).device, shipped_library())


def with_lee(result: OpticalResult, value: float) -> OpticalResult:
    return replace(result, air=value / lee(result) * result.air)


def whole(small: Device, lee_more: float, film_more: float = 0.0, **errors: float) -> WholePixel:
    """A full solution of the small pixel whose LEE is larger than the edge's by ``lee_more``.

    At its heights the film's LEE is larger than that of the edge's film by ``film_more``.
    """
    by_edge = lee(pixel_from_edge(response(), small))
    result = with_lee(optical(0.25), by_edge + lee_more)
    film = with_lee(optical(0.25, pixel=False), lee(response().film) + film_more)
    return WholePixel(small, replace(result, error_parts=errors, status=Status.OK), film)


def test_a_certain_term_moves_lee_by_c_over_area(device: Device, small: Device) -> None:
    before = edge_result(response(), device)
    term = corner_term(whole(small, -0.02, grid=0.001), response())
    ratio = 0.6**2 / 20.0**2
    assert term.coefficient_um2 == pytest.approx(-0.02 * 0.6**2, rel=1e-9)
    found = with_corner(before, device, term)
    assert lee(found) - lee(before) == pytest.approx(-0.02 * ratio, rel=1e-9)
    by_edge = edge_result(response(), small).error_parts
    expected = ratio * (0.001 + sum(by_edge.values()) - by_edge["corner"] + 0.5 * 0.02)
    assert found.error_parts["corner"] == pytest.approx(expected, rel=1e-9)
    assert found.error_parts["corner"] < before.error_parts["corner"]
    assert found.lee_error == pytest.approx(sum(found.error_parts.values()))
    assert "for corners, from a pixel 600 nm wide solved whole" in found.warnings[-1]


def test_films_at_other_heights_are_no_corner(small: Device) -> None:
    """A case solved at one height, its film at three: what the heights change is left out."""
    same = corner_term(whole(small, -0.02), response())
    other = corner_term(whole(small, -0.02 + 0.008, film_more=0.008), response())
    assert other.coefficient_um2 == pytest.approx(same.coefficient_um2, rel=1e-9)


def test_what_the_term_moves_stays_a_budget(device: Device, small: Device) -> None:
    """Totals, closure and crosstalk stay; the far field follows the light to air; none below 0."""
    before = edge_result(response(), device)
    term = corner_term(whole(small, -0.1), response())
    found = with_corner(before, device, term)
    assert np.array_equal(found.purcell, before.purcell)
    assert np.allclose(found.closure_error, before.closure_error, atol=1e-15)
    assert crosstalk(found) == pytest.approx(crosstalk(before), rel=1e-12)
    assert budget(found).substrate - budget(before).substrate == pytest.approx(
        lee(before) - lee(found), rel=1e-9
    )
    gain = lee(found) / lee(before)
    assert np.allclose(found.far_field, gain * before.far_field, rtol=1e-12)
    assert found.air.min() >= 0.0
    assert found.substrate.min() >= 0.0


def test_noise_does_not_move_a_result(device: Device, small: Device) -> None:
    """A dipole rule as uncertain as LEE itself: the estimate stays, and both numbers are said."""
    before = edge_result(response(), device)
    term = corner_term(whole(small, 0.05, dipole_rule=50.0), response())
    found = with_corner(before, device, term)
    area = pixel_measures(device.patterned_array).area_um2
    assert term.error_in(area) > before.error_parts["corner"] > 0.0
    assert np.array_equal(found.air, before.air)
    assert found.error_parts == before.error_parts
    assert found.lee_error == before.lee_error
    assert f"{term.error_in(area):.2g}" in found.warnings[-1]
    assert f"{before.error_parts['corner']:.2g}" in found.warnings[-1]
    assert "not used" in found.warnings[-1]


def test_light_that_is_not_there_is_not_moved(device: Device) -> None:
    before = edge_result(response(), device)
    sure = replace(before, error_parts={**before.error_parts, "corner": 10.0})
    for extra in (-2.0 * lee(before), 3.0 * lee(before)):
        area = pixel_measures(device.patterned_array).area_um2
        found = with_corner(sure, device, CornerTerm(0.6, 0.36, extra * area, 0.0))
        assert np.array_equal(found.air, before.air)
        assert "is not there" in found.warnings[-1]


@pytest.mark.parametrize(
    "status", [Status.NOT_CONVERGED, Status.BUDGET_OPEN, Status.UNSTABLE, Status.FAILED]
)
def test_a_small_pixel_that_did_not_end_well_says_so(
    device: Device, small: Device, status: Status
) -> None:
    before = edge_result(response(), device)
    solved = whole(small, -0.02)
    solved = replace(solved, result=replace(solved.result, status=status))
    found = with_small_pixel(before, response(), device, solved)
    assert np.array_equal(found.air, before.air)
    assert found.error_parts == before.error_parts
    assert "a pixel 600 nm wide gives no corner term" in found.warnings[-1]
    assert status.sentence in found.warnings[-1]
