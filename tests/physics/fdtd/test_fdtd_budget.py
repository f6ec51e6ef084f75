"""The power of a dipole is found again: air, glass, sides, top and absorption add up to it.

P_tot is the work done on the dipole; the rest is summed on the grid's own points, where Poynting's
theorem holds exactly. So the budget closes at any cell size, in films and pixels, with metal above
or light leaving upwards. What stays open is the field still in the cell when stepping ends: powers
change by less than 1e-3 per look then. Tolerance 3e-3 (a missing half voxel of an absorbing face
opens it by 1 %, a flux monitor's averages by 2 %).
"""

from __future__ import annotations

import pytest
from physics.fdtd_cases import LED, TRANSPARENT, Film, Grid, Outcome, film, pixel

from sim.optics.meep.records import SteppingStatus

NEAR = Grid(reach_um=0.8)


def closes(found: Outcome) -> None:
    shares = found.shares
    assert found.stepping.status is SteppingStatus.SETTLED
    assert float(shares.closure[0]) == pytest.approx(0.0, abs=3e-3)
    for share in (shares.air, shares.substrate, shares.lateral, shares.absorbed):
        assert float(share.min()) > -1e-3


@pytest.mark.parametrize("orientation", ["x", "z"])
def test_film(orientation: str) -> None:
    found = film(LED, orientation)
    closes(found)
    assert found.absorbed("cathode") > 0.05


@pytest.mark.parametrize("orientation", ["x", "z"])
def test_open_film(orientation: str) -> None:
    closes(film(TRANSPARENT, orientation, NEAR))


@pytest.mark.parametrize(("lattice", "orientation"), [("square", "x"), ("hexagonal", "z")])
def test_pixel(lattice: str, orientation: str) -> None:
    found = pixel(LED, lattice, orientation, NEAR)
    closes(found)
    assert found.absorbed("cathode") > 0.01


def test_thin_metal_top() -> None:
    """Light passes 20 nm of silver-like metal; its upper face absorbs too."""
    films = (*LED[:-1], Film("cathode", 0.020, 0.05 + 3.3j))
    found = film(films, "x", NEAR)
    closes(found)
    assert float(found.shares.superstrate[0]) > 0.01
