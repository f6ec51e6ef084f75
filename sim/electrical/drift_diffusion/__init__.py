r"""Poisson and continuity equations through transport layers and sheets of dots.

    stack (layers beside the emitter)   emitter (sheets of dots with the channels' rates)
            \                              /
             layers (mesh) --> mesh_data (arrays by name) --> equations (DEVSIM's expressions)
                                                                |
    contacts, mobility                                device (DEVSIM's state)
    ions (mobile, at rest)                                      |    devsim_setup, devsim_system
                                       solver (Newton, ramp) <--+--> noise (where rounding ends it)
                                                |
                                              sweep --> model --> sheets (currents by channel)

sclc computes films with one kind of carrier by the same equations. A whole pixel is solved by
:func:`sim.electrical.drift_diffusion.model.solve_drift_diffusion`, which is not imported here: the
command line asks for DEVSIM's errors long before it needs a solver.
"""

from sim.electrical.drift_diffusion.devsim_setup import (
    DevsimUnavailableError as DevsimUnavailableError,
)
from sim.electrical.drift_diffusion.devsim_setup import load_devsim as load_devsim
