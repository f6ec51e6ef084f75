"""Far above turn-on a diode is its series resistance: dV/dJ -> R + m kT / (q J).

Formula: V = J R + (m kT/q) ln(J/J0 + 1), the law inverted.
Domain: 10 ohm cm2, ideality 2, 2.5 to 50 V.
Known bias: none. Tolerance: 1e-9 on the inverted law (double precision over ln of 46);
1e-4 on the slope (second differences of a 0.01 V step).
"""

from __future__ import annotations

import numpy as np
import pytest

from sim.electrical.compact.diode import Diode

DIODE = Diode(2.0, 2.38, 0.01, 1e-3, 300.0)


def test_current_satisfies_the_implicit_law() -> None:
    voltage = np.array([2.5, 3.0, 6.0, 20.0, 50.0])
    current = DIODE.current_density_a_m2(voltage)
    junction = DIODE.slope_v * (np.log(current) - DIODE.log_saturation_a_m2)
    assert junction + 1e-3 * current == pytest.approx(voltage, rel=1e-9)


def test_differential_resistance() -> None:
    voltage = np.array([9.99, 10.0, 10.01])
    current = DIODE.current_density_a_m2(voltage)
    slope = (voltage[2] - voltage[0]) / (current[2] - current[0])
    assert slope == pytest.approx(1e-3 + DIODE.slope_v / current[1], rel=1e-4)
