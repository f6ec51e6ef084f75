"""Sidewall area per display area grows 100, 1000 and 10000 times from 1 to 100, 1000, 10000 ppi.

Claim (Fig. 5c of Zhao et al., Communications Materials (2025), doi:10.1038/s43246-025-00957-2): at
a fixed plan and wall height the walls' area over the display's is P h / A_cell, P going as the
pitch and A_cell as its square, so that it grows as ppi. Computed here from what the generator
draws: the outlines of one unit cell of the exported plan, not from the formula.

Bias: circles are drawn as polygons of 0.1 nm sagitta, whose length is short by (pi / n)^2 / 6 with
n corners: 2e-5 at 10000 ppi, less below. Tolerance 1e-4.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from geometry.device import Device
from geometry.measures import scaled_array, sidewall_fold_increase
from geometry.plan_export import PlanLayer, plan_polygons
from tests.unit.pixel_cases import pixel_device

HEIGHT_UM = 0.1
PLANS = [("hexagonal", "circle"), ("hexagonal", "hexagon"), ("square", "square")]


def at_ppi(plan: tuple[str, str], ppi: float) -> Device:
    lattice, shape = plan
    first = pixel_device(lattice=lattice, aperture={"shape": shape, "width": "1.3 um"})
    array = scaled_array(first.patterned_array, ppi)
    return pixel_device(
        lattice=lattice,
        pitch=f"{array.pitch!r} um",
        aperture={"shape": shape, "width": f"{array.aperture.width_um!r} um"},
    )


def wall_per_area(device: Device) -> float:
    """Length of the outline at the origin times the height over the area of the unit cell."""
    drawn = {p.layer: np.asarray(p.vertices_um) for p in plan_polygons(device, (1e-6, 1e-6))}
    wall, cell = drawn[PlanLayer.APERTURE], drawn[PlanLayer.UNIT_CELL]
    length = np.hypot(*(np.roll(wall, -1, axis=0) - wall).T).sum()
    after = np.roll(cell, -1, axis=0)
    area = 0.5 * np.sum(cell[:, 0] * after[:, 1] - after[:, 0] * cell[:, 1])
    return float(length * HEIGHT_UM / area)


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("fold", [100.0, 1000.0, 10000.0])
def test_figure_5c(plan: tuple[str, str], fold: float) -> None:
    found = wall_per_area(at_ppi(plan, fold)) / wall_per_area(at_ppi(plan, 1.0))
    assert found == pytest.approx(fold, rel=1e-4)


@pytest.mark.parametrize("plan", PLANS)
def test_the_stated_fold_is_that_of_the_drawing(plan: tuple[str, str]) -> None:
    array = at_ppi(plan, 1.0).patterned_array
    assert sidewall_fold_increase(array, HEIGHT_UM, 5000.0) == pytest.approx(5000.0, rel=1e-12)


def test_one_inch_at_1_ppi() -> None:
    """The plan of 9072 ppi, 1.3 um wide, blown up to a pixel per inch: P = pi 1.3 / 2.8 inch."""
    inch = 25_400.0
    expected = math.pi * 1.3 / 2.8 * inch * HEIGHT_UM / (math.sqrt(3.0) / 2.0 * inch**2)
    assert wall_per_area(at_ppi(PLANS[0], 1.0)) == pytest.approx(expected, rel=1e-4)
