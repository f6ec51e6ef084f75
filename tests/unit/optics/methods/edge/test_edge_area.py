"""Distances of a pixel's points from its walls, against points strewn over the aperture."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from geometry.aperture import aperture_outline, signed_distance_um
from geometry.measures import perimeter_per_area_1_um
from geometry.spec import ArraySpec
from sim.optics.methods.edge.areas import wall_distances, wall_normals

SHAPES = [
    {"shape": "circle", "width": "8 um"},
    {"shape": "square", "width": "8 um"},
    {"shape": "hexagon", "width": "8 um"},
    {"shape": "rectangle", "width": "6 um", "length": "9 um"},
    {"shape": "stripe", "width": "8 um"},
]


def array(aperture: dict[str, str]) -> ArraySpec:
    lattice = "stripe" if aperture["shape"] == "stripe" else "square"
    entry: dict[str, Any] = {
        "lattice": lattice,
        "pitch": "10 um",
        "aperture": aperture,
        "bank": {"height": "100 nm"},
    }
    return ArraySpec.model_validate(entry)


def integral(values: NDArray[np.float64], step: float) -> float:
    return float(values.sum() * step)


@pytest.mark.parametrize("aperture", SHAPES, ids=lambda entry: entry["shape"])
def test_nearest_walls_hold_all_the_area(aperture: dict[str, str]) -> None:
    walls = wall_distances(array(aperture))
    d = (np.arange(20000) + 0.5) * walls.inradius_um / 20000
    assert integral(walls.nearest(d), walls.inradius_um / 20000) == pytest.approx(1.0, rel=1e-6)


@pytest.mark.parametrize("aperture", SHAPES[:4], ids=lambda entry: entry["shape"])
def test_nearest_distances_are_those_of_strewn_points(aperture: dict[str, str]) -> None:
    """200 000 points: shares of four bands to 0.5 % of the area."""
    pixel = array(aperture)
    outline, walls = aperture_outline(pixel.aperture), wall_distances(pixel)
    points = np.random.default_rng(1).uniform(-5.5, 5.5, (2, 200_000))
    found = signed_distance_um(outline, *points)
    found = found[found > 0.0]
    edges = np.linspace(0.0, walls.inradius_um, 5)
    share = np.histogram(found, edges)[0] / found.size
    for low, high, got in zip(edges[:-1], edges[1:], share, strict=True):
        d = low + (np.arange(500) + 0.5) * (high - low) / 500
        assert integral(walls.nearest(d), (high - low) / 500) == pytest.approx(got, abs=5e-3)


@pytest.mark.parametrize("aperture", SHAPES, ids=lambda entry: entry["shape"])
def test_at_the_wall_all_densities_are_perimeter_over_area(aperture: dict[str, str]) -> None:
    pixel = array(aperture)
    walls, at = wall_distances(pixel), np.array([1e-9])
    expected = perimeter_per_area_1_um(pixel)
    assert walls.nearest(at)[0] == pytest.approx(expected, rel=1e-6)
    assert walls.every(at)[0] == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("aperture", SHAPES, ids=lambda entry: entry["shape"])
def test_normals_are_rotations_that_sum_to_nothing(aperture: dict[str, str]) -> None:
    """Walls of a closed outline face every way alike: the mean normal vanishes."""
    normals = wall_normals(array(aperture))
    assert normals.weight.sum() == pytest.approx(1.0)
    assert np.linalg.det(normals.image) == pytest.approx(np.ones(normals.weight.size))
    assert normals.weight @ normals.image[:, 0, :] == pytest.approx(np.zeros(2), abs=1e-12)
