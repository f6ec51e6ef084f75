"""Claim: finer cells across lines of a film change nothing of what a dipole in it does.

Domain: half-width 0.6 um of 40 nm cells, 10 nm high, absorbers outside; three cells for one from
0.16 um left of the dipole to 0.16 um right of it along x, and between 0.36 and 0.48 um on both
sides of it along y. So the source stands among finer cells, whose bulk power is theirs, zones cross
one another, and planes, sides and absorbed power are read off a graded grid.

Known bias: where cells change, waves k are sent back with (k a)^2 (1 - 1/s^2) / 16, 0.05 here and
0.02 on 25 nm cells, of which most goes past the dipole; finer cells slow light down less. Together
0.5 % of the power on 40 nm (measured 50 nm, five for one, across both axes: 0.8 %). Budgets close
as on uniform cells, 1e-3: the sum over E . D is exact in either space.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from physics.fdtd_cases import LED, Grid, device, solve

from sim.optics.grid.grading import Grading, Span
from sim.optics.grid.layout import lay_out
from sim.optics.grid.walls.graded_layout import with_grading

CELLS = Grid(40.0, 10.0, reach_um=0.6)
ACROSS_X = Grading((Span(-4, 8),), 3)
ACROSS_Y = Grading((Span(-12, 3), Span(9, 3)), 3)


def test_a_film_on_graded_cells_is_the_film() -> None:
    uniform = lay_out(device(LED), CELLS.optics)
    graded = with_grading(uniform, ACROSS_X, ACROSS_Y)
    film, pixel = (solve(layout, "x") for layout in (uniform, graded))
    assert pixel.purcell == pytest.approx(film.purcell, rel=0.01)
    for share in ("air", "entering"):
        one, other = (getattr(o, share) * o.purcell for o in (film, pixel))
        assert other == pytest.approx(one, rel=0.015)
    for part in ("anode", "cathode"):
        assert pixel.absorbed(part) == pytest.approx(film.absorbed(part), rel=0.03)
    budget = replace(pixel.shares).closure
    assert abs(float(budget[0])) < 1e-3
