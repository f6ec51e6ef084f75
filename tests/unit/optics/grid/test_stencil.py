"""Stencils of dipole currents: shares, form factor, bulk power."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.optics.grid.source_stencil import AXES, bulk_power, stencil

PHASES = st.floats(-0.6, 0.6, allow_subnormal=False)


@pytest.mark.parametrize("orientation", AXES)
@pytest.mark.parametrize("compensated", [True, False])
def test_shares_sum_to_one_and_balance(orientation: str, compensated: bool) -> None:
    points = stencil(orientation, compensated=compensated).points
    assert sum(p.weight for p in points) == pytest.approx(1.0, abs=1e-15)
    for moment in ("dx", "dy", "dz"):
        assert sum(p.weight * getattr(p, moment) for p in points) == pytest.approx(0.0, abs=1e-15)


@pytest.mark.parametrize("orientation", AXES)
@pytest.mark.parametrize("compensated", [True, False])
def test_points_lie_on_the_component(orientation: str, compensated: bool) -> None:
    """A component sits at half-steps along its own axis, at whole steps along the others."""
    for point in stencil(orientation, compensated=compensated).points:
        for axis, offset in zip(AXES, (point.dx, point.dy, point.dz), strict=True):
            assert offset % 1.0 == (0.5 if axis == orientation else 0.0)


@given(theta_x=PHASES, theta_y=PHASES, orientation=st.sampled_from(AXES))
def test_form_factor_gives_lateral_waves_their_share(
    theta_x: float, theta_y: float, orientation: str
) -> None:
    """|f|^2 = cos cos to fourth order in k a / 2.

    With c = cos^2: the whole-step factor squared is (3 + c)^2 / 16 and the half-step one
    c (5 - c)^2 / 16; by Taylor's series they differ from cos by 3/16 and -5/16 theta^4.
    """
    along = stencil(orientation).along
    for axis, theta in zip(along[:2], (theta_x, theta_y), strict=True):
        found = float(axis.form_factor(np.array(theta))) ** 2
        assert abs(found - math.cos(theta)) <= 5 / 16 * theta**4 + 1e-15


def test_form_factor_error_falls_with_the_fourth_power() -> None:
    for axis in (stencil("x").along[0], stencil("x").along[1]):
        errors = [abs(float(axis.form_factor(np.array(t))) ** 2 - math.cos(t)) for t in (0.1, 0.2)]
        assert math.log2(errors[1] / errors[0]) == pytest.approx(4.0, abs=0.1)


def test_reach_is_the_largest_lateral_offset() -> None:
    assert stencil("x").reach == 1.5
    assert stencil("z").reach == 1.0
    assert stencil("z", compensated=False).reach == 0.0


@pytest.mark.parametrize("orientation", AXES)
@pytest.mark.parametrize("compensated", [True, False])
def test_bulk_power_tends_to_the_continuum(orientation: str, compensated: bool) -> None:
    """n omega^2 / (6 pi); what is left falls with the square of the cell."""
    omega = 2.0 * math.pi / 0.52
    exact = 1.95 * omega**2 / (6.0 * math.pi)
    source = stencil(orientation, compensated=compensated)
    errors = []
    for cell in (0.002, 0.001):
        power = bulk_power(source, 1.95, 0.52, (cell, cell, cell), 0.5 * cell)
        errors.append(abs(power / exact - 1.0))
    assert errors[1] < 1e-4
    assert errors[0] / errors[1] == pytest.approx(4.0, rel=0.02)


def test_bulk_power_is_the_same_for_in_plane_dipoles() -> None:
    cells = (0.04, 0.04, 0.01)
    x, y = (bulk_power(stencil(o), 1.95, 0.52, cells, 0.01) for o in "xy")
    assert x == pytest.approx(y, rel=1e-12)


def test_bulk_power_refuses_cells_that_carry_no_wave() -> None:
    with pytest.raises(ValueError, match="cannot carry"):
        bulk_power(stencil("x"), 1.95, 0.52, (0.2, 0.2, 0.2), 0.01)


def test_other_orientations_are_refused() -> None:
    with pytest.raises(ValueError, match="orientation"):
        stencil("w")
