r"""Where the current goes: one law per file, one table of all of them.

    nanocrystal (rates of one dot) --> law (what a recombination law is)
                                        |
        trap   radiative   annihilation --> auger   sidewall        rim   shunts      the laws
          +-------+------------------------+-----------+-------------+------+
                                           |
                                         table     name, label, colour, switch and law by channel
                                      /          \
                               emitter            terminal
              sums of the laws at a pixel's places      shunt currents, shares of J by name
                      |
                 density_law      R(n) = G of the compact model

Laws of a dot go to :mod:`sim.electrical.drift_diffusion.emitter`, those of a density to
:mod:`sim.electrical.compact.model`. How to add a law: CONTRIBUTING.md, "Adding a recombination
channel".
"""

from sim.electrical.channels.density_law import DensityLaw as DensityLaw
from sim.electrical.channels.law import DensityRate as DensityRate
from sim.electrical.channels.law import DotRate as DotRate
from sim.electrical.channels.law import Law as Law
from sim.electrical.channels.law import Site as Site
from sim.electrical.channels.table import CHANNELS as CHANNELS
from sim.electrical.channels.table import Channel as Channel
from sim.electrical.channels.table import PerimeterStep as PerimeterStep
from sim.electrical.channels.table import switched_off as switched_off
from sim.electrical.channels.terminal import Shunts as Shunts
from sim.electrical.channels.terminal import shunt_currents as shunt_currents
