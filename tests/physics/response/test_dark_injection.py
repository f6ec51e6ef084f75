"""The current into an empty film peaks at 0.786 L^2 / (mu V), with 1.21 times the steady current.

Formula: Many and Rakavy, Phys. Rev. 126, 1980 (1962), without diffusion, from an Ohmic contact:
t_peak = 0.786 L^2 / (mu V), J_peak = 1.21 J_SCL with J_SCL = 9/8 eps mu V^2 / L^3. Domain: holes in
a film of 1 um, eps_r 3, mu 1e-8 m2/Vs, Ohmic contact in front, 0.9 eV barrier for holes behind so
that the film is empty at rest; 50 V, so that V is 2000 kT/q.
Known bias: the mesh smears the front: J_peak / J_SCL is 1.184, 1.197 and 1.205 with 200, 400 and
800 cells; the steady current itself lies 6 % above J_SCL, which leaves diffusion out.
Tolerance: 3 % with 200 cells, which tells an error of first order in time (0.82) apart.
"""

from __future__ import annotations

import numpy as np
import pytest
from physics.response_cases import stepper_of

from sim.electrical.drift_diffusion.contacts import Contact, ContactPair
from sim.electrical.drift_diffusion.layers import TransportLayer
from sim.electrical.drift_diffusion.sclc import Film, mott_gurney_a_m2
from sim.electrical.response.circuit import Circuit
from sim.electrical.response.pulses import PulseTrain
from sim.electrical.response.time_steps import StepSettings
from sim.electrical.response.transient import march

LENGTH, MOBILITY, VOLTAGE = 1e-6, 1e-8, 50.0
FILM = TransportLayer(LENGTH, 2.0, 5.0, 1e26, 1e-8, 1e-8, 3.0)
METALS = ContactPair(Contact(4.95), Contact(4.1))


def test_peak() -> None:
    inner = VOLTAGE - METALS.built_in_voltage_v
    transit = LENGTH**2 / (MOBILITY * inner)
    pulse = PulseTrain(0.0, VOLTAGE, 1.2 * transit, 1e-3 * transit, 1.21 * transit)
    stepper = stepper_of((FILM,), METALS, Circuit(), cells=200)
    made = march(stepper, pulse, StepSettings(tolerance=2e-3), 3000, lambda *_: None)
    assert not made.status
    time, current = made.column("time_s"), made.column("current_a_m2")
    followed = (time > 0.05 * transit) & (time < pulse.width_s)
    time, current = time[followed], current[followed]
    top = int(np.argmax(current))
    fit = np.polyfit(time[top - 2 : top + 3], current[top - 2 : top + 3], 2)
    steady = mott_gurney_a_m2(Film(LENGTH, 3.0, MOBILITY), np.array([inner]))[0]
    assert -fit[1] / (2.0 * fit[0]) / transit == pytest.approx(0.786, rel=0.03)
    assert current[top] / steady == pytest.approx(1.21, rel=0.03)
