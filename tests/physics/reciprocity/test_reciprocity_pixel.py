"""A plane wave onto a periodic array finds what single dipoles in it emit along the normal.

Reciprocity (sim.optics.methods.reciprocity.emission) on one period against a direct run: one dipole
among its neighbours in a cell with absorbers, its light taken from a plane in the glass. They share
neither source nor boundaries nor far field. Wells 0.5 um wide in a 100 nm bank, square lattice of
0.8 um, cells of 50 / 10 nm, on layers with k = 0.4.

Known bias: the direct run's cell ends 1.2 um from the dipole, where the periodic one goes on, and a
single direction sees that more than a whole hemisphere does (cells of 1.2 um and 2.0 um differ by
0.8 % in the one and 0.5 % in the other dipole). An in-plane dipole in the middle differs by 0.6 %
(k = 0.15, where the array guides light further: 3.9 % at 1.2 um, 3.1 % at 2.0 um), tolerance 2 %.
A vertical dipole, 0.1 um off the middle, emits a thirtieth of that along the normal, all of it by
way of guided light that a wall turns down: 3.1 % at 1.2 um, 4.1 % at 1.6 um, 2.6 % at 2.0 um,
tolerance 6 %.
"""

from __future__ import annotations

from functools import cache

import pytest
from physics.fdtd_cases import Film, Grid, device, solve
from physics.reciprocity_cases import Response

from geometry.device import Device
from geometry.spec import ArraySpec
from sim.optics.grid.layout import lay_out
from sim.optics.grid.source_stencil import is_compensated

ABSORBING = (
    Film("anode", 0.100, 1.9 + 0.4j),
    Film("emitter", 0.040, 1.95, True),
    Film("etl", 0.060, 1.72 + 0.4j),
    Film("cathode", 0.100, 0.78 + 6.2j),
)
CELLS = Grid(50.0, 10.0, neighbours=5, reach_um=1.2)
RADIUS_UM = 0.25


def array() -> Device:
    return device(
        ABSORBING,
        ArraySpec.model_validate(
            {
                "lattice": "square",
                "pitch": "0.8 um",
                "aperture": {"shape": "circle", "width": f"{2.0 * RADIUS_UM} um"},
                "bank": {"height": "100 nm"},
            }
        ),
    )


@cache
def response() -> Response:
    return Response(array(), CELLS.optics)


def direct(orientation: str, x_um: float) -> float:
    """Power per steradian along the normal over the bulk power, of one dipole."""
    wide = is_compensated(RADIUS_UM - x_um, 0.050)
    found = solve(
        lay_out(array(), CELLS.optics), orientation, compensated=wide, at_um=(x_um, 0.0)
    ).shares
    middle = found.far_field.shape[1] // 2
    return float(found.purcell[0] * found.far_field[0, middle, middle])


def test_in_plane_dipole_in_the_middle() -> None:
    assert response().at("x", 0.0, 0.0) == pytest.approx(direct("x", 0.0), rel=0.02)


def test_vertical_dipole_off_the_middle() -> None:
    assert response().at("z", 0.1, 0.0) == pytest.approx(direct("z", 0.1), rel=0.06)


def test_symmetry_of_the_array() -> None:
    """Along the normal the square's x and y, and +x and -x, are alike."""
    found = response()
    assert found.intensity("x").mean() == pytest.approx(found.intensity("y").mean(), rel=1e-3)
    assert found.at("z", 0.1, 0.0) == pytest.approx(found.at("z", -0.1, 0.0), rel=1e-3)
    assert found.at("z", 0.1, 0.0) == pytest.approx(found.at("z", 0.0, 0.1), rel=1e-3)
