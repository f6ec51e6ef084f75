"""Far fields that rest on few distances from the wall say how uncertain they are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from unit.corner_cases import wide
from unit.optics.methods.edge.test_edge_corner import coarse_of, response

from geometry.device import Device, build_device
from sim.config.loader import shipped_library
from sim.optics.methods.edge.areas import wall_distances
from sim.optics.methods.edge.pixel import edge_result, forward_error
from sim.optics.methods.edge.quadrature import DistanceBasis
from sim.optics.methods.edge.response import EdgeResponse
from sim.optics.methods.edge.walls import all_walls


@pytest.fixture
def device(project_root: Path) -> Device:
    return build_device(wide(project_root, 8.0).device, shipped_library())


def with_fringes(distances: int, size: float) -> EdgeResponse:
    """Intensity along the normal that changes sign from one distance to the next."""
    given = response()
    sign = size * (-1.0) ** np.arange(distances)
    effect = given.effect.each(lambda power: 0.0 * power[:, np.zeros(distances, dtype=int)])
    far = given.planar.far_field[:, np.zeros(distances, dtype=int)]
    effect = replace(effect, far_field=far * sign[:, None, None, None, None])
    basis = DistanceBasis(np.linspace(0.1, 3.0, distances), 1.0)
    return replace(given, basis=basis, effect=effect, coarse_effect=coarse_of(effect))


def test_error_is_that_of_the_rule(device: Device) -> None:
    smooth = forward_error(with_fringes(6, 0.0), device)
    assert smooth == pytest.approx(0.0, abs=1e-12)
    assert forward_error(with_fringes(6, 0.5), device) > forward_error(with_fringes(6, 0.1), device)


@pytest.mark.parametrize("distances", [2, 3, 6, 10])
def test_error_covers_fringes_of_any_phase(device: Device, distances: int) -> None:
    """A fringe that phases alone decide: over all of them the error is the spread of the mean.

    All distances carry cos(phase + number), whose mean over a pixel of many is 0; the error is at
    least the root mean square of what a rule finds instead, and at most four times that.
    """
    given = with_fringes(distances, 0.0)
    film = given.planar.far_field
    walls = all_walls(given.basis, wall_distances(device.patterned_array))
    errors, found = [], []
    for phase in np.linspace(0.0, 2.0 * np.pi, 12, endpoint=False):
        fringe = 0.2 * np.cos(phase + 2.0 * np.arange(distances))
        far = film[:, np.zeros(distances, dtype=int)] * fringe[:, None, None, None, None]
        errors.append(
            forward_error(replace(given, effect=replace(given.effect, far_field=far)), device)
        )
        found.append(float(walls @ fringe))
    spread = float(np.sqrt(np.mean(np.square(found))))
    typical = float(np.sqrt(np.mean(np.square(errors))))
    assert spread < typical < 4.0 * spread + 0.02


@pytest.mark.parametrize(
    ("distances", "size", "is_said"), [(2, 0.0, True), (6, 0.0, False), (6, 20.0, True)]
)
def test_few_distances_are_said(device: Device, distances: int, size: float, is_said: bool) -> None:
    result = edge_result(with_fringes(distances, size), device)
    said = [w for w in result.warnings if "the far field rests on" in w]
    assert bool(said) is is_said
    if is_said:
        assert f"{distances} distances" in said[0]
        assert "I(0) is uncertain by" in said[0]
