"""Mobile ions in time: none is lost, a long pulse ends at rest, and they are as slow as they are.

Formulas: sum of h P stays (the flux out of one sheet is that into the next); at the end of a pulse
of many settling times P and J are those of the steady solver with ions at rest at that voltage;
before one dielectric relaxation time eps/(q mu P) little has moved, after the settling time
lambda_D L/D most of it (an order of magnitude, Bazant et al., Phys. Rev. E 70, 021506, 2004).
Domain: the LED of four sheets, 5e24 ions per m3 with and without a bound to their sites, 1e-12
m2/Vs, a pulse of 2.5 V. Known bias: four sheets resolve no Debye layer, so that times are those of
a chain of sheets. Tolerance: 1e-9 of the number (Newton's step of a stage); 1e-4 of P and J at the
end, what 60 settling times leave; a factor of ten in time.
"""

from __future__ import annotations

import numpy as np
import pytest
from physics.electrical_cases import led_mesh
from scipy.constants import elementary_charge, epsilon_0

from geometry.arrays import FloatArray
from sim.electrical.drift_diffusion.contacts import Contact, ContactPair
from sim.electrical.drift_diffusion.device import DriftDiffusionDevice
from sim.electrical.drift_diffusion.ions import MobileIons, settling_time_s
from sim.electrical.drift_diffusion.solver import DriftDiffusionSolver
from sim.electrical.response.circuit import Circuit, Nodes
from sim.electrical.response.column import Column
from sim.electrical.response.ions import IonKinetics
from sim.electrical.response.pulses import PulseTrain
from sim.electrical.response.time_steps import Stepper, StepSettings
from sim.electrical.response.transient import march

MESH = led_mesh(30, sheets=4)
DENSITY, MOBILITY, VOLT = 5e24, 1e-12, 0.02585
SETTLING_S = settling_time_s(DENSITY, MOBILITY, 7.3 * epsilon_0, 4 * 12.84e-9, VOLT)
RELAXATION_S = 7.3 * epsilon_0 / (elementary_charge * MOBILITY * DENSITY)
SETTINGS = StepSettings(tolerance=1e-2)


def solver(sites_1_m3: float, voltage_v: float) -> DriftDiffusionSolver:
    mean = np.where(MESH.nanocrystal_node, DENSITY, 0.0)
    ions = MobileIons(MESH.volume_m, mean, sites_1_m3, VOLT)
    contacts = ContactPair(Contact(5.1), Contact(2.9))
    made = DriftDiffusionSolver(DriftDiffusionDevice(MESH, contacts, 300.0, 1e3, ions))
    for point in made.ramp(np.linspace(0.0, voltage_v, 1 + round(voltage_v / 0.25))):
        assert point.profile is not None
    return made


class Step(PulseTrain):
    """A voltage that rises and stays."""

    @property
    def end_s(self) -> float:
        return self.width_s


def stepped(sites_1_m3: float, width_s: float) -> tuple[Stepper, FloatArray]:
    """The device a time after the voltage rose, and its ions before."""
    at_rest = solver(sites_1_m3, 0.0)
    at_rest.device.hold_ions()
    column = Column(at_rest.device, MOBILITY)
    light = np.full(int(np.count_nonzero(MESH.nanocrystal_node)), 1e10)
    stepper = Stepper((column,), (1.0,), Circuit(), light, Nodes(0.0, 0.0), SETTINGS)
    before = stepper.instant.stored[0].carriers_1_m3[3]
    made = march(stepper, Step(0.0, 2.5, width_s, 1e-8), SETTINGS, 2000, lambda *_: None)
    assert not made.status
    spread = made.column("spread_a_m2")
    assert np.all(spread < 1e-5 * np.abs(made.column("current_a_m2")).max())
    return stepper, before


def ions_of(stepper: Stepper) -> FloatArray:
    return stepper.instant.stored[0].carriers_1_m3[3]


@pytest.mark.parametrize("sites", [np.inf, 2e25])
def test_number_and_end(sites: float) -> None:
    stepper, before = stepped(sites, 60.0 * SETTLING_S)
    after = ions_of(stepper)
    assert MESH.volume_m @ after == pytest.approx(MESH.volume_m @ before, rel=1e-9)
    steady = solver(sites, 2.5)
    at_rest = steady.device.ion_density_1_m3
    assert np.abs(at_rest - before).max() > 0.05 * DENSITY  # they have gone somewhere
    np.testing.assert_allclose(after, at_rest, rtol=1e-4, atol=1e-6 * DENSITY)
    expected = float(np.mean(steady.device.conducted_a_m2))
    assert stepper.current()[0] == pytest.approx(expected, rel=1e-4)


def test_they_are_as_slow_as_their_mobility() -> None:
    at_rest = solver(np.inf, 2.5).device.ion_density_1_m3
    early, before = stepped(np.inf, 0.1 * min(RELAXATION_S, SETTLING_S))
    late, _ = stepped(np.inf, 10.0 * max(RELAXATION_S, SETTLING_S))
    way = np.abs(at_rest - before).sum()
    assert np.abs(ions_of(early) - before).sum() < 0.3 * way
    assert np.abs(ions_of(late) - before).sum() > 0.7 * way


def test_held_ions_stay() -> None:
    """Without a mobility, and whatever the voltage does."""
    held = solver(np.inf, 0.0)
    held.device.hold_ions()
    column = Column(held.device)
    light = np.full(int(np.count_nonzero(MESH.nanocrystal_node)), 1e10)
    stepper = Stepper((column,), (1.0,), Circuit(), light, Nodes(0.0, 0.0), SETTINGS)
    before = ions_of(stepper)
    march(stepper, Step(0.0, 2.5, SETTLING_S, 1e-8), SETTINGS, 2000, lambda *_: None)
    np.testing.assert_array_equal(ions_of(stepper), before)


def test_derivative_of_an_implicit_step() -> None:
    """dP/dpsi of (3) against differences, sites taken to a half."""
    ions = IonKinetics(np.arange(3), np.full(3, 1e-8), np.full(2, 1e-6), 1e25, VOLT)
    potential, known = np.array([0.0, 0.03, -0.02]), np.array([6e24, 4e24, 5e24]) * 50.0
    step = ions.step(potential, 50.0, known)
    assert np.sum(step.density_1_m3) == pytest.approx(1.5e25, rel=1e-12)
    for column in range(3):
        moved = potential + 1e-6 * np.eye(3)[column]
        back = potential - 1e-6 * np.eye(3)[column]
        change = ions.step(moved, 50.0, known).density_1_m3
        change = (change - ions.step(back, 50.0, known).density_1_m3) / 2e-6
        np.testing.assert_allclose(step.by_potential[:, column], change, rtol=1e-6, atol=1e19)
