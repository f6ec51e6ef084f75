"""In an unbounded grid medium a dipole has the Purcell factor 1: two ways to its power agree.

The power of a dipole in a uniform grid is that of the continuum times the mean, over the sphere |K|
= n W, of the density of states prod 1 / sqrt(1 - (K_i a_i / 2)^2), of 3/2 (1 - e^2) and of the
sharing between grid points. A film of the same index as both half-spaces is uniform, and its power
is integrated over the Brillouin zone from the chain's fields. Half of it flows down. Equal cells,
because the substrate's are cubes. Tolerance 1e-7: the quadratures' 1e-8 per panel.
"""

from __future__ import annotations

import pytest

from sim.optics.film.multilayer import PlanarStack
from sim.optics.film_on_grid.solver import solve_planar_grid
from sim.optics.film_on_grid.yee_film import YeeGrid
from sim.optics.grid.source_spread import SourceSpread

STACK = PlanarStack(1.95, (1.95,), (0.120,), 0, 1.95)


@pytest.mark.parametrize("cell_um", [0.005, 0.020, 0.040])
@pytest.mark.parametrize("height_cells", [1.0, 1.5, 1.2])
@pytest.mark.parametrize("spread", list(SourceSpread))
def test_uniform_grid(cell_um: float, height_cells: float, spread: SourceSpread) -> None:
    grid = YeeGrid(cell_um, cell_um, 0.5)
    solution = solve_planar_grid(STACK, height_cells * cell_um, 0.52, grid, spread=spread)
    for power in (solution.horizontal, solution.vertical):
        assert power.purcell == pytest.approx(1.0, abs=1e-7)
        assert power.entering == pytest.approx(0.5, abs=1e-7)
