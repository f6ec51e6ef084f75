"""A diode's ln J rises by one per m kT/q, and its current at turn-on is the defining one.

Formula: m = (q / kT) dV / d ln J in forward bias.
Domain: ideality 1 and 2, 300 K, no series resistance, 0.5 to 1.5 V; kT/q = 0.0258520 V.
Known bias: the "- 1" of the law, exp(-0.5/0.052) = 6e-5 at the lowest voltage. Tolerance: 1e-4.
"""

from __future__ import annotations

import numpy as np
import pytest

from sim.electrical.compact.diode import Diode
from sim.electrical.thermal import thermal_voltage_v


def test_thermal_voltage() -> None:
    assert thermal_voltage_v(300.0) == pytest.approx(0.0258520, abs=5e-8)


@pytest.mark.parametrize("ideality", [1.0, 2.0])
def test_slope(ideality: float) -> None:
    diode = Diode(ideality, 2.38, 0.01, 0.0, 300.0)
    voltage = np.linspace(0.5, 1.5, 11)
    log_current = np.log(diode.current_density_a_m2(voltage))
    slope = np.diff(voltage) / np.diff(log_current) / thermal_voltage_v(300.0)
    assert slope == pytest.approx(ideality, rel=1e-4)


@pytest.mark.parametrize("resistance", [0.0, 1e-3])
def test_rest_and_turn_on(resistance: float) -> None:
    diode = Diode(2.0, 2.38, 0.01, resistance, 300.0)
    current = diode.current_density_a_m2(np.array([0.0, 2.38]))
    assert current[0] == 0.0
    # 0.01 A/m2 over 10 ohm cm2 drops 1e-5 V, 2e-4 of the slope voltage.
    assert current[1] == pytest.approx(0.01, rel=3e-4)
