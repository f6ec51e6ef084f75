"""The drift-diffusion device in time: small signals and what a circuit sees of it.

    built_device --> operating (at rest at a terminal voltage)
                         |
                      column (what is stored, the contact that moves) <-- traps (their kinetics)
                         |
                   small_signal --> capacitance (J, L and C against V)

The steady solver is :mod:`sim.electrical.drift_diffusion`; this package adds what is stored and
never solves the steady state on its own.
"""

from sim.electrical.response.capacitance import CapacitanceTable as CapacitanceTable
from sim.electrical.response.capacitance import capacitance_table as capacitance_table
