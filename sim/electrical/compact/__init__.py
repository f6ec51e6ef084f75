"""The compact model: one density of pairs per emitter position, behind a diode.

    voltage --> diode (J of the junction) --> model (injected pairs) --> channels.density_law
                                                ^                             |
                                                |                             v
                     light (what leaves for good) --> channels     shares by channel --> EQE

Kinetics ``excitonic`` and ``free_carrier``; ``charged`` is solved by :mod:`sim.electrical.twin`.
"""

from sim.electrical.compact.diode import Diode as Diode
from sim.electrical.compact.model import solve_compact as solve_compact
