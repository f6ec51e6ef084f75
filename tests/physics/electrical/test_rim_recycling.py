"""What a dark rim takes back of its own light is lost as well.

    EQE / gamma = q (1 - s) P_air / (1 - q + q (P_away + s P_re))

s is the share of the light that the rim takes, its area times (1 - rim_yield); P_re the light that
the own emitter takes back. Limits: s -> 0 is the pixel without a rim, s -> 1 dark, with all light,
P_away + P_re, in the rim's channel. Domain: one height, round pixel of 1.3 um, compact model
without Auger recombination, P_air 0.31, P_away 0.80, P_re 0.25, q 0.97.
Where light is recycled a rim costs more than its area: at 86 nm, 1 - s = 0.7529, the 9072 PPI pixel
with its film's optics keeps 0.7125 of its EQE (0.6974 with the crystal's table as it is, and 0.7529
without recycling).
Known bias: P_re has a cut (its near field is no light). Tolerance: 1e-12, rounding.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from physics.electrical_cases import device, optics, round_pixel

from sim.coupling import solve_electrical
from sim.electrical.spec import CompactSpec
from sim.results.records import ElectricalResult

Q, AIR, AWAY, BACK = 0.97, 0.31, 0.80, 0.25
CLEAN = {
    "sidewall_velocity": "0 cm/s",
    "perimeter_shunt": "0 S/m",
    "leakage": "0 S/m2",
    "biexciton_lifetime": "1e12 s",
}


def _solved(width: str, rim_yield: float = 0.0) -> ElectricalResult:
    light = optics((0.2, 0.2), (AWAY + BACK,) * 2, BACK / (AWAY + BACK), Q)
    light = replace(light, lossy_air=np.full(light.air.shape, AIR))
    spec = CompactSpec.model_validate({**CLEAN, "rim_width": width, "rim_yield": rim_yield})
    return solve_electrical(device(round_pixel(), Q), spec, light)


def _by_hand(share: float) -> float:
    return Q * (1.0 - share) * AIR / (1.0 - Q + Q * (AWAY + share * BACK))


@pytest.mark.parametrize(("width_nm", "rim_yield"), [(86.0, 0.0), (86.0, 0.4), (10.0, 0.0)])
def test_the_law(width_nm: float, rim_yield: float) -> None:
    share = (1.0 - rim_yield) * (1.0 - (1.0 - 2.0 * width_nm / 1300.0) ** 2)
    result = _solved(f"{width_nm} nm", rim_yield)
    assert result.eqe[-1] == pytest.approx(_by_hand(share), rel=1e-12)
    assert sum(part[-1] for part in result.losses.values()) == pytest.approx(1.0, rel=1e-12)


def test_a_vanishing_rim_changes_nothing() -> None:
    assert _solved("1e-6 nm").eqe[-1] == pytest.approx(_solved("0 nm").eqe[-1], rel=1e-8)


def test_a_pixel_that_is_all_rim_is_dark() -> None:
    result = _solved("650 nm")
    assert result.eqe[-1] == pytest.approx(0.0, abs=1e-15)
    all_light = Q * (AWAY + BACK) / (1.0 - Q + Q * (AWAY + BACK))
    assert result.losses["rim"][-1] == pytest.approx(all_light, rel=1e-12)


def test_a_rim_costs_more_than_its_area_where_light_is_recycled() -> None:
    bright = (1.0 - 2.0 * 86.0 / 1300.0) ** 2
    assert _solved("86 nm").eqe[-1] / _solved("0 nm").eqe[-1] < 0.96 * bright
