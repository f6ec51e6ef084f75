"""Claim: in a stack with a mirrored wall, or a black matrix around it, a round well by its modes is
what cells around the axis give.

rings_on_grid.py solves Maxwell's equations on cells in r and z, for each azimuthal order, and
shares with the modes the columns alone. Change by the wall of power and of light to air over bulk,
mirror of 50 nm of silver on 20 nm of Al2O3, well 0.8 um wide, on 10 nm along z by either; matrix
0.15 um off, 200 nm thick in the glass, that absorbs within half a wavelength.

Bias: at silver's edges fields are all but singular (-eps 3.5 times that of Al2O3, 2.8 times that of
ITO, and 3 is where a right angle resonates), so cells across the wall, which modes do without, err
by 0.007 per 10 nm: 0.02 for dipoles in the plane. Light by cells is read within 1.6 um: 0.008. The
usual lines, 5 nm where silver stands, agree with 10 nm to that as well; with unequal lines on both
sides of its ends, as they were once, they are 0.06 off (0.45 of vertical ones). Vertical dipoles,
which give little light, sit on a resonance of the edges here and are left out. The matrix has no
such edges: power within 0.002, light within 0.001 where cells hold it out to 2.4 um (0.003 where it
is cut at 1.6 um), and it doubles and more what the bare wall adds to light.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest
from physics.rings_on_grid import RingPowers, RingRule, ring_change
from physics.round_cases import CELL_UM, EQUAL, MATRIX, MIRROR, round_case

from sim.optics.round_well.effect import RoundChange, RoundRule, round_change
from sim.optics.wall_modes.effect import WallCase
from sim.optics.wall_modes.lines import LineCells

HALF_UM, LINER_UM, ORDERS = 0.4, 0.07, 5
"""Orders of dipoles up to 0.15 um from the axis: the next one holds 1e-4."""


@dataclass(frozen=True)
class Well:
    """What is solved either way."""

    wall: WallCase
    radius_um: float


@cache
def well(given: str) -> Well:
    radius = HALF_UM - (LINER_UM if given == MIRROR else 0.0)
    return Well(round_case(given, 2.0 * HALF_UM, radius, absorbing=False), radius)


@cache
def by_modes(given: str, cells: LineCells) -> RoundChange:
    one = well(given)
    return round_change(one.wall, one.radius_um, RoundRule(cells))


def by_cells(given: str, rule: RingRule) -> RingPowers:
    one = well(given)
    return ring_change(one.wall, one.radius_um, rule)


def test_modes_and_cells_agree_behind_a_mirror() -> None:
    modes = by_modes(MIRROR, EQUAL)
    cells = by_cells(MIRROR, RingRule(CELL_UM, orders=ORDERS))
    assert cells.total.sum(axis=0)[:2] == pytest.approx(modes.total[0, :2], abs=0.02)
    assert cells.air.sum(axis=0)[:2] == pytest.approx(modes.air[0, :2], abs=0.008)
    assert np.abs(modes.total[0, :2]).max() > 0.1  # there is something to agree on


def test_modes_and_cells_agree_within_a_black_matrix() -> None:
    modes = by_modes(MATRIX, EQUAL)
    rule = RingRule(CELL_UM, beyond_um=2.4, taper_um=1.2, angles=60, orders=ORDERS)
    cells = by_cells(MATRIX, rule)
    assert cells.total.sum(axis=0)[:2] == pytest.approx(modes.total[0, :2], abs=0.002)
    assert cells.air.sum(axis=0)[:2] == pytest.approx(modes.air[0, :2], abs=0.001)
    assert modes.air[0, :2].min() > 0.025  # 0.011 to 0.015 without a matrix


def test_lines_of_two_lengths_agree() -> None:
    usual, equal = by_modes(MIRROR, LineCells()), by_modes(MIRROR, EQUAL)
    assert usual.total[0, :2] == pytest.approx(equal.total[0, :2], abs=0.02)
    assert usual.air[0, :2] == pytest.approx(equal.air[0, :2], abs=0.008)
