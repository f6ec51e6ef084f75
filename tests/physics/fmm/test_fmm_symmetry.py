"""Where the cell begins and how the axes are named does not matter.

Claim: a cell cut elsewhere (raster, walls and dipoles moved together) gives the same powers, since
moving a field multiplies order G by exp(-i G r); and a pixel that a quarter turn maps onto itself
gives a dipole turned with its place the same powers, since the zone is summed over all images.
Known bias: none for whole points of the raster; tolerance 1e-6 for the digits of eigenvectors.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from physics.fmm_cases import Case, case, pixel

from sim.optics.fields.point_group import IDENTITY
from sim.optics.methods.fmm.sampling import Coherent, Positions, Sampling, solve
from sim.optics.methods.fmm.slices import RASTER, Slice
from sim.optics.methods.fmm.walls import WallField
from sim.optics.methods.fmm.zone import ZonePoint

POINTS = 100
"""By which the cell is moved along its first vector."""


@pytest.fixture(scope="module")
def well() -> Case:
    return case(pixel(), 25)


def moved(one: Slice) -> Slice:
    if one.raster is None or one.walls is None:
        return one
    walls = WallField(*(np.roll(w, POINTS, 0) for w in (one.walls.xx, one.walls.xy, one.walls.yy)))
    return replace(one, raster=np.roll(one.raster, POINTS, 0), walls=walls)


def test_a_cell_cut_elsewhere(well: Case) -> None:
    other = well.with_slices(
        replace(well.slices, slices=tuple(moved(one) for one in well.slices.slices))
    )
    point = ZonePoint(np.array([0.9, 0.4]), IDENTITY, 1.0)
    shift_um = POINTS / RASTER * 0.8
    rows = [
        solve(
            (Sampling(given.problem, Coherent()),),
            (point,),
            Positions(np.array([x]), np.array([0.05]), np.array([well.middle_um])),
            well.ends,
            lambda: None,
        )[0]
        for given, x in ((well, 0.1), (other, 0.1 + shift_um))
    ]
    assert rows[1] == pytest.approx(rows[0], rel=1e-6, abs=1e-9)


def test_a_turned_dipole(well: Case) -> None:
    rows = well.powers(2, [0.12, 0.0], [0.0, 0.12])
    assert rows[:, 1, 1] == pytest.approx(rows[:, 0, 0], rel=1e-6, abs=1e-9)
    assert rows[:, 1, 0] == pytest.approx(rows[:, 0, 1], rel=1e-6, abs=1e-9)
    assert rows[:, 1, 2] == pytest.approx(rows[:, 0, 2], rel=1e-6, abs=1e-9)
