"""Two excitons annihilate at 1/k_2 = 1/k_f + 2 tau_XX: encounter and Auger decay in series.

Claim: the formula equals the steady state of a dot that is singly (P1) or doubly (P2) occupied:
pairs form at k_f nu^2, part at 2 k_f or annihilate at 1/tau_XX.
Domain: tau_XX 1 ps to 1 us at D = 2.6e-5 cm2/s, pitch 12.84 nm (k_f = 9.4e7 1/s).
Known bias: none. Tolerance: 1e-12 on the balance, 1 % on the limits at the ends of the range.
"""

from __future__ import annotations

import pytest

from sim.electrical.channels.annihilation import annihilation_rate_1_s
from sim.electrical.thermal import thermal_voltage_v

DIFFUSION = 1e-7 * thermal_voltage_v(300.0)
PITCH = 12.84e-9
MEETING = 6.0 * DIFFUSION / PITCH**2


@pytest.mark.parametrize("lifetime_s", [1e-12, 1e-10, 1e-8, 1e-6])
def test_balance_of_doubly_occupied_dots(lifetime_s: float) -> None:
    nu = 1e-3
    doubly = MEETING * nu**2 / (2.0 * MEETING + 1.0 / lifetime_s)
    expected = doubly / lifetime_s / nu**2
    assert annihilation_rate_1_s(DIFFUSION, PITCH, lifetime_s) == pytest.approx(expected, rel=1e-12)


def test_limits() -> None:
    assert pytest.approx(9.41e7, rel=1e-3) == MEETING
    assert annihilation_rate_1_s(DIFFUSION, PITCH, 1e-12) == pytest.approx(MEETING, rel=1e-2)
    assert annihilation_rate_1_s(DIFFUSION, PITCH, 1e-6) == pytest.approx(0.5e6, rel=1e-2)
