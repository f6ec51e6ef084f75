"""Across an interface carriers flow at the transfer velocity, uphill with Boltzmann's odds.

Formula: J = q v (n_A exp(-step / kT) - n_B), n at both faces, for a conduction level that lies
higher in B by ``step``.
Domain: two films of 50 nm, step 0.3 eV, v 1e-4 and 1e-2 m/s (far below the films' own 8.6 m/s =
mu kT/q over 0.3 nm), 0.1 to 1 V, Ohmic contacts.
Known bias: the potential drop between the faces is taken into the step; the velocity is reached
from below within 1e-2 / 8.6 = 1e-3.
Tolerance: 0.3 %.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.constants import elementary_charge

from sim.electrical.drift_diffusion.contacts import Contact, ContactPair
from sim.electrical.drift_diffusion.device import DriftDiffusionDevice
from sim.electrical.drift_diffusion.layers import TransportLayer, build_mesh
from sim.electrical.drift_diffusion.solver import DriftDiffusionSolver
from sim.electrical.thermal import thermal_voltage_v

STEP_EV = 0.3
HIGH = TransportLayer(50e-9, 3.0, 6.0, 1e26, 1e-7, 1e-12, 3.0)
LOW = TransportLayer(50e-9, 3.0 + STEP_EV, 6.0, 1e26, 1e-7, 1e-12, 3.0)


@pytest.mark.parametrize("velocity", [1e-4, 1e-2])
def test_flux_over_a_step(velocity: float) -> None:
    mesh = build_mesh((HIGH, LOW), 100)
    contacts = ContactPair(Contact(3.05), Contact(3.35))
    device = DriftDiffusionDevice(mesh, contacts, 300.0, velocity)
    points = list(DriftDiffusionSolver(device).ramp(np.array([0.0, 0.1, 0.3, 1.0])))
    face = int(np.argmax(mesh.crosses_layers))
    vt = thermal_voltage_v(300.0)
    for point in points[1:]:
        profile = point.profile
        assert profile is not None
        uphill, downhill = profile.electrons_1_m3[face + 1], profile.electrons_1_m3[face]
        across = profile.potential_v[face] - profile.potential_v[face + 1]
        odds = np.exp(-(STEP_EV - across) / vt)
        expected = elementary_charge * velocity * (uphill * odds - downhill)
        assert point.current_density_a_m2 == pytest.approx(expected, rel=3e-3)


def test_slower_transfer_carries_less() -> None:
    currents = []
    for velocity in (1e-4, 1e-2, 1e3):
        device = DriftDiffusionDevice(
            build_mesh((HIGH, LOW), 100), ContactPair(Contact(3.05), Contact(3.35)), 300.0, velocity
        )
        (_, point) = DriftDiffusionSolver(device).ramp(np.array([0.0, 1.0]))
        currents.append(point.current_density_a_m2)
    assert currents[0] < currents[1] < currents[2]
