"""Pixel centres, unit cells, symmetry and wall distances of the three lattices."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geometry.aperture import aperture_outline, wall_distance_um
from geometry.lattice import (
    HalfWidth,
    half_width_for_rings,
    lattice_vectors,
    pixels_in_rings,
    pixels_in_window,
    symmetry,
    unit_cell,
)
from geometry.shapes import Polygon
from tests.unit.pixel_cases import array_spec

HEXAGON = {"shape": "hexagon", "width": "1.3 um"}
SQUARE = {"shape": "square", "width": "1.3 um"}
RECTANGLE = {"shape": "rectangle", "width": "1.3 um", "length": "2 um"}
STRIPE = {"shape": "stripe", "width": "1.3 um"}
LATTICES = ["hexagonal", "square", "stripe"]


def polygon_area(polygon: Polygon) -> float:
    x, y = np.asarray(polygon.vertices_um).T
    return 0.5 * float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))


@pytest.mark.parametrize(("lattice", "rings", "count"), [
    ("hexagonal", 0, 1), ("hexagonal", 1, 7), ("hexagonal", 2, 19), ("hexagonal", 5, 91),
    ("square", 1, 9), ("square", 2, 25), ("stripe", 3, 7),
])  # fmt: skip
def test_rings_hold_the_known_number_of_pixels(lattice: str, rings: int, count: int) -> None:
    pixels = pixels_in_rings(array_spec(lattice=lattice), rings)
    assert len({(p.x_um, p.y_um) for p in pixels}) == count


def test_six_neighbours_lie_at_one_pitch() -> None:
    near = [p for p in pixels_in_rings(array_spec(), 1) if (p.i, p.j) != (0, 0)]
    assert np.hypot([p.x_um for p in near], [p.y_um for p in near]) == pytest.approx([2.8] * 6)
    angles = sorted(round(math.degrees(math.atan2(p.y_um, p.x_um)) % 360.0) for p in near)
    assert angles == [0, 60, 120, 180, 240, 300]


def test_negative_rings_are_refused() -> None:
    with pytest.raises(ValueError, match="-1"):
        pixels_in_rings(array_spec(), -1)


@pytest.mark.parametrize("lattice", ["hexagonal", "square"])
def test_unit_cell_has_the_area_of_one_lattice_translation(lattice: str) -> None:
    array = array_spec(lattice=lattice)
    vectors = lattice_vectors(array)
    assert vectors.second_um is not None
    area = abs(np.linalg.det(np.array([vectors.first_um, vectors.second_um])))
    assert polygon_area(unit_cell(array)) == pytest.approx(area, rel=1e-12)


@given(x=st.floats(-6, 6), y=st.floats(-6, 6), lattice=st.sampled_from(LATTICES))
def test_unit_cell_is_what_lies_nearest_to_the_origin(x: float, y: float, lattice: str) -> None:
    array = array_spec(lattice=lattice)
    centres = pixels_in_rings(array, 5)
    if lattice == "stripe":
        distances = [abs(x - c.x_um) for c in centres]
    else:
        distances = [math.hypot(x - c.x_um, y - c.y_um) for c in centres]
    own = next(d for d, c in zip(distances, centres, strict=True) if (c.i, c.j) == (0, 0))
    other = min(d for d, c in zip(distances, centres, strict=True) if (c.i, c.j) != (0, 0))
    inside = bool(unit_cell(array).contains(np.array(x), np.array(y)))
    if abs(own - other) > 1e-9:
        assert inside == (own < other)


@given(
    lattice=st.sampled_from(LATTICES),
    half_x=st.floats(0.2, 9.0),
    half_y=st.floats(0.2, 9.0),
    reach=st.floats(0.1, 1.3),
)
def test_window_holds_every_pixel_that_reaches_into_it(
    lattice: str, half_x: float, half_y: float, reach: float
) -> None:
    array = array_spec(lattice=lattice)
    found = pixels_in_window(array, HalfWidth(half_x, half_y), HalfWidth(reach, reach))
    expected = {
        (p.i, p.j)
        for p in pixels_in_rings(array, 12)
        if abs(p.x_um) < half_x + reach and abs(p.y_um) < half_y + reach
    }
    assert {(p.i, p.j) for p in found} == expected


@pytest.mark.parametrize("lattice", LATTICES)
def test_half_width_holds_the_cells_of_its_rings(lattice: str) -> None:
    array = array_spec(lattice=lattice)
    window = half_width_for_rings(array, 2)
    corners = np.asarray(unit_cell(array).vertices_um)
    reach = max(c.x_um for c in pixels_in_rings(array, 2)) + corners[:, 0].max()
    assert window.x_um == pytest.approx(reach, rel=1e-12)
    if lattice != "stripe":
        reach = max(c.y_um for c in pixels_in_rings(array, 2)) + corners[:, 1].max()
        assert window.y_um == pytest.approx(reach, rel=1e-12)


@pytest.mark.parametrize(("lattice", "aperture", "wedge"), [
    ("hexagonal", {}, 30.0), ("hexagonal", HEXAGON, 30.0), ("hexagonal", SQUARE, 90.0),
    ("square", {}, 45.0), ("square", SQUARE, 45.0), ("square", HEXAGON, 90.0),
    ("square", RECTANGLE, 90.0), ("stripe", STRIPE, 90.0), ("stripe", {}, 90.0),
])  # fmt: skip
def test_wedge_tiles_the_pixel(lattice: str, aperture: dict[str, Any], wedge: float) -> None:
    """The stated group is what rotating and mirroring pixel and neighbours by brute force finds."""
    array = array_spec(lattice=lattice, aperture=aperture)
    assert symmetry(array).wedge_deg == wedge
    points = _fingerprint_points(array)
    kept = 0
    for step in range(24):
        for flip in (1.0, -1.0):
            angle = math.radians(15.0 * step)
            rotation = np.array([[math.cos(angle), -math.sin(angle)],
                                 [math.sin(angle), math.cos(angle)]])  # fmt: skip
            moved = points @ (rotation @ np.diag([1.0, flip])).T
            gaps = np.linalg.norm(moved[:, None, :] - points[None, :, :], axis=-1)
            kept += bool(np.all(gaps.min(axis=1) < 1e-9))
    assert kept == symmetry(array).order


def _fingerprint_points(array: Any) -> np.ndarray:
    """Nearest neighbours and corners of the aperture; none for a circle, which fits any group."""
    points = [(p.x_um, p.y_um) for p in pixels_in_rings(array, 1)]
    outline = aperture_outline(array.aperture)
    if isinstance(outline, Polygon):
        points += list(outline.vertices_um)
    return np.array(points)


@given(x=st.floats(-3, 3), y=st.floats(-3, 3))
def test_distance_to_a_round_wall(x: float, y: float) -> None:
    found = wall_distance_um(array_spec(), np.array(x), np.array(y))
    assert found == pytest.approx(0.65 - math.hypot(x, y), abs=1e-12)


@given(x=st.floats(-3, 3), y=st.floats(-3, 3))
@pytest.mark.parametrize("aperture", [HEXAGON, SQUARE, RECTANGLE])
def test_distance_to_straight_walls_is_the_nearest_wall_point(
    aperture: dict[str, Any], x: float, y: float
) -> None:
    array = array_spec(aperture=aperture)
    outline = aperture_outline(array.aperture)
    assert isinstance(outline, Polygon)
    corners = np.asarray(outline.vertices_um)
    t = np.linspace(0.0, 1.0, 2001)[:, None]
    walls = [a + t * (b - a) for a, b in zip(corners, np.roll(corners, -1, axis=0), strict=True)]
    brute = np.min(np.hypot(*(np.concatenate(walls) - (x, y)).T))
    sign = 1.0 if outline.contains(np.array(x), np.array(y)) else -1.0
    found = wall_distance_um(array, np.array(x), np.array(y))
    # The sampled wall is at most half a step (0.5 nm on the 2 um side) off, so never nearer.
    assert found * sign <= brute + 1e-12
    assert found * sign == pytest.approx(brute, abs=6e-4)


def test_distance_in_a_stripe_ignores_y() -> None:
    array = array_spec(lattice="stripe", aperture=STRIPE)
    found = wall_distance_um(array, np.array([0.0, 0.5, -1.0]), np.array([5e5, -3e7, 0.0]))
    assert found == pytest.approx([0.65, 0.15, -0.35])
