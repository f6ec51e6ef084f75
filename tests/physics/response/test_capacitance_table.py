"""A circuit's table of an LED holds the steady sweep's current, and a capacitance beside it.

Formula: J, L of capacitance_table = those of solve_drift_diffusion at equal voltages; C at 0 V lies
between the geometric capacitance and twice it; V_i = V - R (J - g V).
Domain: PTAA / 30 nm of dots (two columns of sheets) / TPBi, -0.5 to 3 V, R 0 and 1e-3 ohm m2.
Known bias: with a resistance the sweep reads values between its voltages by interpolation, so that
both are compared at R = 0; the table solves at its own voltages.
Tolerance: 1e-6, what the solver's iterations leave; the drop to 1e-6 V.
"""

from __future__ import annotations

import numpy as np
from physics.electrical_cases import device, environment, optics

from sim.coupling import electrical_pixel
from sim.electrical.drift_diffusion.model import solve_drift_diffusion
from sim.electrical.response.capacitance import capacitance_table
from sim.electrical.spec import DriftDiffusionSpec

SPEC = DriftDiffusionSpec.model_validate(
    {
        "model": "drift_diffusion",
        "level_shift": "-0.65 eV",
        "voltage_start": "-0.5 V",
        "voltage_stop": "3 V",
        "voltage_step": "0.25 V",
        "cells": 40,
    }
)


PIXEL = electrical_pixel(device(None), SPEC, optics())


def test_steady_values() -> None:
    spec = SPEC.model_copy(update={"series_resistance_ohm_m2": 0.0})
    table = capacitance_table(spec, PIXEL, environment())
    steady = solve_drift_diffusion(spec, PIXEL, environment())
    np.testing.assert_allclose(table.voltage_v, steady.voltage_v)
    on = steady.current_density_a_m2 > 1.0
    assert np.count_nonzero(on) >= 4
    for own, other in (
        (table.current_density_a_m2, steady.current_density_a_m2),
        (table.luminance_cd_m2, steady.luminance_cd_m2),
    ):
        np.testing.assert_allclose(own[on], other[on], rtol=1e-6)
    geometric = 3.94e-4  # eps0 / (55 nm / 3 + 30 nm / 7.3)
    assert geometric < table.capacitance_f_m2[2] < 2.0 * geometric


def test_resistance() -> None:
    table = capacitance_table(SPEC, PIXEL, environment())
    through = table.current_density_a_m2 - table.shunt_s_m2 * table.voltage_v
    assert table.resistance_ohm_m2 * through[-1] > 0.1
    inner = table.voltage_v - table.resistance_ohm_m2 * through
    np.testing.assert_allclose(table.device_voltage_v, inner, atol=1e-6)
