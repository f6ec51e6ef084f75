"""Sidewall area per display area is proportional to the resolution at a fixed fill factor.

Claim:     A_wall / A = P h / A_cell, and scaling a plan from 1 ppi to N ppi multiplies it by N.
Yardstick: P and A_cell from the drawn outlines: the length of the wall polygon and the density of
           lattice points in a large window; 100-, 1000- and 10000-fold at 100, 1000 and 10000 ppi
           in Fig. 5c of Zhao et al., doi:10.1038/s43246-025-00957-2.
Bias:      a 3600-gon is shorter than its circle by (pi/3600)^2/6 = 1.3e-7 of it.
Tolerance: 1e-6 for that; a window of 101 by 101 cells of the square lattice holds exactly that many
           points, of the hexagonal one every other row holds 100 in place of 101, so the count is
           low by 50/10201 = 0.49 %; the fold itself is exact to rounding, 1e-12.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from geometry.aperture import aperture_outline
from geometry.lattice import HalfWidth, pixels_in_window
from geometry.measures import scaled_array, sidewall_area_per_area, sidewall_fold_increase
from geometry.shapes import Circle
from geometry.spec import ArraySpec

HEIGHT_UM = 0.1
PLANS = [
    ("hexagonal", {"shape": "circle", "width": "1.3 um"}),
    ("hexagonal", {"shape": "hexagon", "width": "2 um"}),
    ("square", {"shape": "square", "width": "2 um"}),
    ("square", {"shape": "rectangle", "width": "1 um", "length": "2 um"}),
]


def _array(lattice: str, aperture: dict[str, Any]) -> ArraySpec:
    return ArraySpec.model_validate(
        {"lattice": lattice, "pitch": "2.8 um", "aperture": aperture, "bank": {"height": "100 nm"}}
    )


def _drawn_perimeter_um(array: ArraySpec) -> float:
    outline = aperture_outline(array.aperture)
    if isinstance(outline, Circle):
        angles = np.linspace(0.0, 2.0 * math.pi, 3601)
        x, y = outline.radius_um * np.cos(angles), outline.radius_um * np.sin(angles)
    else:
        x, y = np.asarray((*outline.vertices_um, outline.vertices_um[0])).T
    return float(np.sum(np.hypot(np.diff(x), np.diff(y))))


@pytest.mark.parametrize(("lattice", "aperture"), PLANS)
def test_wall_area_is_that_of_the_drawn_walls(lattice: str, aperture: dict[str, Any]) -> None:
    array = _array(lattice, aperture)
    row_um = array.pitch * (math.sqrt(3.0) / 2.0 if lattice == "hexagonal" else 1.0)
    window = HalfWidth(50.5 * array.pitch, 50.5 * row_um)
    count = len(pixels_in_window(array, window, HalfWidth(0.0, 0.0)))
    drawn = _drawn_perimeter_um(array) * HEIGHT_UM * count / (4.0 * window.x_um * window.y_um)
    allowed = 0.005 if lattice == "hexagonal" else 2e-6
    assert sidewall_area_per_area(array, HEIGHT_UM) == pytest.approx(drawn, rel=allowed)


@pytest.mark.parametrize(("lattice", "aperture"), PLANS)
@pytest.mark.parametrize("ppi", [100.0, 1000.0, 10000.0])
def test_fold_increase_from_one_ppi(lattice: str, aperture: dict[str, Any], ppi: float) -> None:
    array = _array(lattice, aperture)
    assert sidewall_fold_increase(array, HEIGHT_UM, ppi) == pytest.approx(ppi, rel=1e-12)


@pytest.mark.parametrize(("lattice", "aperture"), PLANS)
def test_scaling_keeps_the_plan(lattice: str, aperture: dict[str, Any]) -> None:
    array = _array(lattice, aperture)
    small = scaled_array(array, 10000.0)
    ratio = _drawn_perimeter_um(small) / small.pitch
    assert ratio == pytest.approx(_drawn_perimeter_um(array) / array.pitch, rel=1e-12)
