"""Outlines grown by an amount hold the points that the original holds with that growth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geometry.aperture import box, regular_hexagon
from geometry.shapes import Circle, Outline, RoughOutline

OUTLINES: list[Outline] = [
    Circle(0.1, -0.2, 0.6),
    box(1.3, 0.7, 0.3, 0.1),
    regular_hexagon(1.2),
    RoughOutline(box(1.0, 1.0), 0.0, 0.0, (0.02, -0.03, 0.01, 0.0)),
]


@pytest.mark.parametrize("outline", OUTLINES, ids=lambda o: type(o).__name__)
@given(by_um=st.floats(-0.3, 0.5))
def test_growing_moves_the_wall(outline: Outline, by_um: float) -> None:
    x, y = np.random.default_rng(5).uniform(-1.5, 1.5, (2, 3000))
    differ = outline.grown(by_um).contains(x, y) != outline.contains(x, y, by_um)
    assert not differ.any()
