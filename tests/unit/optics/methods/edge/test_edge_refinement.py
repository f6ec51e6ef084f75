"""More distances from the wall until the error of LEE is within the tolerance."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from unit.corner_cases import wide
from unit.optics.methods.edge.test_edge_corner import coarse_of, powers, response

from geometry.device import Device, build_device
from sim.config.loader import shipped_library
from sim.optics.methods.edge.pixel import edge_result
from sim.optics.methods.edge.quadrature import DistanceBasis
from sim.optics.methods.edge.refinement import PART, Steps, WallSolution, refined_wall
from sim.optics.section.section import edge_section
from sim.results.averages import lee
from sim.results.records import Status
from sim.study import OpticsSpec, RefineSpec

FALL_UM = 0.15
SIZE = 0.4


@pytest.fixture
def device(project_root: Path) -> Device:
    return build_device(wide(project_root, 8.0).device, shipped_library())


@pytest.fixture
def optics(project_root: Path) -> OpticsSpec:
    spec = wide(project_root, 8.0).optics
    dipoles = spec.dipoles.model_copy(update={"lateral": 3})
    changes = {"dipoles": dipoles, "refine": RefineSpec(rounds=6), "tolerance": 0.01}
    return spec.model_copy(update=changes)


class Walls:
    """Walls that add SIZE exp(-d / FALL_UM) to the light to air, without runs."""

    def __init__(self, device: Device, optics: OpticsSpec, seconds: float = 0.0) -> None:
        self.device, self.optics, self.asked = device, optics, [()]
        self.seconds = seconds

    def solve(self, added_um: tuple[float, ...]) -> WallSolution:
        """The wall at the rule's distances and the added ones."""
        self.asked.append(added_um)
        section = edge_section(self.device, self.optics, added_um)
        size = SIZE * np.exp(-section.distance_um / FALL_UM)
        effect = powers(0.0, 1.0, 0.0, size.size).times(size[None, :, None, None])
        basis = DistanceBasis(section.distance_um, 1.0)
        given = replace(response(), basis=basis, effect=effect, coarse_effect=coarse_of(effect))
        return WallSolution(section, given, edge_result(given, self.device), added_um)

    def refined(self) -> WallSolution:
        """Refined; every look at the clock is ``seconds`` later."""
        looks = iter(range(1000))
        steps = Steps(self.solve, lambda: self.seconds * next(looks), bool, lambda _: None)
        return refined_wall(self.device, self.optics, steps)


def exact(walls: Walls) -> float:
    """LEE on so many distances that none is missed between two vertices."""
    section = edge_section(walls.device, walls.optics)
    reach = float(section.wall_um - section.place_um[-1])
    everywhere = (*np.arange(0.05, 0.6, 0.05), *np.arange(0.6, reach, 0.2))
    return lee(walls.solve(everywhere).result)


def test_the_error_falls_to_the_tolerance_and_holds(device: Device, optics: OpticsSpec) -> None:
    walls = Walls(device, optics)
    first = walls.solve(())
    refined = walls.refined()
    assert refined.result.error_parts[PART] < 0.5 * first.result.error_parts[PART]
    assert abs(lee(refined.result) - exact(walls)) < refined.result.error_parts[PART]


def test_it_halves_where_the_wall_bends_most(device: Device, optics: OpticsSpec) -> None:
    refined = Walls(device, optics).refined()
    assert 3 <= len(refined.added_um) < 20
    assert np.argmin(np.diff(refined.section.distance_um)) < 3


def test_distances_before_stay(device: Device, optics: OpticsSpec) -> None:
    walls = Walls(device, optics)
    walls.refined()
    for before, after in zip(walls.asked[1:-1], walls.asked[2:], strict=True):
        assert after[: len(before)] == before
        old = edge_section(device, optics, before).place_um
        assert set(np.round(old, 9)) <= set(
            np.round(edge_section(device, optics, after).place_um, 9)
        )


def test_nothing_is_added_unasked(device: Device, optics: OpticsSpec) -> None:
    plain = optics.model_copy(update={"refine": RefineSpec()})
    assert Walls(device, plain).refined().added_um == ()


def test_time_ends_it_with_a_reason(device: Device, optics: OpticsSpec) -> None:
    hasty = optics.model_copy(
        update={"refine": RefineSpec.model_validate({"rounds": 6, "longest": "1 s"})}
    )
    result = Walls(device, hasty, seconds=10.0).refined().result
    assert result.status is Status.NOT_CONVERGED
    assert "ended above the tolerance" in result.warnings[-1]
