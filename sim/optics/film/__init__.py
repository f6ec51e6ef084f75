"""Dipoles in an unpatterned film, exactly: the optics of planar multilayers.

Device --film.py--> PlanarStack (multilayer.py; outside.py: plates and the observer's medium)
    modes.py         guided modes: where quadratures must look, and powers without loss
    kernel.py        spectral power of a dipole between two reflecting sides
    lateral_axis.py  real axis of lateral indices, in panels; gauss_kronrod.py integrates them
    glass_air.py     what of the light in the thick glass reaches the observer
    solver.py        -> PlanarSolution: shares of total power, horizontal and vertical dipoles
    far_field.py     -> power per steradian;   reabsorption.py -> share the emitter takes again
    recycling.py     -> powers that leave an emitter that absorbs its own light (decay.py: how far
                     guided light goes, and which layers take it)
away_ratio.py  the same for a pixel that was solved with a transparent emitter alone
waves.py  the field itself, for pictures
film.py  all of these at the heights of one wavelength -> Shares of x, y and z dipoles
"""

from sim.optics.film.film import exit_height_um as exit_height_um
from sim.optics.film.film import exit_stack as exit_stack
from sim.optics.film.film import film_points as film_points
from sim.optics.film.film import planar_stack as planar_stack
from sim.optics.film.modes import guided_modes as guided_modes
from sim.optics.film.multilayer import PlanarStack as PlanarStack
from sim.optics.film.multilayer import Polarisation as Polarisation
from sim.optics.film.outside import Outside as Outside
from sim.optics.film.outside import outside_of as outside_of
from sim.optics.film.solver import PlanarPower as PlanarPower
from sim.optics.film.solver import PlanarSolution as PlanarSolution
from sim.optics.film.solver import solve_planar as solve_planar
