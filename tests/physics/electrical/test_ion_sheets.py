"""Ions of nanocrystal sheets settle where Boltzmann's and Gauss's laws put them, sheet by sheet.

Formula: C_m+1 (psi_m+1 - psi_m) - C_m (psi_m - psi_m-1) = -q a (P_m - P_0), P_m = N x/(1 + x),
sum P_m = M P_0; C eps/a between sheets, and the transport layer in series with half a pitch at the
ends. Reference: these M + 1 equations solved with scipy's least_squares from no field, without
mesh, devsim or the code under test.
Domain: 6 sheets of dots between insulating layers of 20 and 35 nm, 1e23 and 1e24 ions/m3, +-3 V.
Known bias: none, the layers without charge are resolved exactly. Tolerance: 1e-6 of the potential's
kT/q (both iterations end below 1e-8 V).
"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.constants import elementary_charge, epsilon_0
from scipy.optimize import least_squares

from sim.electrical.drift_diffusion.contacts import Contact, ContactPair
from sim.electrical.drift_diffusion.device import DriftDiffusionDevice
from sim.electrical.drift_diffusion.ions import MobileIons
from sim.electrical.drift_diffusion.layers import NanocrystalLayer, TransportLayer, build_mesh
from sim.electrical.drift_diffusion.solver import DriftDiffusionSolver
from sim.electrical.thermal import thermal_voltage_v

VT = thermal_voltage_v(300.0)
PITCH, SHEETS, EPS_DOT, EPS_LAYER = 12.84e-9, 6, 7.3, 3.0
BELOW, ABOVE, WORK_FUNCTION = 20e-9, 35e-9, 5.0


def _computed(mean: float, sites: float, difference_v: float) -> NDArray[np.float64]:
    """Potential of the sheets; the difference is built in, by the contacts' work functions."""
    dots = NanocrystalLayer(PITCH, 0.0, 10.0, 1e-7, EPS_DOT, np.full(SHEETS, 3e7), 2.5e9, 2e8)
    layers = [TransportLayer(t, 0.0, 10.0, 1e27, 1e-9, 1e-9, EPS_LAYER) for t in (BELOW, ABOVE)]
    mesh = build_mesh((layers[0], dots, layers[1]), 10)
    held = np.where(mesh.nanocrystal_node, mean, 0.0)
    ions = MobileIons(mesh.volume_m, held, sites, VT)
    contacts = ContactPair(Contact(WORK_FUNCTION + difference_v), Contact(WORK_FUNCTION))
    device = DriftDiffusionDevice(mesh, contacts, 300.0, 1e3, ions)
    psi = DriftDiffusionSolver(device).equilibrium().values[0]
    return np.asarray(psi[mesh.nanocrystal_node])


def _reference(mean: float, sites: float, difference_v: float) -> NDArray[np.float64]:
    ends = np.array([-WORK_FUNCTION - difference_v, -WORK_FUNCTION])
    half = 0.5 * PITCH / (EPS_DOT * epsilon_0)
    outer = [1.0 / (t / (EPS_LAYER * epsilon_0) + half) for t in (BELOW, ABOVE)]
    inner = EPS_DOT * epsilon_0 / PITCH
    capacitance = np.array([outer[0], *[inner] * (SHEETS - 1), outer[1]])

    def density(unknowns: NDArray[np.float64]) -> NDArray[np.float64]:
        filling = np.exp(unknowns[-1] - (unknowns[:-1] - unknowns[0]))
        taken = filling / (1.0 + filling * mean / sites)
        return np.asarray(mean * taken)

    def residual(unknowns: NDArray[np.float64]) -> NDArray[np.float64]:
        psi = np.concatenate((ends[:1], unknowns[:-1] * VT, ends[1:]))
        charge = elementary_charge * PITCH * (density(unknowns) - mean)
        balance = np.diff(capacitance * np.diff(psi)) + charge
        number = density(unknowns).sum() / (SHEETS * mean) - 1.0
        return np.append(balance / (inner * VT), number)

    start = np.append(np.full(SHEETS, ends.mean() / VT), 0.0)
    found = least_squares(residual, start, xtol=1e-15, ftol=1e-15, gtol=1e-15, x_scale="jac")
    assert np.abs(found.fun).max() < 1e-9
    return np.asarray(found.x[:-1] * VT)


@pytest.mark.parametrize("difference_v", [-3.0, 3.0])
@pytest.mark.parametrize(("mean", "sites"), [(1e23, np.inf), (1e24, np.inf), (1e24, 2e24)])
def test_sheets_are_where_the_ions_put_them(mean: float, sites: float, difference_v: float) -> None:
    found = _computed(mean, sites, difference_v)
    assert found == pytest.approx(_reference(mean, sites, difference_v), abs=1e-6 * VT)


def test_many_ions_leave_no_field() -> None:
    """Far from the ends, that is: without ions 6 sheets take a third of the voltage."""
    inside = _computed(1e25, np.inf, 3.0)
    assert abs(inside[3] - inside[2]) < 0.01 * VT
    assert abs(inside[-1] - inside[0]) < 0.1 * 3.0
