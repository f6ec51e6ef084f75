"""Ions between blocking contacts screen the field: Debye layers at the faces, none within.

Mobile positive ions of mean P_0 on a fixed negative background, N sites, y = (psi - psi_bulk)/Vt.
The first integral of Boltzmann-Poisson (Grahame's equation for one mobile kind; with limited
sites Kilic, Bazant and Ajdari, Phys. Rev. E 75, 021502 (2007)), nu = P_0 / N:

    eps E^2 / 2 = q P_0 Vt f(y),   f = exp(-y) + y - 1,   or ln(1 + nu (exp(-y) - 1)) / nu + y

The film is neutral: charge, and with it field, is the same at both faces, f(y_1) = f(y_2), which
splits the voltage between ions piled up at one face and the background laid bare at the other.
Domain: 200 nm (66 Debye lengths), eps 7.3, 1e24 ions/m3, 1 V (39 kT/q); a film without carriers.
Known bias: second order in the cell. Tolerance: 3e-4 of the field at the faces on 200 cells
(1.9e-4 found), and the error of 100 cells is 3 to 5 times that (4 for second order); the field in
the middle is below 1e-8 of that at the faces, where exp(-66 / 2) = 5e-15 is exact and Newton's
last step of 1e-9 V over 200 nm is 1e-10.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from scipy.constants import elementary_charge, epsilon_0
from scipy.optimize import brentq

from sim.electrical.drift_diffusion.contacts import Contact, ContactPair
from sim.electrical.drift_diffusion.device import DriftDiffusionDevice
from sim.electrical.drift_diffusion.ions import MobileIons
from sim.electrical.drift_diffusion.layers import TransportLayer, build_mesh
from sim.electrical.drift_diffusion.solver import DriftDiffusionSolver
from sim.electrical.thermal import thermal_voltage_v

VT = thermal_voltage_v(300.0)
MEAN, LENGTH, VOLTAGE = 1e24, 200e-9, 1.0
EPS = 7.3 * epsilon_0
INSULATOR = TransportLayer(LENGTH, 0.0, 10.0, 1e27, 1e-9, 1e-9, 7.3)


@dataclass(frozen=True)
class Fields:
    """Size of the field at both faces and in the middle, V/m; V/Vt between middle and far face."""

    first: float
    last: float
    middle: float
    pile_up: float


def _computed(cells: int, sites: float) -> Fields:
    mesh = build_mesh((INSULATOR,), cells)
    ions = MobileIons(mesh.volume_m, np.full(mesh.x_m.size, MEAN), sites, VT)
    contacts = ContactPair(Contact(5.0), Contact(5.0))
    device = DriftDiffusionDevice(mesh, contacts, 300.0, np.inf, ions)
    point = list(DriftDiffusionSolver(device).ramp(np.array([0.0, VOLTAGE])))[-1]
    assert point.profile is not None
    psi = point.profile.potential_v
    field = -np.diff(psi) / mesh.length_m
    # Gauss's law over the half cells at the faces.
    behind = elementary_charge * (point.profile.ions_1_m3 - MEAN) * mesh.volume_m / EPS
    centre = 0.5 * (mesh.x_m[1:] + mesh.x_m[:-1])
    return Fields(
        first=float(field[0] - behind[0]),
        last=float(field[-1] + behind[-1]),
        middle=float(np.interp(LENGTH / 2, centre, field)),
        pile_up=float(np.interp(LENGTH / 2, mesh.x_m, psi) - psi[-1]) / VT,
    )


def _energy(y: float, sites: float) -> float:
    if np.isinf(sites):
        return float(np.exp(-y) + y - 1.0)
    nu = MEAN / sites
    return float(np.log1p(nu * np.expm1(-y)) / nu + y)


def _exact(sites: float) -> Fields:
    total = VOLTAGE / VT
    y = float(brentq(lambda y: _energy(y, sites) - _energy(y + total, sites), -total, -1e-9))
    field = np.sqrt(2.0 * elementary_charge * MEAN * VT * _energy(y, sites) / EPS)
    return Fields(field, field, 0.0, -y)


@pytest.mark.parametrize("sites", [np.inf, 5.0 * MEAN])
def test_field_follows_grahame(sites: float) -> None:
    exact = _exact(sites)
    coarse, fine = _computed(100, sites), _computed(200, sites)
    for name in ("first", "last"):
        expected, found = getattr(exact, name), getattr(fine, name)
        assert found == pytest.approx(expected, rel=3e-4)
        gain = (getattr(coarse, name) - expected) / (found - expected)
        assert 3.0 < gain < 5.0
    assert fine.pile_up == pytest.approx(exact.pile_up, rel=3e-3)
    assert abs(fine.middle) < 1e-8 * exact.first


def test_limited_sites_take_more_voltage() -> None:
    """Where ions cannot crowd, the layer that they form is thicker."""
    free, limited = _exact(np.inf), _exact(5.0 * MEAN)
    assert limited.pile_up > 2.0 * free.pile_up
    assert limited.first < free.first
