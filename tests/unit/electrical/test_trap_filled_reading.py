"""Two straight lines in a double logarithmic plot cross where the reading says."""

from __future__ import annotations

import numpy as np
import pytest

from sim.electrical.drift_diffusion.sclc import Film, trap_filled_voltage_v
from sim.electrical.single_carrier.reading import exponents, trap_filled_reading
from sim.electrical.single_carrier.stack_law import FilmInStack

VOLTAGE = np.geomspace(0.1, 20.0, 80)


def test_corner_of_two_power_laws() -> None:
    """V^9 up to 3 V, V^2 beyond; the points beside the corner have a mean slope, hence 1 %."""
    current = np.where(VOLTAGE < 3.0, (VOLTAGE / 3.0) ** 9, (VOLTAGE / 3.0) ** 2)
    read = trap_filled_reading(VOLTAGE, current)
    assert read.voltage_v == pytest.approx(3.0, rel=0.01)
    assert read.steepest == pytest.approx(9.0, rel=1e-6)
    assert read.beyond == pytest.approx(2.0, rel=1e-6)


@pytest.mark.parametrize("power", [1.0, 2.0, 8.0])
def test_one_power_law_has_no_corner(power: float) -> None:
    assert np.isnan(trap_filled_reading(VOLTAGE, VOLTAGE**power).voltage_v)


def test_a_curve_with_holes_is_read_on_the_rest() -> None:
    current = np.where(VOLTAGE < 3.0, (VOLTAGE / 3.0) ** 9, (VOLTAGE / 3.0) ** 2)
    current[::7] = np.nan
    assert trap_filled_reading(VOLTAGE, current).voltage_v == pytest.approx(3.0, rel=0.03)
    assert np.isnan(trap_filled_reading(VOLTAGE[:3], current[:3]).voltage_v)


def test_exponent_of_a_power_law() -> None:
    assert exponents(VOLTAGE, VOLTAGE**2) == pytest.approx(2.0)


def test_stack_law_of_a_film_alone_is_the_usual_one() -> None:
    film = Film(30e-9, 7.3, 1e-7)
    alone = FilmInStack(film, 0.0, 0.0)
    voltage = trap_filled_voltage_v(film, 1e24)
    assert alone.trap_filled_voltage_v(1e24) == pytest.approx(voltage, rel=1e-12)
    within = FilmInStack(film, 35e-9 / 3.0, 1.8)
    assert within.trap_density_1_m3(within.trap_filled_voltage_v(1e24)) == pytest.approx(1e24)
