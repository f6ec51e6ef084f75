"""``pencsim sensitivity`` and ``pencsim calibrate``: files, tables and exit statuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result
from unit.config_cases import CASE, write_case

import pencsim

FILM = CASE.replace("dipoles: {lateral: 2}", "wavelengths: 1").replace(
    "optics:\n", "electrical: {model: compact}\noptics:\n  method: planar\n"
)
STUDY = """\
schema: 1
name: fit
calibrate:
  parameters:
    - {path: electrical.overshoot, low: 0, high: 0.3, start: 0.1}
  fit:
    - {label: film, config: case.yaml, value: 0.17, sigma: 0.01, source: made up}
"""


def invoke(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(pencsim.app, [str(argument) for argument in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_sensitivity_writes_table_and_figure(tmp_path: Path) -> None:
    case, out = write_case(tmp_path, FILM), tmp_path / "out"
    result = invoke("sensitivity", case, "--out", out, "--set", "device.array=none")
    assert result.exit_code == 0
    assert "overshoot" in result.stdout
    assert "what each loss channel costs" in result.stdout
    names = {path.name for path in out.iterdir()}
    assert names == {"sensitivity.json", "sensitivity.csv", "tornado.png"}
    channels = json.loads((out / "sensitivity.json").read_text())["channels"]
    assert {entry["channel"] for entry in channels} >= {"trap", "auger", "shunt_area"}


def test_calibrate_prints_parameters_and_rows(tmp_path: Path) -> None:
    write_case(tmp_path, FILM)
    study, out = write_case(tmp_path, STUDY, "study.yaml"), tmp_path / "out"
    result = invoke("calibrate", study, "--out", out)
    assert result.exit_code == 0
    assert "electrical.overshoot" in result.stdout
    assert "a good fit says nothing" in " ".join(result.stdout.split())
    assert json.loads((out / "calibration.json").read_text())["has_converged"] is True


def test_a_rough_fit_without_freedom_is_named(tmp_path: Path) -> None:
    """No overshoot makes an EQE of 50 %: as many parameters as data do not help."""
    write_case(tmp_path, FILM)
    study = write_case(tmp_path, STUDY.replace("value: 0.17", "value: 0.5"), "study.yaml")
    said = " ".join(invoke("calibrate", study, "--out", tmp_path / "out").stdout.split())
    assert "as many parameters as data, and still off by" in said
    assert "a good fit says nothing" not in said


def test_mistakes_are_bad_input(tmp_path: Path) -> None:
    write_case(tmp_path, FILM)
    study = write_case(tmp_path, STUDY.replace("sigma: 0.01", "sigma: 0"), "study.yaml")
    result = invoke("calibrate", study)
    assert result.exit_code == 2
    assert "study.yaml:7:" in result.stderr
    assert invoke("sensitivity", tmp_path / "nothing.yaml").exit_code == 2


def test_what_cannot_be_solved_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(*arguments: object) -> None:
        raise ValueError("no light at all")

    monkeypatch.setattr("sim.analysis.sensitivity.one_at_a_time.sensitivity", nothing)
    result = invoke("sensitivity", write_case(tmp_path, FILM))
    assert result.exit_code == 1
    assert result.stderr.strip() == "no light at all"
