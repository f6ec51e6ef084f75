"""Every electron at the terminal ends in exactly one channel: R_total + leakage = J.

Domain: a lossy 1.3 um pixel with every channel open (traps, wall, annihilation or Auger, rim,
perimeter and gap shunts, overshoot, recycling), both kinetics, 0 to 6 V.
Known bias: none. Tolerance: 1e-10, rounding of sums.
"""

from __future__ import annotations

import numpy as np
import pytest
from physics.electrical_cases import device, optics, round_pixel

from sim.coupling import solve_electrical
from sim.electrical.spec import CompactSpec

LOSSY = {
    "rim_width": "30 nm",
    "rim_yield": 0.4,
    "gap_conductivity": "1e-8 S/cm",
    "gap_blocking": 0.5,
    "overshoot": 0.1,
    "interfaces": {"below": {"recombination_velocity": "0.5 m/s"}},
}


@pytest.mark.parametrize("kinetics", ["excitonic", "free_carrier"])
def test_channels_add_up(kinetics: str) -> None:
    spec = CompactSpec.model_validate({**LOSSY, "kinetics": kinetics})
    light = optics(outcoupling=(0.2, 0.4), purcell=(0.8, 1.6), reabsorbed=0.2, plqy=0.9)
    result = solve_electrical(device(round_pixel(), 0.9), spec, light)
    total = sum(result.losses.values())
    assert result.current_density_a_m2[0] == 0.0
    assert total[1:] == pytest.approx(np.ones(result.voltage_v.size - 1), rel=1e-10)
    for name, share in result.losses.items():
        expected = name != "trap_level"  # drift-diffusion alone has it
        assert np.all((share[5:] > 0.0) == expected), name


def test_shunts_follow_ohm() -> None:
    spec = CompactSpec.model_validate(
        {**LOSSY, "perimeter_shunt": "1e-9 S/cm", "voltage_step": "0.1 V"}
    )
    result = solve_electrical(device(round_pixel()), spec, optics())
    volts, amperes = result.voltage_v[40], result.current_density_a_m2[40]
    assert volts == pytest.approx(4.0)
    # 1e-9 S/cm * 4 V * 4 / 1.3 um = 0.123 mA/cm2; gap: 0.5e-6 S/m * 4 V / 85 nm * (1 - FF) / FF.
    assert result.losses["shunt_perimeter"][40] * amperes == pytest.approx(1.2308, rel=1e-4)
    fill = np.pi / (2 * np.sqrt(3)) * (1.3 / 2.8) ** 2
    gap = 0.5e-6 * 4.0 / 85e-9 * (1.0 - fill) / fill
    assert result.losses["shunt_gap"][40] * amperes == pytest.approx(gap, rel=1e-9)
