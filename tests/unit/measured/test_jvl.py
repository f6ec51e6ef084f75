"""Measured J-V-L: units are never taken for one another, and what is left out is said."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from unit.config_cases import CASE, write_case

from geometry.reading.text_table import FileError
from sim.config.errors import ConfigError
from sim.config.loader import dump_study, load_study, same_case, study_from_yaml
from sim.measured.jvl import read_jvl
from sim.store.keys import case_key

DATA = Path(__file__).parent / "data"
GERMAN = ["voltage_V", "current_density_mA/cm2", "luminance_cd/m2", "eqe_%"]


def test_currents_become_densities_by_the_area() -> None:
    spec = read_jvl(DATA / "keithley_export.csv", area_m2=4e-6)
    curves = spec.curves
    assert curves.voltage_v == pytest.approx([0.0, 2.0, 3.0, 4.0])
    assert curves.current_density_ma_cm2 == pytest.approx([0.00025, 0.1, 10.0, 100.0])
    assert np.isnan(curves.luminance_cd_m2).all()
    assert "1 points below 0 V left out" in spec.guesses
    assert "column 'photodiode (v)' is left out" in spec.guesses


@pytest.mark.parametrize(
    ("file", "columns"), [("german_export.csv", GERMAN), ("units_in_brackets.txt", None)]
)
def test_densities_luminance_and_percent(file: str, columns: list[str] | None) -> None:
    curves = read_jvl(DATA / file, columns).curves
    assert curves.current_density_ma_cm2 == pytest.approx([0.1, 10.0, 100.0])
    assert curves.luminance_cd_m2 == pytest.approx([2.0, 900.0, 7000.0])
    assert curves.eqe == pytest.approx([0.015, 0.08, 0.065])


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("keithley_export.csv", "'current' is a current in ma; give area"),
        ("bad_photodiode_only.csv", "expected voltage and a current, luminance or EQE"),
        ("bad_no_unit.csv", "'current density' has no unit; expected one of ma/cm2"),
        ("german_export.csv", "name them by columns"),
    ],
)
def test_what_cannot_be_told_is_refused(file: str, message: str) -> None:
    with pytest.raises(FileError, match=message):
        read_jvl(DATA / file)


def case_with(tmp_path: Path, measured: str) -> Path:
    text = (DATA / "keithley_export.csv").read_text(encoding="utf-8")
    (tmp_path / "jvl.csv").write_text(text, encoding="utf-8")
    return write_case(tmp_path, f"{CASE}measured: {measured}\n")


def test_a_case_holds_its_curves_and_keeps_its_name(tmp_path: Path) -> None:
    study = load_study(case_with(tmp_path, "{jvl: jvl.csv, area: 4 mm2}"))
    assert study.measured is not None
    plain = load_study(write_case(tmp_path, name="plain.yaml"))
    assert case_key(study) == case_key(plain)
    assert same_case(study, plain)
    assert study_from_yaml(dump_study(study)) == study


@pytest.mark.parametrize(
    ("measured", "message"),
    [
        ("jvl.csv", "give area"),
        ("{jvl: jvl.csv, area: 4}", "expected text"),
        ("{jvl: jvl.csv, area: 4 mm}", "expected a number with one of: mm2"),
        ("{file: jvl.csv, area: 4 mm2}", "unknown key"),
        ("{area: 4 mm2}", "expected the name of a file"),
    ],
)
def test_mistakes_of_a_case(tmp_path: Path, measured: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message) as caught:
        load_study(case_with(tmp_path, measured))
    assert caught.value.problems[0].place.line == 20
