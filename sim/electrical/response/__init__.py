r"""The drift-diffusion device in time: pulses, small signals, and what a circuit sees of it.

    built_device --> operating (at rest at a terminal voltage)
                         |
                      column (what is stored, the contact that moves) <-- traps, ions (kinetics)
                      /        \
           small_signal        time_steps (TR-BDF2) <-- circuit (generator, resistances)
            /        \                |
    capacitance     spectra       transient (length of the steps) <-- pulses (voltage, times)
    (J, L, C of V)     |               |
          equivalent_circuit        pulsed --> TransientResult
                       |
                ImpedanceResult

The steady solver is :mod:`sim.electrical.drift_diffusion`; this package adds what is stored and
never solves the steady state on its own.
"""

from sim.electrical.response.capacitance import CapacitanceTable as CapacitanceTable
from sim.electrical.response.capacitance import capacitance_table as capacitance_table
from sim.electrical.response.pulsed import in_time_warnings as in_time_warnings
from sim.electrical.response.pulsed import pulse_of as pulse_of
from sim.electrical.response.pulsed import solve_transient as solve_transient
from sim.electrical.response.spectra import solve_impedance as solve_impedance
