"""Numbers read off curves: turn-on, roll-off, heat, gamut areas."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from unit.fake_cases import optical, pixel_case

from postprocess.case.gamut import coverage, intersection, polygon_area
from postprocess.case.operation import joule_heat_w_cm2, light_w_cm2, roll_off
from postprocess.case.summary import summary
from sim.results.curves import roll_off_current_a_m2, turn_on_voltage_v, value_at_current
from sim.results.records import ElectricalResult


def falling() -> ElectricalResult:
    """J = 10^(V - 2) A/m2, EQE 0.2 up to 1 A/m2, then 0.05 less per decade; L = 100 EQE J."""
    case = pixel_case().electrical
    assert case is not None
    voltage = np.linspace(0.0, 5.0, 51)
    current = 10.0 ** (voltage - 2.0)
    current[0] = 0.0
    eqe = np.where(voltage <= 2.0, 0.2, 0.2 - 0.05 * (voltage - 2.0))
    eqe[0] = 0.0
    return replace(
        case,
        voltage_v=voltage,
        current_density_a_m2=current,
        eqe=eqe,
        luminance_cd_m2=100.0 * eqe * current,
        current_efficiency_cd_a=100.0 * eqe,
        iqe=eqe,
        injection_efficiency=eqe,
        losses={},
        point_status=(),
    )


def test_turn_on_is_where_the_luminance_crosses() -> None:
    """100 x 0.2 x 10^(V - 2) = 1 at V = 2 - log10(20)."""
    assert turn_on_voltage_v(falling()) == pytest.approx(2.0 - np.log10(20.0), rel=1e-9)


def test_roll_off_is_a_straight_line_here() -> None:
    """0.2 - 0.05 log10 J falls to 0.18 at 10^0.4 and to 0.1 at 10^2 A/m2."""
    found = roll_off(falling())
    assert found.j90_ma_cm2 == pytest.approx(10.0**0.4 / 10.0, rel=1e-9)
    assert found.j50_ma_cm2 == pytest.approx(10.0, rel=1e-9)
    assert found.eqe_at_1_ma_cm2 == pytest.approx(0.15, rel=1e-9)
    assert np.isnan(roll_off_current_a_m2(falling(), 0.2))
    assert np.isnan(value_at_current(falling(), falling().eqe, 1e5))


def test_lost_points_are_passed_over() -> None:
    whole = falling()
    eqe = whole.eqe.copy()
    eqe[30] = np.nan
    lost = replace(whole, eqe=eqe, luminance_cd_m2=np.where(np.isnan(eqe), np.nan, 1e3))
    assert roll_off_current_a_m2(lost, 0.5) == pytest.approx(100.0, rel=1e-9)
    assert lost.eqe_peak == pytest.approx(0.2)


def test_a_dark_device_has_no_numbers() -> None:
    dark = replace(falling(), eqe=np.zeros(51), luminance_cd_m2=np.zeros(51))
    found = roll_off(dark)
    assert np.isnan([found.turn_on_v, found.j90_ma_cm2]).all()
    assert dark.eqe_peak == 0.0


def test_light_and_heat_are_what_is_supplied() -> None:
    """At 520 nm a photon carries 2.384 eV: 10 mA/cm2 at 4 V and EQE 0.1 give 2.4 mW/cm2."""
    result, optics = falling(), optical()
    optics = replace(optics, wavelength_nm=np.full(optics.wavelength_nm.size, 520.0))
    light, heat = light_w_cm2(result, optics), joule_heat_w_cm2(result, optics)
    assert light[40] == pytest.approx(0.1 * 10e-3 * 1239.842 / 520.0, rel=1e-6)
    assert light + heat == pytest.approx(
        result.current_density_a_m2 * result.voltage_v * 1e-4, rel=1e-12
    )


SQUARE = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])


def test_gamuts_share_what_lies_in_both() -> None:
    moved = SQUARE + np.array([0.25, 0.5])
    assert polygon_area(intersection(moved, SQUARE)) == pytest.approx(0.75 * 0.5)
    assert coverage(SQUARE[::-1], SQUARE) == pytest.approx(1.0)
    assert coverage(0.5 * SQUARE, SQUARE) == pytest.approx(0.25)
    assert coverage(SQUARE + 2.0, SQUARE) == 0.0
    triangle = np.array([[0.0, 0.0], [2.0, 0.0], [0.0, 2.0]])
    assert coverage(triangle, SQUARE) == pytest.approx(1.0)


def test_another_form_of_configuration_has_no_colour() -> None:
    case = replace(pixel_case(), config_yaml="schema: 0\nlayers: []\n")
    assert summary(case)["electrical"]["colour"] is None


def test_the_summary_has_them() -> None:
    found = summary(pixel_case())["electrical"]
    assert found["colour"]["rec2020_primary"] == "green"
    assert set(found["roll_off"]) >= {"turn_on_v", "j90_ma_cm2", "j50_ma_cm2"}
    assert len(found["joule_heat_w_cm2"]) == len(found["voltage_v"])
    assert found["point_status"] == {}
