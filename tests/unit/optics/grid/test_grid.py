"""Cells, planes and heights of the stretched grid."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.optics.grid.grid import Grid

CLOSED = Grid(
    lateral_cell_um=0.025,
    film_cell_um=0.005,
    inner_x=40,
    inner_y=30,
    absorber=24,
    pml=16,
    glass=4,
    film=60,
    above=0,
    closed=True,
)
OPEN = replace(CLOSED, above=4, closed=False, film=60, glass=4)


def test_counts() -> None:
    assert (CLOSED.nx, CLOSED.ny, CLOSED.nz) == (128, 108, 80)
    assert CLOSED.voxels == 128 * 108 * 80
    assert CLOSED.stretch == pytest.approx(5.0)
    assert OPEN.nz == 80 + 20
    assert CLOSED.film_top_um == pytest.approx(0.3)
    assert CLOSED.half_width_um == pytest.approx((1.6, 1.35))


def test_odd_cells_and_high_film_cells_are_refused() -> None:
    with pytest.raises(ValueError, match="even number"):
        replace(CLOSED, film=61)
    with pytest.raises(ValueError, match="not be higher"):
        replace(CLOSED, film_cell_um=0.05)


def test_landmarks() -> None:
    for grid in (CLOSED, OPEN):
        assert grid.plane_of(0.0) == grid.face_plane == 20
        assert grid.plane_of(grid.film_top_um) == pytest.approx(grid.film_top_plane)
        assert grid.stepped_z_um(grid.film_top_um) - grid.stepped_z_um(0.0) == pytest.approx(
            grid.stretch * grid.film_top_um
        )
    # the stepped space is centred on its origin
    assert CLOSED.stepped_z_um(CLOSED.film_top_um) == pytest.approx(40 * 0.025)


@given(plane=st.floats(-10.0, 110.0, allow_subnormal=False), is_open=st.booleans())
def test_heights_and_planes_are_inverse(plane: float, is_open: bool) -> None:
    grid = OPEN if is_open else CLOSED
    if not is_open:
        plane = min(plane, float(grid.film_top_plane))
    assert grid.plane_of(float(grid.height_um(plane))) == pytest.approx(plane, abs=1e-9)


def test_cell_centres() -> None:
    assert CLOSED.x_um.size == CLOSED.nx
    assert CLOSED.x_um.sum() == pytest.approx(0.0, abs=1e-12)
    assert CLOSED.y_um[0] == pytest.approx(-1.35 + 0.0125)
    steps = np.diff(OPEN.z_um)
    assert steps[0] == pytest.approx(0.025)
    assert steps[40] == pytest.approx(0.005)
    assert steps[-1] == pytest.approx(0.025)
    # the cells next to a change of stretch differ by half of either
    assert steps[OPEN.face_plane - 1] == pytest.approx(0.015)


@given(
    eps=st.floats(1.0, 12.0, allow_subnormal=False),
    strength=st.floats(0.0, 400.0, allow_subnormal=False),
    cells=st.sampled_from([0.005, 0.025]),
)
def test_time_step_is_stable(eps: float, strength: float, cells: float) -> None:
    """(dt / 2)^2 (4 (2 + s^2) / a^2 + Omega^2) < eps for the film, dt < a / sqrt(3) elsewhere."""
    grid = replace(CLOSED, film_cell_um=cells)
    step = grid.courant(eps, strength) * grid.lateral_cell_um
    shortest = 4.0 * (2.0 + grid.stretch**2) / grid.lateral_cell_um**2
    plasma = (2.0 * np.pi) ** 2 * strength
    assert 0.25 * step**2 * (shortest + plasma) <= 0.95**2 * eps * (1 + 1e-12)
    assert step <= 0.95 * grid.lateral_cell_um / np.sqrt(3.0) * (1 + 1e-12)
