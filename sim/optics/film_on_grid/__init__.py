"""The film exactly, but on the grid's cells: what the grid does to a result, and the way back.

PlanarStack, YeeGrid
    yee_film.py    fields of one lateral wave on a chain of cells
    solver.py      -> GridSolution: a film as a run on that grid would find it, without a run
    recycling.py   -> GridAway: what leaves an absorbing emitter (away_bias.py: its factors)
    grid_dipole.py, chain.py   a dipole's place and weights; waves at the chain's ends
bias.py        Layout -> film exactly and on its grid (FilmPower), their difference (GridBias)
zone.py        what the film has at more heights than a case solves
correction.py  film behind every dipole (KnownFilm) -> factors -> corrected OpticalResult
"""

from sim.optics.film_on_grid.bias import FilmPower as FilmPower
from sim.optics.film_on_grid.bias import GridBias as GridBias
from sim.optics.film_on_grid.bias import grid_bias as grid_bias
from sim.optics.film_on_grid.correction import KnownFilm as KnownFilm
from sim.optics.film_on_grid.correction import apply_correction as apply_correction
from sim.optics.film_on_grid.correction import grid_correction as grid_correction
from sim.optics.film_on_grid.correction import is_corrected as is_corrected
from sim.optics.film_on_grid.correction import known_film as known_film
from sim.optics.film_on_grid.solver import solve_planar_grid as solve_planar_grid
from sim.optics.film_on_grid.zone import film_numerics as film_numerics
