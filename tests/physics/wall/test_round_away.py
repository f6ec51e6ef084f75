"""Claim: what leaves a round pixel's own emitter for good is known whole, by its faces and rim.

Without loss in the emitter nothing stays in it: the change of what leaves is that of the dipole's
power, an identity of the lines (1e-9). With loss, what a mirror or a black matrix changes is
compared with cells around the axis, all power less what cells of the emitter take; a dipole's own
loss, which is infinite, falls out between two walls around the same well. Well 0.66 um wide (0.8 um
with the matrix), 10 nm along z by either, dipoles 0.03 and 0.15 um from the axis, in plane.

Bias: at silver's edges cells err by 0.007 per 10 nm (test_rings_on_grid.py), 0.02 in all; the
matrix, without edges of metal, leaves 0.001. Both change what leaves by more than ten times that.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from physics.rings_on_grid import RingRule, ring_away
from physics.round_cases import BARE, CELL_UM, EQUAL, MATRIX, MIRROR, round_case

from geometry.arrays import FloatArray
from sim.optics.round_well.effect import RoundRule, round_change
from sim.optics.wall_modes.effect import WallCase

EMITTER_UM = (0.21, 0.24)


def changed(one: WallCase, other: WallCase, radius_um: float) -> tuple[FloatArray, FloatArray]:
    """What leaves beside one wall less that beside another, in plane, by modes and by cells."""
    modes, cells = [], []
    for wall in (one, other):
        solved = round_change(wall, radius_um, RoundRule(EQUAL), emitter_um=EMITTER_UM)
        assert solved.away is not None
        modes.append(solved.away[0, :2])
        cells.append(ring_away(wall, radius_um, RingRule(CELL_UM, orders=5), EMITTER_UM)[:2])
    return modes[0] - modes[1], cells[0] - cells[1]


@pytest.mark.parametrize("given", [BARE, MIRROR])
def test_all_power_leaves_an_emitter_without_loss(given: str) -> None:
    wall = round_case(given, 0.8, 0.33, absorbing=False)
    solved = round_change(wall, 0.33, RoundRule(EQUAL), emitter_um=EMITTER_UM)
    assert solved.away == pytest.approx(solved.total, abs=1e-9)
    assert np.abs(solved.total).max() > 0.05


def test_a_mirror_changes_what_leaves_an_absorbing_emitter() -> None:
    mirror = round_case(MIRROR, 0.8, 0.33, absorbing=True)
    bare = round_case(BARE, 0.66, 0.33, absorbing=True)
    modes, cells = changed(mirror, bare, 0.33)
    assert modes == pytest.approx(cells, abs=0.02)
    assert np.abs(modes).max() > 0.1


def test_a_black_matrix_changes_what_leaves_an_absorbing_emitter() -> None:
    matrix = round_case(MATRIX, 0.8, 0.4, absorbing=True)
    bare = round_case(BARE, 0.8, 0.4, absorbing=True)
    modes, cells = changed(matrix, bare, 0.4)
    assert modes == pytest.approx(cells, abs=0.001)
    assert np.abs(modes).max() > 0.02


def test_an_emitter_that_changes_before_its_wall_is_refused() -> None:
    wall = round_case(MIRROR, 0.8, 0.33, absorbing=True)
    inclined = replace(wall, profile=replace(wall.profile, x_um=wall.profile.x_um - 0.01))
    with pytest.raises(ValueError, match="up to its wall"):
        round_change(inclined, 0.33, RoundRule(EQUAL), emitter_um=EMITTER_UM)
