"""A run with an absorbing emitter gives P_air and P_away of the film that its grid holds.

The emitter absorbs in all of its cells, the dipole's included. P_away is summed from what leaves
the emitter; the power at the source, most of it the near field's, only serves the closure.
Cells 40 nm / 10 nm, against the same film solved exactly on that grid.
Known bias: a window of 1.5 um, whose sides let a tenth of the light out; what of it would have come
down into the glass counts as guided. Tolerance: 2 % of P_air and 3 % of P_away; closure 1 % of the
source's power.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from physics import fdtd_cases
from physics.fdtd_cases import LED, WAVELENGTH_UM, Film, absorbing_away

from sim.optics.film_on_grid.recycling import grid_powers_away
from sim.optics.film_on_grid.yee_film import YeeGrid

ABSORBING = tuple(
    Film(film.name, film.thickness_um, 1.95 + 0.126j, True) if film.name == "emitter" else film
    for film in LED
)


@pytest.mark.parametrize(("orientation", "kind"), [("x", 0), ("z", 1)])
def test_film(orientation: str, kind: int) -> None:
    air, away, closure, courant = absorbing_away(ABSORBING, orientation)
    stack = replace(fdtd_cases.planar(ABSORBING), superstrate_index=None)
    grid = YeeGrid(0.040, 0.010, courant)
    expected = grid_powers_away(stack, 0.020, WAVELENGTH_UM, grid)
    assert air == pytest.approx(expected.air[kind], rel=0.02, abs=2e-4)
    assert away == pytest.approx(expected.away[kind], rel=0.03)
    assert abs(closure) < 0.01
