"""A dipole in an unpatterned LED stack, run by FDTD, is the exact film plus what its grid predicts.

Cells of 40 nm / 10 nm, 520 nm, glass / ITO / PEDOT:PSS / PTAA / emitter / TPBi / Al. The film
solved exactly on the same cells (sim.optics.film_on_grid.bias: finite cells, time step, the metal's
surface) gives Purcell factor and air share; the exact film lies 2.8 % away in F_x and 40 % in the
(tiny) air share of z. Known bias of the run beyond that: a cell that ends 1.5 um from the dipole,
absorbers, PML and the end of stepping. Tolerance 0.3 % for F and 0.5 % for x's air share, a tenth
of what the grid itself does to F; z sends 5e-4 of its power into air, known to 5e-5 absolutely. The
share that enters the glass is compared with the exact film to 1 %: the grid moves it by 0.2 %.
"""

from __future__ import annotations

import pytest
from physics.fdtd_cases import LED, WAVELENGTH_UM, dipole_height_um, film, planar

from sim.optics.film.solver import solve_planar
from sim.optics.film_on_grid.bias import grid_bias


def test_in_plane_dipole() -> None:
    found = film(LED, "x")
    bias = grid_bias(found.layout)
    exact = solve_planar(planar(LED), dipole_height_um(found), WAVELENGTH_UM).horizontal
    assert found.purcell == pytest.approx(bias.on_grid.purcell[0], rel=3e-3)
    assert found.air == pytest.approx(bias.on_grid.air[0], rel=5e-3)
    assert found.entering == pytest.approx(exact.air + exact.substrate, rel=0.01)
    assert abs(bias.exact.purcell[0] / bias.on_grid.purcell[0] - 1.0) > 0.02


def test_vertical_dipole() -> None:
    found = film(LED, "z")
    bias = grid_bias(found.layout)
    assert found.purcell == pytest.approx(bias.on_grid.purcell[1], rel=3e-3)
    assert found.air == pytest.approx(bias.on_grid.air[1], abs=5e-5)
