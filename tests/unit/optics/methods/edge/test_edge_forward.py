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
from sim.optics.methods.edge.pixel import edge_result, forward_error
from sim.optics.methods.edge.quadrature import DistanceBasis
from sim.optics.methods.edge.response import EdgeResponse


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
