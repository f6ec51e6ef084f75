"""Areas, perimeters and fill factors against the outlines themselves and published arrays."""

from __future__ import annotations

import math

import numpy as np
import pytest

from geometry.aperture import aperture_outline
from geometry.measures import (
    aperture_area_um2,
    aperture_perimeter_um,
    cell_area_um2,
    fill_factor,
    perimeter_per_area_1_um,
)
from geometry.shapes import Polygon
from geometry.spec import ArraySpec


def _array(shape: str, lattice: str = "square", **aperture: str) -> ArraySpec:
    return ArraySpec.model_validate(
        {
            "lattice": lattice,
            "pitch": "2.8 um",
            "aperture": {"shape": shape, "width": "1.3 um", **aperture},
            "bank": {"height": "100 nm"},
        }
    )


@pytest.mark.parametrize(
    ("shape", "aperture"),
    [("hexagon", {}), ("square", {}), ("rectangle", {"length": "2.1 um"})],
)
def test_polygons_agree_with_their_corners(shape: str, aperture: dict[str, str]) -> None:
    array = _array(shape, **aperture)
    outline = aperture_outline(array.aperture)
    assert isinstance(outline, Polygon)
    corners = np.asarray(outline.vertices_um)
    following = np.roll(corners, -1, axis=0)
    shoelace = 0.5 * np.sum(corners[:, 0] * following[:, 1] - corners[:, 1] * following[:, 0])
    length = np.sum(np.hypot(*(following - corners).T))
    assert aperture_area_um2(array) == pytest.approx(shoelace, rel=1e-12)
    assert aperture_perimeter_um(array) == pytest.approx(length, rel=1e-12)


@pytest.mark.parametrize("shape", ["circle", "hexagon", "square"])
def test_compact_shapes_share_one_edge_to_area_ratio(shape: str) -> None:
    assert perimeter_per_area_1_um(_array(shape)) == pytest.approx(4.0 / 1.3, rel=1e-12)


def test_stripe_has_two_walls() -> None:
    array = _array("stripe", lattice="stripe")
    assert perimeter_per_area_1_um(array) == pytest.approx(2.0 / 1.3, rel=1e-12)
    assert fill_factor(array) == pytest.approx(1.3 / 2.8, rel=1e-12)


def test_row_of_rectangles_counts_its_own_length_only() -> None:
    array = _array("rectangle", lattice="stripe", length="2.1 um")
    assert cell_area_um2(array) == pytest.approx(2.8 * 2.1, rel=1e-12)


def test_film_has_no_edge() -> None:
    assert perimeter_per_area_1_um(None) == 0.0


@pytest.mark.parametrize(
    ("shape", "lattice", "expected"),
    [
        ("square", "square", (1.3 / 2.8) ** 2),
        ("circle", "square", math.pi / 4 * (1.3 / 2.8) ** 2),
        ("circle", "hexagonal", math.pi / (2 * math.sqrt(3)) * (1.3 / 2.8) ** 2),
    ],
)
def test_fill_factor_of_the_9072_ppi_array(shape: str, lattice: str, expected: float) -> None:
    assert fill_factor(_array(shape, lattice)) == pytest.approx(expected, rel=1e-12)


def test_rectangle_without_length_is_refused() -> None:
    with pytest.raises(ValueError, match="length"):
        aperture_area_um2(_array("rectangle"))
