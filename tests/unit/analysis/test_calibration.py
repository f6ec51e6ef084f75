"""Calibration: known parameters are found again, with the intervals that the data allow."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from unit.config_cases import CASE, write_case

from geometry.materials.library import load_library
from postprocess.tables.calibration import render_calibration
from sim.analysis.calibration.files import load_calibration, write_calibration
from sim.analysis.calibration.fit import CalibrationCase, calibrate
from sim.analysis.calibration.records import Calibration
from sim.analysis.calibration.spec import ParameterSpec
from sim.analysis.evaluation import CaseInputs, PlanarEvaluator
from sim.analysis.inputs import overridden
from sim.config.errors import ConfigError
from sim.config.overrides import value_override
from sim.progress import SilentReporter

PIXEL = CASE.replace("dipoles: {lateral: 2}", "{method: planar, wavelengths: 1}").replace(
    "optics:\n  {", "optics: {"
)
PIXEL += "electrical: {model: compact, leakage: 0 S/m2, perimeter_shunt: 0 S/m}\n"
ROW = (
    "{{label: {label}, config: pixel.yaml, set: {{device.array.aperture.width: {width}}},"
    " value: {value}, sigma: {sigma}, source: made up}}"
)
TRUE = {"electrical.rim_width": "40 nm", "electrical.overshoot": 0.12}


def study_file(folder: Path, fit: list[str], judge: list[str], parameters: list[str]) -> Path:
    write_case(folder, PIXEL, "pixel.yaml")
    lines = ["schema: 1", "name: made_up", "calibrate:", "  parameters:"]
    lines += [f"    - {entry}" for entry in parameters]
    lines += ["  fit:", *[f"    - {row}" for row in fit]]
    if judge:
        lines += ["  judge:", *[f"    - {row}" for row in judge]]
    return write_case(folder, "\n".join(lines) + "\n", "study.yaml")


BOTH = [
    "{path: electrical.rim_width, low: 0 nm, high: 86 nm, start: 20 nm}",
    "{path: electrical.overshoot, low: 0, high: 0.3, start: 0.05}",
]


def rows(widths: dict[str, str], sigma: float, values: dict[str, float]) -> list[str]:
    return [
        ROW.format(label=label, width=width, sigma=sigma, value=values.get(label, 0.1))
        for label, width in widths.items()
    ]


def truth(case: CalibrationCase) -> dict[str, float]:
    """EQE of every row with the true parameters."""
    library, evaluator = load_library(), PlanarEvaluator()
    found = {}
    specs = (*case.spec.fit, *case.spec.judge)
    for row, study in zip(specs, (*case.fit, *case.judge), strict=True):
        overrides = tuple(value_override(path, value) for path, value in TRUE.items())
        changed = overridden(study, overrides)
        found[row.label] = evaluator.evaluate(CaseInputs(changed, library)).eqe_peak
    return found


FITTED = {"wide": "2.7 um", "middle": "1.3 um", "small": "0.7 um"}
LEFT_OUT = {"other": "1 um"}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Calibration:
    folder = tmp_path_factory.mktemp("calibration")
    blank = study_file(folder, rows(FITTED, 1e-3, {}), rows(LEFT_OUT, 1e-3, {}), BOTH)
    values = truth(load_calibration(blank, load_library()))
    path = study_file(folder, rows(FITTED, 1e-3, values), rows(LEFT_OUT, 1e-3, values), BOTH)
    return calibrate(load_calibration(path, load_library()), load_library(), SilentReporter())


def test_known_parameters_are_found_again(found: Calibration) -> None:
    """Exact data: what is left is the search's tolerance, 1e-4 of chi^2."""
    rim, overshoot = found.parameters
    assert found.has_converged
    assert found.chi_square < 1e-3
    assert rim.value == pytest.approx(40.0, abs=0.05)
    assert overshoot.value == pytest.approx(0.12, abs=5e-4)
    for parameter, expected in zip(found.parameters, (40.0, 0.12), strict=True):
        assert parameter.lower < expected < parameter.upper
        assert parameter.is_determined
        assert not parameter.at_bound


def test_a_row_left_out_is_predicted(found: Calibration) -> None:
    (row,) = found.judged
    assert row.agrees
    assert row.model == pytest.approx(row.measured, abs=1e-5)
    assert row.uncalibrated != pytest.approx(row.measured, abs=1e-3)


