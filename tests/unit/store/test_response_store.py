"""Pulses and small signals survive the file, and the summary shows them without gaps."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
from unit.fake_cases import pixel_case

from postprocess.case.summary import summary
from sim.results.response import ImpedanceResult, TransientResult
from sim.results.status import Status
from sim.store.hdf5 import read_case, write_case

TIME = np.linspace(0.0, 2e-6, 5)
PULSES = TransientResult(
    status=Status.NOT_CONVERGED,
    sentence="no step converges",
    time_s=TIME,
    generator_v=np.full(5, 5.0),
    terminal_v=np.full(5, 4.5),
    device_v=np.full(5, 4.0),
    current_density_a_m2=TIME,
    current_spread_a_m2=TIME,
    luminance_cd_m2=TIME,
    step_error=TIME,
    area_m2=1e-6,
    response_s=1e-6,
    response_error_s=1e-8,
    onset_s=np.nan,
    rise_s=np.nan,
    fall_s=np.nan,
    period_change=np.nan,
)
GRID = np.ones((2, 3))
SIGNALS = ImpedanceResult(
    status=Status.OK,
    voltage_v=np.array([0.0, 1.0]),
    frequency_hz=np.array([1.0, 10.0, 100.0]),
    conductance_s_m2=GRID,
    susceptance_s_m2=2.0 * GRID,
    light_real_cd_m2_v=GRID,
    light_imaginary_cd_m2_v=GRID,
    spread=np.zeros(2),
    bandwidth_hz=np.array([np.nan, 50.0]),
    area_m2=1e-6,
    elements=np.ones((2, 5)),
    element_errors=np.zeros((2, 5)),
    fit_residual=np.zeros(2),
    fit_verdict=("", "two arcs cannot be told apart"),
    point_status=("", ""),
)


def test_round_trip(tmp_path: Path) -> None:
    case = pixel_case()
    assert case.electrical is not None
    electrical = replace(case.electrical, transient=PULSES, impedance=SIGNALS)
    path = tmp_path / "case.h5"
    write_case(path, replace(case, electrical=electrical))
    back = read_case(path).electrical
    assert back is not None
    assert back.transient is not None
    assert back.impedance is not None
    assert back.transient.sentence == PULSES.sentence
    assert back.transient.status is Status.NOT_CONVERGED
    np.testing.assert_array_equal(back.impedance.impedance_ohm, SIGNALS.impedance_ohm)
    assert back.impedance.fit_verdict == SIGNALS.fit_verdict
    assert read_case(path).status is Status.NOT_CONVERGED


def test_summary_is_json() -> None:
    case = pixel_case()
    assert case.electrical is not None
    electrical = replace(case.electrical, transient=PULSES, impedance=SIGNALS)
    shown = summary(replace(case, electrical=electrical))
    json.dumps(shown, allow_nan=False)
    assert shown["electrical"]["transient"]["response_us"] == 1.0
    assert shown["electrical"]["transient"]["onset_us"] is None
    assert shown["electrical"]["impedance"]["circuit"]["verdict"] == {
        "1": "two arcs cannot be told apart"
    }
