"""A junction's built-in voltage is (kT/q) ln(N_a N_d / n_i^2), its width sqrt(4 eps V / q N).

Domain: abrupt, symmetric, 1e18 1/cm3 on both sides, n_i 1e10 1/cm3, eps 11.1, 300 K: 0.95242 V and
48.34 nm. The depletion width is taken from the charge on one side, Q / (q N).
Known bias: the carriers' tails shorten the charge; the depletion formula with V_bi - 2 kT/q has
that first correction. Tolerance: 1e-5 V for V_bi; 1 % for the width (the correction is 2.7 %).
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.constants import elementary_charge, epsilon_0

from sim.electrical.drift_diffusion.contacts import ContactPair, neutral_contact
from sim.electrical.drift_diffusion.device import DriftDiffusionDevice
from sim.electrical.drift_diffusion.layers import TransportLayer, build_mesh
from sim.electrical.drift_diffusion.solver import DriftDiffusionSolver
from sim.electrical.thermal import thermal_voltage_v

VT = thermal_voltage_v(300.0)
STATES = 1e16 * np.exp(1.12 / (2.0 * VT))


def _side(doping_1_m3: float) -> TransportLayer:
    return TransportLayer(
        200e-9, 4.05, 4.05 + 1.12, STATES, 0.04, 0.02, 11.1, doping_1_m3=doping_1_m3
    )


def test_symmetric_junction() -> None:
    p_side, n_side = _side(-1e24), _side(1e24)
    contacts = ContactPair(neutral_contact(p_side, 300.0), neutral_contact(n_side, 300.0))
    mesh = build_mesh((p_side, n_side), 400)
    device = DriftDiffusionDevice(mesh, contacts, 300.0, np.inf)
    (point,) = DriftDiffusionSolver(device).ramp(np.zeros(1))
    profile = point.profile
    assert profile is not None
    built_in = profile.potential_v[-1] - profile.potential_v[0]
    assert contacts.built_in_voltage_v == pytest.approx(0.95242, abs=1e-5)
    assert built_in == pytest.approx(VT * np.log(1e24**2 / 1e16**2), abs=1e-5)
    # Neutral far from the junction: the layer keeps its majority density.
    assert profile.electrons_1_m3[-50] == pytest.approx(1e24, rel=1e-3)
    right = mesh.layer_of_node == 1
    charge = 1e24 - profile.electrons_1_m3[right] + profile.holes_1_m3[right]
    width = 2.0 * float(np.sum(charge * mesh.volume_m[right])) / 1e24
    effective = 0.95242 - 2.0 * VT
    depletion = np.sqrt(4.0 * epsilon_0 * 11.1 * effective / (elementary_charge * 1e24))
    assert width == pytest.approx(depletion, rel=1e-2)
    assert np.sqrt(4.0 * epsilon_0 * 11.1 * 0.95242 / (elementary_charge * 1e24)) == pytest.approx(
        48.34e-9, rel=1e-3
    )
