"""What the own emitter and all others take adds up to what the emitter's slice absorbs.

Claim: the fields in the emitter, summed incoherently over the zone and integrated, give the power
through the slice's two faces; the coherent sum over the zone, the field of one dipole alone, is a
part of it. Both parts are positive. Known bias: at a wall the matrices of a slice absorb otherwise
than the sum of truncated fields does, which dies out with the orders: 10, 5 and 3 % with 9, 25 and
49 orders of a 0.5 um cell for in-plane dipoles, 7, 1 and 1 % for vertical ones. Tolerance 6 % with
25 orders.
"""

from __future__ import annotations

import numpy as np
import pytest
from physics.fmm_cases import CLEAR, EMITTER, case, pixel

from sim.optics.fields.point_group import direction_images
from sim.optics.methods.fmm.arriving import PARTS
from sim.optics.methods.fmm.own_cell import OwnCell, emitter_points
from sim.optics.methods.fmm.sampling import Coherent, Positions, Sampling, solve
from sim.optics.methods.fmm.zone import zone_points


def test_own_and_others_are_all() -> None:
    films = (CLEAR[0], (EMITTER, 0.060, 1.95 + 0.05j), CLEAR[2])
    given = case(pixel(films, pitch_um=0.5, width_um=0.3, bank=1.5), 25, absorbing=True)
    own = OwnCell(emitter_points(given.slices, EMITTER), 2.0 * 1.95 * 0.05, np.inf)
    rows = solve(
        (Sampling(given.problem, Coherent((own,), ())),),
        zone_points(given.slices.cell, direction_images(given.device.array), 4),
        Positions(np.zeros(1), np.zeros(1), np.array([given.middle_um])),
        given.ends,
        lambda: None,
    )[0]
    absorbed = rows[PARTS + given.ends.parts.index(EMITTER), 0, 0]
    assert own.own() + own.elsewhere() == pytest.approx(absorbed, rel=0.06)
    assert np.all(own.own() > 0.0)
    assert np.all(own.elsewhere() > 0.0)
