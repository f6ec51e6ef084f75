"""Mirror planes through the dipole change the cost of a run and nothing else.

A current along an axis is odd under the mirror across that axis and even under the others, so half
(a quarter) of the cell holds the whole solution. Shares of x, y and z dipoles with and without
mirrors, on the axis of a pixel and off it on y = 0. Both runs sum the same numbers in another
order, and Meep averages the permittivity of each half on its own; tolerance 1e-6 of the total.
"""

from __future__ import annotations

import numpy as np
import pytest
from physics.fdtd_cases import LED, Grid, device, small_pixel, solve

from sim.optics.grid.layout import lay_out

TINY = Grid(50.0, 10.0, reach_um=0.4)


@pytest.mark.parametrize(
    ("orientation", "x_um", "fewer"), [("x", 0.0, 4), ("y", 0.1, 2), ("z", 0.1, 2)]
)
def test_same_numbers(orientation: str, x_um: float, fewer: int) -> None:
    layout = lay_out(device(LED, small_pixel()), TINY.optics)
    with_mirrors, without = (
        solve(layout, orientation, mirrors=mirrors, at_um=(x_um, 0.0)) for mirrors in (True, False)
    )
    assert without.stepping.voxels == fewer * with_mirrors.stepping.voxels
    assert with_mirrors.stepping.steps == without.stepping.steps
    for name in ("purcell", "air", "substrate", "lateral", "absorbed", "own_share", "far_field"):
        first, second = (getattr(found.shares, name) for found in (with_mirrors, without))
        assert np.abs(first - second).max() < 1e-6, name