def test_the_interval_of_one_straight_parameter(tmp_path: Path) -> None:
    """EQE = (1 - x) E: the standard deviation of x is sigma / E, that of a prediction sigma."""
    parameter = "{path: electrical.overshoot, low: 0, high: 0.3, start: 0.05}"
    row = rows({"wide": "2.7 um"}, 2e-3, {"wide": 0.17})
    again = rows({"again": "2.7 um"}, 2e-3, {"again": 0.17})
    case = load_calibration(study_file(tmp_path, row, again, [parameter]), load_library())
    found = calibrate(case, load_library(), SilentReporter())
    (overshoot,) = found.parameters
    full = PlanarEvaluator().evaluate(CaseInputs(case.fit[0], load_library())).eqe_peak
    half = 1.96 * 2e-3 / full
    assert overshoot.value == pytest.approx(1.0 - 0.17 / full, abs=2e-4)
    assert overshoot.upper - overshoot.value == pytest.approx(half, rel=0.02)
    assert overshoot.value - overshoot.lower == pytest.approx(half, rel=0.02)
    assert found.judged[0].model_sigma == pytest.approx(2e-3, rel=0.02)
    assert found.degrees_of_freedom == 0


def test_what_the_data_do_not_see_is_said(tmp_path: Path) -> None:
    blind = "{path: electrical.gap_conductivity, low: 1e-9 S/m, high: 1e-7 S/m, start: 1e-8 S/m}"
    blind = blind.replace("}", ", spacing: log}")
    fit = rows(FITTED, 1e-3, dict.fromkeys(FITTED, 0.19))
    case = load_calibration(study_file(tmp_path, fit, [], [blind]), load_library())
    (found,) = calibrate(case, load_library(), SilentReporter()).parameters
    assert not found.is_determined
    assert (found.lower, found.upper) == pytest.approx((1e-9, 1e-7))


def test_places_run_from_low_to_high() -> None:
    entry = {"path": "electrical.mobility", "low": "1e-4 cm2/Vs", "high": "1e-2 cm2/Vs"}
    entry |= {"start": "1e-3 cm2/Vs", "spacing": "log"}
    spec = ParameterSpec.model_validate(entry)
    assert spec.start_place == pytest.approx(0.5)
    assert spec.value(0.5) == pytest.approx(1e-3)
    assert str(spec.written(1.0)).endswith(" cm2/Vs")


@pytest.mark.parametrize(
    ("parameters", "text"),
    [
        ([BOTH[0].replace("start: 20 nm", "start: 90 nm")], "must lie between low and high"),
        ([BOTH[0].replace("start: 20 nm", "start: 0.02 um")], "need one unit"),
        ([*BOTH, BOTH[0].replace("rim_width", "ligand_gap")], "cannot be told from 2 rows"),
        ([BOTH[0].replace("electrical.", "run.")], "a parameter is of device or electrical"),
        ([BOTH[1].replace("start", "spacing: log, start")], "needs a positive low"),
    ],
)
def test_mistakes_are_located(tmp_path: Path, parameters: list[str], text: str) -> None:
    fit = rows({"wide": "2.7 um", "small": "0.7 um"}, 1e-3, {})
    with pytest.raises(ConfigError, match=text):
        load_calibration(study_file(tmp_path, fit, [], parameters), load_library())


def test_a_mistake_in_a_case_names_its_row(tmp_path: Path) -> None:
    fit = rows({"too wide": "9 um"}, 1e-3, {})
    with pytest.raises(ConfigError, match="in the row 'too wide'"):
        load_calibration(study_file(tmp_path, fit, [], BOTH[:1]), load_library())


def test_the_file_is_json_without_infinity(found: Calibration, tmp_path: Path) -> None:
    row = replace(found.judged[0], model_sigma=math.inf)
    path = write_calibration(replace(found, judged=(row,)), tmp_path / "out")
    data = json.loads(path.read_text())
    assert data["judged"][0]["model_sigma"] is None
    assert data["judged"][0]["agrees"] is False
    assert float(data["overrides"]["electrical.rim_width"].split()[0]) == pytest.approx(40, abs=0.1)
    assert np.isfinite(data["chi_square"])
    assert render_calibration(found).renderables
