"""A capacitor behind a resistance reaches 90 % in ln 10 RC, at second order in the step.

Formula: V_i = V (1 - exp(-t / RC)), so 0 to 90 % takes ln(10) RC. Domain: an insulating film of 100
nm, eps_r 3, behind 1e-3 ohm m2 (RC 0.27 us), split between the device's resistance and the
generator's; a step of 1 V with an edge of RC / 1e4; the same with a capacitance beside the device.
Known bias: half the edge, 5e-5 RC, is added to the time.
Tolerance: 0.5 % for the time. Order: errors at one RC with 8 and 16 equal steps, ratio 4 within
0.5, the next order's share.
"""

from __future__ import annotations

import numpy as np
import pytest
from physics.response_cases import INSULATOR, stepper_of
from scipy.constants import epsilon_0

from sim.electrical.drift_diffusion.contacts import Contact, ContactPair
from sim.electrical.response.circuit import Circuit
from sim.electrical.response.pulses import PulseTrain
from sim.electrical.response.time_steps import StepSettings
from sim.electrical.response.transient import march

METALS = ContactPair(Contact(4.5), Contact(4.5))
CAPACITANCE = epsilon_0 * INSULATOR.relative_permittivity / INSULATOR.thickness_m
RESISTANCE = 1e-3


@pytest.mark.parametrize(
    ("circuit", "capacitance"),
    [
        (Circuit(RESISTANCE, 0.0), CAPACITANCE),
        (Circuit(0.0, RESISTANCE), CAPACITANCE),
        (Circuit(0.4 * RESISTANCE, 0.6 * RESISTANCE), CAPACITANCE),
        (Circuit(RESISTANCE, 0.0, parallel_f_m2=2.0 * CAPACITANCE), 3.0 * CAPACITANCE),
    ],
)
def test_time(circuit: Circuit, capacitance: float) -> None:
    tau = RESISTANCE * capacitance
    pulse = PulseTrain(0.0, 1.0, 4.0 * tau, 1e-4 * tau, 4.1 * tau)
    stepper = stepper_of((INSULATOR,), METALS, circuit, cells=4)
    made = march(stepper, pulse, StepSettings(tolerance=4e-4), 1000, lambda *_: None)
    assert not made.status
    time, volts = made.column("time_s"), made.column("device_v")
    rising = time <= pulse.width_s
    reached = np.interp(0.9, volts[rising], time[rising])
    assert reached == pytest.approx(np.log(10.0) * tau, rel=5e-3)


def test_order() -> None:
    tau = RESISTANCE * CAPACITANCE
    errors = []
    for steps in (8, 16):
        stepper = stepper_of((INSULATOR,), METALS, Circuit(RESISTANCE), cells=4)
        assert stepper.settle(0.0)
        length = tau / steps
        for number in range(steps):
            # The generator rises as t / RC: V_i = x - 1 + exp(-x), without a kink inside.
            start = number / steps
            middle, end = start + (2.0 - np.sqrt(2.0)) / steps, start + 1.0 / steps
            assert stepper.step(length, middle, end) is not None
        errors.append(stepper.instant.nodes.device_v - np.exp(-1.0))
    assert errors[0] / errors[1] == pytest.approx(4.0, abs=0.5)
