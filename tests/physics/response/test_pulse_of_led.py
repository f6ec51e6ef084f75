"""A long pulse ends in the steady state; on the way, what enters leaves or stays.

Formula: at the end of a pulse J, L and V_i are those of the steady solver at the same voltage; the
current with displacement is the same on every mesh edge at every time (charge is conserved).
Domain: the LED of two sheets at 4 V behind 1e-4 ohm m2, without traps and with half a trap per dot
whose both rates act; pulses of 0.1 and 2 ms (the traps let go within 0.1 ms).
Known bias: steps of the tolerance 1e-2 leave nothing at rest, where both solve one equation.
Tolerance: 2e-5 for the end; 1e-5 of the largest current between edges, what Newton's method leaves.
"""

from __future__ import annotations

import numpy as np
import pytest
from physics.electrical_cases import led_mesh
from physics.response_cases import led_stepper, solver_at, trapping_mesh

from sim.electrical.response.circuit import Circuit
from sim.electrical.response.pulses import PulseTrain, response_times
from sim.electrical.response.time_steps import StepSettings
from sim.electrical.response.transient import march

SETTINGS = StepSettings(tolerance=1e-2)


@pytest.mark.parametrize(("traps", "width"), [(False, 100e-6), (True, 2e-3)])
def test_end(traps: bool, width: float) -> None:
    mesh = trapping_mesh() if traps else led_mesh(30)
    stepper = led_stepper(mesh, Circuit(generator_ohm_m2=1e-4), SETTINGS)
    pulse = PulseTrain(0.0, 4.0, width, 10e-9)
    made = march(stepper, pulse, SETTINGS, 2000, lambda *_: None)
    assert not made.status
    time, current = made.column("time_s"), made.column("current_a_m2")
    light = made.column("luminance_cd_m2")
    assert np.all(made.column("spread_a_m2") < 1e-5 * np.abs(current).max())
    end = int(np.searchsorted(time, width))
    inner = made.moments[end].device_v
    assert 4.0 - inner == pytest.approx(1e-4 * current[end], rel=1e-6)
    solver = solver_at(mesh, 3.75)
    steady = solver.point(inner)
    assert steady.profile is not None
    assert current[end] == pytest.approx(steady.current_density_a_m2, rel=2e-5)
    pairs = steady.profile.pairs[mesh.nanocrystal_node].sum()
    assert light[end] == pytest.approx(1e10 * pairs, rel=2e-5)
    times = response_times(pulse, time, light, made.column("error"))
    assert 0.0 < times.onset_s < times.response_s < width
    assert times.response_error_s < 0.1 * times.response_s
