"""At rest n p = n_i^2 everywhere and no current flows.

Formula: n p = N^2 exp(-gap / kT) in continuous layers; in dots f_e f_h / ((1 - f_e)(1 - f_h)) =
exp(-gap / kT).
Domain: PTAA / two sheets of dots / TPBi between 5.1 and 2.9 eV, gaps of 2.4 to 3.5 eV: products
down to 1e-58 of the band densities. Also the densities at both contacts, N exp(-barrier / kT).
Known bias: none, the quasi-Fermi potentials are exactly flat. Tolerance: 1e-9, the exponent (up to
135) times the rounding of potentials of 5 V; the current is exactly zero.
"""

from __future__ import annotations

import numpy as np
import pytest
from physics.electrical_cases import led_device, led_mesh

from sim.electrical.drift_diffusion.layers import NanocrystalLayer
from sim.electrical.drift_diffusion.solver import DriftDiffusionSolver
from sim.electrical.thermal import thermal_voltage_v

VT = thermal_voltage_v(300.0)


def test_led_at_rest() -> None:
    mesh = led_mesh()
    device = led_device(mesh)
    (point,) = DriftDiffusionSolver(device).ramp(np.zeros(1))
    profile = point.profile
    assert profile is not None
    assert np.all(profile.total_current_a_m2 == 0.0)
    assert np.all(profile.recombination_1_m3s == 0.0)
    for number, layer in enumerate(mesh.layers):
        here = mesh.layer_of_node == number
        n, p = profile.electrons_1_m3[here], profile.holes_1_m3[here]
        limit = layer.states_1_m3
        if isinstance(layer, NanocrystalLayer):
            n, p = n / (1.0 - n / limit), p / (1.0 - p / limit)
        expected = np.exp(-(layer.ionisation_ev - layer.affinity_ev) / VT)
        assert n / limit * (p / limit) == pytest.approx(np.full(n.size, expected), rel=1e-9)


def test_contacts_hold_their_barriers() -> None:
    device = led_device(led_mesh())
    (point,) = DriftDiffusionSolver(device).ramp(np.zeros(1))
    profile = point.profile
    assert profile is not None
    assert profile.holes_1_m3[0] == pytest.approx(1e27 * np.exp(-0.1 / VT), rel=1e-9)
    assert profile.electrons_1_m3[-1] == pytest.approx(1e27 * np.exp(-0.2 / VT), rel=1e-9)
