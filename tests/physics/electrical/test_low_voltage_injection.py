"""At low voltage a film between Ohmic contacts conducts by the charge that the contacts lend it.

Formula: 4 pi^2 (kT/q) mu eps V / L^3 for contacts of infinite density. For a density n_0 at the
contacts the equilibrium profile is n = n_m / cos^2(K (x - L/2)) with n_m = 2 eps (kT/q) K^2 / q and
n_0 cos^2(K L / 2) = n_m, and the conductance q mu / integral(dx / n), which tends to the former.
Domain: electrons only, 200 nm, eps 22, mobility 1e-7 m2/Vs, 295 K (test 4 of the SIMsalabim code),
0.01 V; the limit is 24.436 A/m2.
Known bias: 0.01 V is 0.39 kT/q, second order in V: below 0.1 % (symmetric device). Mesh: 0.04 %.
Tolerance: 0.2 % against the closed form; 1 % against the limit, with contacts of 1e28 1/m3 (at the
published 1e26 the closed form itself lies 2.3 % below the limit).
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.constants import elementary_charge
from scipy.optimize import brentq

from sim.electrical.drift_diffusion.contacts import Contact, ContactPair
from sim.electrical.drift_diffusion.layers import TransportLayer
from sim.electrical.drift_diffusion.sclc import Film, low_voltage_a_m2, single_carrier_curve
from sim.electrical.thermal import thermal_voltage_v

FILM = Film(200e-9, 22.0, 1e-7)
VOLTAGE = np.array([0.01])


def _computed(states_1_m3: float) -> float:
    film = TransportLayer(200e-9, 3.0, 5.0, states_1_m3, 1e-7, 1e-20, 22.0)
    contacts = ContactPair(Contact(3.0), Contact(3.0))
    return float(single_carrier_curve((film,), contacts, VOLTAGE, 295.0).current_density_a_m2[0])


def _closed_form(contact_density_1_m3: float) -> float:
    length, vt = FILM.thickness_m, thermal_voltage_v(295.0)
    unit = 2.0 * FILM.permittivity_f_m * vt / elementary_charge

    def mismatch(phase: float) -> float:
        k = phase / length
        return contact_density_1_m3 * np.cos(phase / 2.0) ** 2 - unit * k**2

    k = brentq(mismatch, 1e-3, np.pi - 1e-12) / length
    resistance = (length / 2.0 + np.sin(k * length) / (2.0 * k)) / (unit * k**2)
    return elementary_charge * FILM.mobility_m2_vs * 0.01 / resistance


def test_limit_of_the_published_test_case() -> None:
    assert low_voltage_a_m2(FILM, VOLTAGE, 295.0)[0] == pytest.approx(24.436, rel=1e-4)
    assert _computed(1e28) == pytest.approx(24.436, rel=1e-2)


@pytest.mark.parametrize("density", [1e24, 1e26, 1e28])
def test_contacts_of_finite_density(density: float) -> None:
    assert _computed(density) == pytest.approx(_closed_form(density), rel=2e-3)
