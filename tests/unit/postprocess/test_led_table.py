"""The table of a device as an LED, and shares too small for their digits."""

from __future__ import annotations

import math

import pytest

from postprocess.case.tables import led_rows, percent

ELECTRICAL = {
    "luminance_cd_m2": [0.0, 0.5, 100.0, 2000.0],
    "current_efficiency_cd_a": [None, 50.0, 20.0, 10.0],
    "luminous_efficacy_lm_w": [None, 60.0, 25.0, 8.0],
    "roll_off": {
        "turn_on_v": 2.4,
        "eqe_at_1_ma_cm2": 0.1,
        "eqe_at_10_ma_cm2": 0.08,
        "eqe_at_100_ma_cm2": None,
    },
    "colour": {"cie_x": 0.1261, "cie_y": 0.0709},
}


def test_a_device_is_judged_where_it_is_lit() -> None:
    cells = {row.label: row.case for row in led_rows({"electrical": ELECTRICAL})}
    assert cells == {
        "turn-on (1 cd/m2)": "2.4 V",
        "EQE at 1 mA/cm2": "10.00 %",
        "EQE at 10 mA/cm2": "8.00 %",
        "EQE at 100 mA/cm2": "-",
        "largest luminance": "2000 cd/m2",
        "largest current efficiency, lit": "20 cd/A",
        "largest luminous efficacy, lit": "25 lm/W",
        "CIE 1931 x, y": "0.126, 0.071",
    }
    assert led_rows({}) == []


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (-1e-17, "0.00 %"),
        (0.0, "0.00 %"),
        (2e-6, "<0.01 %"),
        (-2e-6, "<0.01 %"),
        (0.1234, "12.34 %"),
        (-0.0004, "-0.04 %"),
        (None, "-"),
    ],
)
def test_no_share_is_minus_nothing(value: float | None, shown: str) -> None:
    assert percent(value) == shown
    assert percent(math.pi / 100.0) == "3.14 %"
