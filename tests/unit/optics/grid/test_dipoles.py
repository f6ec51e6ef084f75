"""Emitter positions on grid vertices: weights, heights, distances, symmetry."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from unit.pixel_cases import pixel_device

from geometry.spec import EmissionSpec
from sim.optics.grid.dipoles import Node, place_dipoles
from sim.optics.grid.layout import lay_out
from sim.study import OpticsSpec

OPTICS = OpticsSpec.model_validate({"wavelengths": 1, "lateral_cell": "50 nm"})


def place(lateral: int, vertical: int = 1, **changes: object) -> tuple[Node, ...]:
    layout = lay_out(pixel_device(**changes), OPTICS)  # type: ignore[arg-type]
    return place_dipoles(layout.device, layout.grid, lateral, vertical)


def test_one_position_lies_in_the_mid_plane() -> None:
    (node,) = place(1)
    assert node.y_um == 0.0
    assert node.x_um == pytest.approx(0.45)  # 0.65 / sqrt(2) = 0.4596 on the nearest vertex
    assert node.z_um == pytest.approx(0.225)
    assert node.weight == pytest.approx(1.0)
    assert node.wall_distance_um == pytest.approx(0.65 - 0.45)
    assert not node.isotropic


@pytest.mark.parametrize("lateral", [1, 2, 3, 6])
@pytest.mark.parametrize("vertical", [1, 2, 3])
def test_weights_sum_to_one_on_vertices(lateral: int, vertical: int) -> None:
    nodes = place(lateral, vertical)
    assert sum(node.weight for node in nodes) == pytest.approx(1.0)
    for node in nodes:
        for value, cell in ((node.x_um, 0.05), (node.y_um, 0.05), (node.z_um, 0.005)):
            assert value / cell == pytest.approx(round(value / cell), abs=1e-9)
        assert node.wall_distance_um == pytest.approx(0.65 - math.hypot(node.x_um, node.y_um))


def test_film_has_one_isotropic_position_per_height() -> None:
    device = replace(pixel_device(), array=None)
    layout = lay_out(device, OPTICS)
    nodes = place_dipoles(layout.device, layout.grid, 6, 2)
    assert len(nodes) == 2
    assert all(node.isotropic and math.isinf(node.wall_distance_um) for node in nodes)
    assert {(node.x_um, node.y_um) for node in nodes} == {(0.0, 0.0)}


def test_emission_zone_gives_the_heights_their_weights() -> None:
    device = replace(
        pixel_device(), emission=EmissionSpec.model_validate({"zone": "uniform"}), array=None
    )
    layout = lay_out(device, OPTICS)
    nodes = place_dipoles(layout.device, layout.grid, 1, 2)
    heights = np.array([node.z_um for node in nodes])
    assert heights == pytest.approx([0.215, 0.235])  # 15 (1 -+ 1/sqrt(3)) nm above 0.21
    assert [node.weight for node in nodes] == pytest.approx([0.5, 0.5])


def test_stripe_measures_distance_across() -> None:
    stripe = {"aperture": {"shape": "stripe", "width": "1 um"}, "lattice": "stripe"}
    nodes = place(2, **stripe)
    assert [node.x_um for node in nodes] == pytest.approx([0.1, 0.4])
    assert [node.wall_distance_um for node in nodes] == pytest.approx([0.4, 0.1])


@pytest.mark.parametrize("lateral", [2, 4, 8])
@pytest.mark.parametrize("shape", ["circle", "square", "hexagon"])
def test_no_dipole_is_nearer_to_the_wall_than_one_cell(lateral: int, shape: str) -> None:
    nodes = place(lateral, aperture={"shape": shape, "width": "1.3 um"})
    assert min(node.wall_distance_um for node in nodes) >= 0.05 * (1.0 - 1e-6)
    assert min(node.weight for node in nodes) > 0.0


@pytest.mark.parametrize("lateral", [4, 6, 8])
def test_moved_dipoles_keep_the_mean_square_radius(lateral: int) -> None:
    """Half of R^2 over a disc: weights belong to where the nodes are, not to where they were."""
    nodes = place(lateral)
    mean = sum(node.weight * (node.x_um**2 + node.y_um**2) for node in nodes)
    assert mean == pytest.approx(0.5 * 0.65**2, rel=1e-9)
