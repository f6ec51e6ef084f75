"""A panel's picture, from the law of its frames, is that of every pixel followed by itself.

Domain: 4 x 6 pixels with grey levels, supply drops and differences of their transistors; each pixel
is followed alone with its own data voltage, drop, threshold and mobility. Also: greys of a still
picture, a white panel's uniformity, compensation of thresholds by 3T1C.
Known bias: differences act one by one in the panel, third order is left out: 1 % for two standard
deviations of 20 mV at 4 % of white, where the current falls by a factor of 1.3 per 20 mV.
Tolerance: 2 %.
"""

from __future__ import annotations

import numpy as np
import pytest
from physics.panel_cases import panel_case

from sim.analysis.panel.evaluate import evaluate_panel
from sim.electrical.panel.backplane import black_data_v
from sim.electrical.panel.frame import frames
from sim.electrical.panel.pixel_circuit import Pixels
from sim.electrical.panel.uniformity import differences, uniformity
from sim.results.status import Status

GREYS = np.linspace(0.25, 1.0, 24).reshape(4, 6)


def test_every_pixel_followed_alone() -> None:
    wild = {"threshold": "20 mV", "mobility": 0.03, "seed": 4}
    case = panel_case(
        GREYS, steps_per_decade=10, lines={"sheet_resistance": "200 ohm"}, variation=wild
    )
    panel = evaluate_panel(case, "small", "", {})
    assert panel.status is Status.OK
    assert panel.drop_v.max() > 5e-3
    drawn = differences((4, 6), 0.02, 0.03, 0.0, 4)
    pixels = Pixels(panel.drop_v.ravel(), drawn.shift_v.ravel(), drawn.gain.ravel())
    level = np.searchsorted(panel.grey, np.rint(255 * GREYS) / 255)
    black = black_data_v(case.spec.circuit)
    circuit = case.pixel.circuit
    data = panel.data_v[level].ravel()
    one = frames(circuit, pixels, case.phases, data, black, 1, 10)[0]
    alone = case.pixel.fill_factor * one.mean(one.luminance_cd_m2).reshape(4, 6)
    np.testing.assert_allclose(panel.emitted_cd_m2, alone, rtol=0.02)


def test_a_still_picture_has_its_greys() -> None:
    panel = evaluate_panel(panel_case(GREYS, frames=3, steps_per_decade=8), "still", "", {})
    np.testing.assert_allclose(panel.grey_last_cd_m2, panel.grey_wanted_cd_m2, rtol=5e-3)
    np.testing.assert_allclose(panel.seen_cd_m2, panel.emitted_cd_m2)


def test_compensation_of_thresholds() -> None:
    """The same thresholds spread a 2T1C panel's white by more than three times as much."""
    wild = {"threshold": "50 mV"}
    plain, compensated = (
        evaluate_panel(
            panel_case(np.ones((6, 6)), circuit={"kind": kind}, variation=wild), "", "", {}
        )
        for kind in ("2t1c", "3t1c")
    )
    spread, rest = (1.0 - p.uniformity["1 - deviation"] for p in (plain, compensated))
    assert spread > 0.02
    assert rest < 0.3 * spread


def test_measures_of_uniformity() -> None:
    even = uniformity(np.full((9, 9), 3.0))
    assert (even.deviation, even.nine_places) == (1.0, 1.0)
    half = np.ones((9, 9))
    half[:3, :3] = 0.5
    assert uniformity(half).nine_places == pytest.approx(0.5)
    random = np.random.default_rng(1).normal(1.0, 0.1, (300, 300))
    assert uniformity(random).deviation == pytest.approx(0.9, abs=0.002)
    assert uniformity(random).nine_places == pytest.approx(1.0, abs=0.01)


def test_what_a_pixel_cannot_do_is_refused() -> None:
    with pytest.raises(ValueError, match="fill factor"):
        evaluate_panel(panel_case(GREYS, luminance="1e6 cd/m2"), "", "", {})
    fast = panel_case(GREYS, circuit={"kind": "3t1c"}, refresh_rate="5 kHz")
    with pytest.raises(ValueError, match="no time to emit"):
        evaluate_panel(fast, "", "", {})
