"""A current-driven LED is dark for C V / I: what dark greys miss of a frame.

    light of the frame over the settled one = 1 - Q(V_on) / (I T),   Q = C V with plates alone

Domain: LTPS, 17 pF, 60 Hz, luminances of which the LED turns on within the frame; V_on is the
settled anode (2.1 to 2.2 V); plates alone, and with carriers whose capacitance peaks below turn-on.
A source follower (IGZO, storage at the supply) is faster by far, because its current is large until
the anode is there. Known bias: the LED lights a little before it has settled, kT-wide of 2 V: 4 %
of the missing time. Tolerance: 10 % of what is missing.
"""

from __future__ import annotations

import numpy as np
import pytest
from physics.panel_cases import CHARGE, panel_case, peaked_charge

from sim.analysis.panel.evaluate import PanelCase, settled_curve
from sim.electrical.panel.backplane import black_data_v
from sim.electrical.panel.frame import frames
from sim.electrical.panel.led_charge import LedCharge
from sim.electrical.panel.pixel_circuit import Pixels


def missing_share(case: PanelCase, light: float) -> float:
    data = settled_curve(case).data_for(np.array([light / case.pixel.fill_factor]))
    black = black_data_v(case.spec.circuit)
    one = frames(case.pixel.circuit, Pixels(), case.phases, data, black, 1, 60)[0]
    lit = float(one.mean(one.luminance_cd_m2)[0])
    return 1.0 - lit * case.pixel.fill_factor / light


@pytest.mark.parametrize(
    ("light", "charge_law"),
    [(100.0, CHARGE), (10.0, CHARGE), (4.0, CHARGE), (10.0, peaked_charge())],
)
def test_current_driven_pixel(light: float, charge_law: LedCharge) -> None:
    case = panel_case(np.ones((8, 8)), charge_law, circuit={"backplane": "ltps"})
    led, table = case.pixel.circuit.led, case.pixel.table
    density = table.current_for(np.array(light / case.pixel.fill_factor))
    charge = float(led.charge.at(table.voltage(density))[0])
    expected = charge / float(density * led.area_m2) * case.spec.refresh_rate_hz
    assert missing_share(case, light) == pytest.approx(expected, rel=0.1)


def test_dark_greys_miss_the_frame() -> None:
    assert missing_share(panel_case(np.ones((8, 8)), circuit={"backplane": "ltps"}), 0.5) > 0.99


def test_a_source_follower_does_not() -> None:
    assert missing_share(panel_case(np.ones((8, 8))), 4.0) < 0.1
