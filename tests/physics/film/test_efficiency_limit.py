"""With gamma -> 1 and IQE -> 1 the EQE is the light-extraction efficiency, and never more.

Domain: a 1.3 um pixel, positions that couple out 0.2 and 0.4, Purcell factors 0.8 and 1.6, plqy 1,
no wall, rim, shunt or annihilation. With plqy q < 1 the EQE at low current is gamma <yield eta>,
yield = q F / (1 - q + q F), with the same average that defines LEE in sim.results.averages.
Known bias: annihilation is scaled away by a biexciton lifetime of 1e12 s, leaving < 1e-9.
Tolerance: 1e-9.
"""

from __future__ import annotations

import numpy as np
import pytest
from physics.electrical_cases import device, optics, round_pixel

from sim.coupling import solve_electrical
from sim.electrical.spec import CompactSpec
from sim.results.averages import Averager, lee

IDEAL = CompactSpec.model_validate(
    {
        "sidewall_velocity": "0 m/s",
        "perimeter_shunt": "0 S/m",
        "leakage": "0 S/m2",
        "biexciton_lifetime": "1e12 s",
    }
)


def test_ideal_pixel_reaches_its_extraction() -> None:
    light = optics(outcoupling=(0.2, 0.4), purcell=(0.8, 1.6))
    result = solve_electrical(device(round_pixel()), IDEAL, light)
    assert result.eqe[1:] == pytest.approx(lee(light), rel=1e-9)
    assert result.eqe[0] == 0.0


@pytest.mark.parametrize("plqy", [0.5, 0.97])
def test_yield_follows_the_purcell_factor(plqy: float) -> None:
    light = optics(outcoupling=(0.2, 0.4), purcell=(0.8, 1.6), plqy=plqy)
    result = solve_electrical(device(round_pixel(), plqy), IDEAL, light)
    expected = float(light.node_weight @ Averager(light).node_yield[:, 0]) * lee(light)
    assert result.eqe_peak == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("kinetics", ["excitonic", "free_carrier"])
def test_no_loss_makes_light(kinetics: str) -> None:
    light = optics(outcoupling=(0.2, 0.4), purcell=(0.8, 1.6), plqy=0.9)
    spec = CompactSpec.model_validate({"kinetics": kinetics, "rim_width": "20 nm"})
    result = solve_electrical(device(round_pixel(), 0.9), spec, light)
    for share in (result.eqe / lee(light), result.iqe, result.injection_efficiency):
        assert np.all((share >= 0.0) & (share <= 1.0))
