"""A wall cannot remove more than diffusion brings: S_eff <= sqrt(D / tau).

Formula: S_eff = S / (1 + S L / D), L = sqrt(D tau).
Domain: nanocrystal film of 1e-3 cm2/Vs, 30 ns, 300 K: D = 2.585e-5 cm2/s, L = 8.8 nm, cap 29 cm/s;
and 1 cm2/Vs, where L = 0.28 um and the cap is 9.3e2 cm/s.
Known bias: none. Tolerance: the digits quoted; a wide pixel's rate meets S_eff P/A up to L/w terms.
"""

from __future__ import annotations

import pytest

from sim.electrical.channels.sidewall import (
    Diffusion,
    effective_velocity,
    sidewall_rate,
)
from sim.electrical.pixel import Outline, Perimeter
from sim.electrical.thermal import thermal_voltage_v


def _film(mobility_cm2_vs: float) -> Diffusion:
    return Diffusion(mobility_cm2_vs * 1e-4 * thermal_voltage_v(300.0), 30e-9)


@pytest.mark.parametrize(
    ("mobility", "length_nm", "cap_cm_s"), [(1e-3, 8.8, 29.4), (1.0, 278.5, 928.3)]
)
def test_cap_of_a_nanocrystal_film(mobility: float, length_nm: float, cap_cm_s: float) -> None:
    film = _film(mobility)
    assert film.length_m * 1e9 == pytest.approx(length_nm, rel=3e-3)
    assert film.velocity_cap_m_s * 1e2 == pytest.approx(cap_cm_s, rel=3e-3)


def test_slow_wall_keeps_its_velocity_and_fast_wall_meets_the_cap() -> None:
    film = _film(1e-3)
    assert effective_velocity(1e-6, film) == pytest.approx(1e-6, rel=1e-5)
    assert effective_velocity(1e9, film) == pytest.approx(film.velocity_cap_m_s, rel=1e-8)


@pytest.mark.parametrize("outline", [Outline.DISC, Outline.STRIP])
@pytest.mark.parametrize("velocity_m_s", [0.01, 34.0, 1e6])
def test_wide_pixel_loses_s_eff_times_perimeter(outline: Outline, velocity_m_s: float) -> None:
    film = _film(1e-3)
    perimeter = Perimeter(outline, 4.0 / 1e-3, 0.5)
    expected = effective_velocity(velocity_m_s, film) * perimeter.perimeter_per_area_1_m
    # Next order of the expansion: the lost share itself, at most 2 L P/A = 7e-5.
    assert sidewall_rate(perimeter, velocity_m_s, film) == pytest.approx(expected, rel=1e-4)
