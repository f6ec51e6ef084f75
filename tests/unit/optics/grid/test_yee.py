"""Points of a Yee grid in a box, and their shares of the box."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.optics.fields.side_power import FaceFields
from sim.optics.grid.yee import COMPONENTS, Box, component_axes, half_steps, whole_steps

LOW = st.tuples(*[st.integers(-9, 9)] * 3)
SIZE = st.tuples(*[st.integers(1, 9)] * 3)


def test_steps() -> None:
    assert list(whole_steps(-1, 2)) == [-1.0, 0.0, 1.0, 2.0]
    assert list(half_steps(-1, 2)) == [-0.5, 0.5, 1.5]


@given(low=LOW, size=SIZE, component=st.sampled_from(COMPONENTS))
def test_weights_fill_the_box(
    low: tuple[int, int, int], size: tuple[int, int, int], component: str
) -> None:
    """Every component's points share out the box's volume and are centred on it."""
    high = (low[0] + size[0], low[1] + size[1], low[2] + size[2])
    box = Box(low, high)
    weight, axes = box.weights(component), component_axes(box, component)
    assert weight.shape == (axes.x.size, axes.y.size, axes.z.size)
    assert weight.sum() == pytest.approx(size[0] * size[1] * size[2])
    mean_x = float((weight * axes.x[:, None, None]).sum() / weight.sum())
    mean_z = float((weight * axes.z[None, None, :]).sum() / weight.sum())
    assert mean_x == pytest.approx(low[0] + size[0] / 2, abs=1e-12)
    assert mean_z == pytest.approx(low[2] + size[2] / 2, abs=1e-12)


@pytest.mark.parametrize(("normal", "expected"), [("x", 2.0 - 3.0), ("y", 3.0 - 2.0)])
def test_side_power_is_the_outward_poynting_vector(normal: str, expected: float) -> None:
    """Uniform fields on 4 x 5 cells: E_along H_z = 2, E_z H_along = 3, along x their difference.

    x: E_y H_z - E_z H_y; y: E_z H_x - E_x H_z.
    """
    along, up, cell = 4, 5, 0.1
    face = FaceFields(
        e_along=np.full((along, up + 1), 2.0 + 0j),
        h_z=np.full((along, up + 1), 1.0 + 0j),
        e_z=np.full((along + 1, up), 3.0 + 0j),
        h_along=np.full((along + 1, up), 1.0 + 0j),
    )
    assert face.power(normal, cell) == pytest.approx(expected * along * up * cell**2)
