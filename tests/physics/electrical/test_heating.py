"""A disc on thick glass warms by P / (4 kappa a).

Domain: 300 mA/cm2 at 6 V on glass of 1 W/mK, all of it heat: 4 mm2 16 K, 1 mm2 8 K, one pixel of
1.3 um 0.01 K. The isothermal disc's resistance 1 / (4 kappa a) is checked against the mean of the
temperature of a uniformly heated one, 8 / (3 pi^2 kappa a) (Carslaw and Jaeger), which is 8 % above
it. Known bias: none of it. Tolerance: the digits quoted.
"""

from __future__ import annotations

import math

import pytest

from sim.electrical.area.heating import disc_radius_m, disc_rise_k, is_small, plate_rise_k

HEAT_W_M2 = 3000.0 * 6.0


@pytest.mark.parametrize(
    ("area_m2", "rise_k"), [(4e-6, 16.0), (1e-6, 8.0), (math.pi * (0.65e-6) ** 2, 0.0092)]
)
def test_rise_by_size(area_m2: float, rise_k: float) -> None:
    assert disc_rise_k(HEAT_W_M2 * area_m2, area_m2, 1.0) == pytest.approx(rise_k, rel=0.02)


def test_uniform_heat_is_eight_percent_warmer() -> None:
    area = 1e-6
    uniform = 8.0 / (3.0 * math.pi**2) / disc_radius_m(area)
    assert uniform / disc_rise_k(1.0, area, 1.0) == pytest.approx(1.08, abs=0.005)


def test_smaller_devices_run_cooler_at_the_same_current() -> None:
    wide, narrow = (disc_rise_k(HEAT_W_M2 * a, a, 1.0) for a in (4e-6, 1e-6))
    assert wide / narrow == pytest.approx(2.0, rel=1e-12)


def test_limits() -> None:
    """0.7 mm of glass is thick for a pixel and thin for a display of 17 mm."""
    assert is_small(1e-12, 0.7e-3)
    assert not is_small(17.28e-3**2, 0.7e-3)
    assert plate_rise_k(0.05, 25e-3**2, 10.0) == pytest.approx(8.0)
