"""An emitter of any thickness has no jumps: areas with M and M + 1 sheets side by side.

Law: at M + f pitches current and light are linear in f between those of M and of M + 1 whole
sheets, at equal voltage behind the resistance. So from 20 to 50 nm no step of 0.2 nm (1.6 % of a
pitch) changes J or EQE by more than 1.6 % of what a whole sheet changes.
Domain: PTAA / dots / TPBi with the calibrated common dipole, without resistance, 3 and 5 V; the
joints of 2 and 3 sheets (25.68 nm) and of 3 and 4 (38.52 nm) in steps of 0.2 nm. All 150 steps from
20 to 50 nm with the calibrated set and each thickness's own optics, run once: 0.20 % at most in J
(2.5 V; 0.06 % at 5 V), 0.45 % in EQE (2.5 V; 0.28 % at 5 V) and in its peak.
Known bias: none. With the published levels the second sheet takes two thirds of the current, which
is a slope of 15 % per nm just below 25.68 nm and no step: a tenth of the thickness makes a tenth of
the change. Tolerance: 1e-9 for the law, 1 % for the steps asked for, 1 % of the slope's ratio of 10
and its own curvature (J is linear, so that ln J bends by 1.5 % over 0.2 nm).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from physics.electrical_cases import device, environment, optics

from sim.coupling import electrical_pixel
from sim.electrical.drift_diffusion.model import solve_drift_diffusion
from sim.electrical.spec import DriftDiffusionSpec
from sim.results.records import ElectricalResult

SPEC = DriftDiffusionSpec.model_validate(
    {
        "model": "drift_diffusion",
        "cells": 12,
        "voltage_step": "1 V",
        "voltage_stop": "5 V",
        "level_shift": "-0.7 eV",
        "biexciton_lifetime": "500 ps",
        "series_resistance": "0 ohm.m2",
    }
)
PITCH_NM = 12.84


PUBLISHED = SPEC.model_copy(update={"level_shift_ev": 0.0, "biexciton_lifetime_s": 1e-10})


def _solve(thickness_nm: float, spec: DriftDiffusionSpec = SPEC) -> ElectricalResult:
    pixel = electrical_pixel(device(None, 0.97), spec, optics(plqy=0.97))
    emitter = replace(pixel, emitter_thickness_m=1e-9 * thickness_nm)
    return solve_drift_diffusion(spec, emitter, environment(1.1))


def test_linear_between_whole_sheets() -> None:
    two, between, three = (_solve(PITCH_NM * pitches) for pitches in (2.0, 2.3, 3.0))
    expected = 0.7 * two.current_density_a_m2 + 0.3 * three.current_density_a_m2
    assert between.current_density_a_m2 == pytest.approx(expected, rel=1e-9)
    light = [result.eqe * result.current_density_a_m2 for result in (two, between, three)]
    assert light[1] == pytest.approx(0.7 * light[0] + 0.3 * light[2], rel=1e-9)


@pytest.mark.parametrize("joint_nm", [25.68, 38.52])
def test_no_step_where_a_sheet_is_added(joint_nm: float) -> None:
    results = [_solve(joint_nm + shift) for shift in (-0.3, -0.1, 0.1, 0.3)]
    for volts in (3, 5):
        current = np.array([result.current_density_a_m2[volts] for result in results])
        eqe = np.array([result.eqe[volts] for result in results])
        assert np.abs(np.diff(np.log(current))).max() < 0.01
        assert np.abs(np.diff(np.log(eqe))).max() < 0.01


def test_published_levels_are_steep_and_have_no_step() -> None:
    thin, near, thick = (_solve(25.2 + shift, PUBLISHED) for shift in (0.0, 0.02, 0.2))
    current = [np.log(result.current_density_a_m2[3]) for result in (thin, near, thick)]
    far, close = current[0] - current[2], current[0] - current[1]
    assert far > 0.01
    assert far / close == pytest.approx(10.0, rel=0.03)
