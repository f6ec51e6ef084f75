"""Curves as data of a fit: ranges, logarithms, weights, and hidden inputs that come back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from unit.config_cases import CASE, write_case

from geometry.materials.library import load_library
from postprocess.figures.analysis.calibration import save_calibration
from postprocess.tables.calibration import render_calibration, with_spread
from sim.analysis.calibration.curves import model_of, points_of
from sim.analysis.calibration.files import load_calibration, write_calibration
from sim.analysis.calibration.fit import calibrate
from sim.analysis.calibration.records import Calibration
from sim.analysis.calibration.spec import Curve, CurveSpec, ParameterSpec, RowSpec
from sim.config.errors import ConfigError
from sim.config.loader import load_study
from sim.progress import SilentReporter
from sim.results.records import ElectricalResult, Status
from sim.study import Study
from sim.text_table import console_for

TUTORIAL = Path(__file__).parents[3] / "docs" / "tutorials" / "own_qled"
HIDDEN = {
    "electrical.turn_on_voltage": 2.28,
    "electrical.ideality": 1.7,
    "electrical.series_resistance": 1.6e-3,
    "electrical.overshoot": 0.35,
    "electrical.leakage": 6e-4,
}
JVL = """V (V),J (mA/cm2),L (cd/m2),EQE (%)
1,0.001,0,0
2,0.01,1,2
3,1,100,8
4,100,5000,6
7,1000,20000,3
"""


@pytest.fixture
def study(tmp_path: Path) -> Study:
    (tmp_path / "jvl.csv").write_text(JVL, encoding="utf-8")
    text = f"{CASE}electrical: {{model: compact}}\nmeasured: jvl.csv\n"
    return load_study(write_case(tmp_path, text))


def curve(name: str, **entries: object) -> CurveSpec:
    written = {"label": "one", "config": "case.yaml", "curve": name, **entries}
    return CurveSpec.model_validate(written)


def test_currents_are_compared_by_decades_within_range_and_sweep(study: Study) -> None:
    points = points_of(curve("current_density", range="1.5 V to 5 V", weight=0.25), study)
    assert points.x == pytest.approx([2.0, 3.0, 4.0])
    assert points.y == pytest.approx([-2.0, 0.0, 2.0])
    assert points.sigma == pytest.approx(0.1 / np.sqrt(0.25) * np.ones(3))
    assert points.left_out == 2  # 1 V is outside the range, 7 V beyond the model's 6 V


def test_an_eqe_is_compared_by_its_share_of_the_largest(study: Study) -> None:
    points = points_of(curve("eqe", range="0.1 mA/cm2 to 200 mA/cm2"), study)
    assert points.x == pytest.approx([1.0, 100.0])
    assert points.sigma == pytest.approx(0.05 * 0.08 * np.ones(2))


def test_a_range_without_points_and_a_case_without_curves_are_refused(study: Study) -> None:
    with pytest.raises(ValueError, match="1 points of luminance .* expected two"):
        points_of(curve("luminance", range="3.5 V to 6 V"), study)
    with pytest.raises(ValueError, match="no measured: curves"):
        points_of(curve("eqe"), study.model_copy(update={"measured": None}))


def test_the_model_is_read_between_its_points_on_the_axes_of_the_fit() -> None:
    volts = np.array([0.0, 1.0, 2.0])
    dark = np.zeros(3)
    result = ElectricalResult(
        model="made up",
        status=Status.OK,
        losses={},
        voltage_v=volts,
        current_density_a_m2=np.array([0.0, 1.0, 100.0]),
        luminance_cd_m2=np.array([0.0, 10.0, 1000.0]),
        eqe=np.array([0.0, 0.1, 0.2]),
        iqe=dark,
        injection_efficiency=dark,
        current_efficiency_cd_a=dark,
        photometry="lambertian",
    )
    at = np.array([1.5])
    assert model_of(Curve.CURRENT_DENSITY, result, at) == pytest.approx([0.0])  # 1 mA/cm2
    assert model_of(Curve.LUMINANCE, result, at) == pytest.approx([2.0])
    assert model_of(Curve.EQE, result, np.array([1.0])) == pytest.approx([0.15])


@pytest.mark.parametrize("text", ["2 to 5 mV", "5 V to 2 V", "2 V", "a V to b V"])
def test_a_range_is_two_values_of_the_axis(text: str) -> None:
    with pytest.raises(ValueError, match="range|number"):
        curve("luminance", range=text)


def test_values_of_rows_may_have_their_unit() -> None:
    entry = {"label": "a", "config": "x.yaml", "source": "s", "quantity": "turn_on"}
    row = RowSpec.model_validate({**entry, "value": "2600 mV", "sigma": "0.05 V"})
    assert (row.value, row.sigma) == (2.6, 0.05)
    share = RowSpec.model_validate({**entry, "quantity": "eqe_peak", "value": "8 %", "sigma": 0.01})
    assert share.value == pytest.approx(0.08)
    with pytest.raises(ValueError, match="one of: V, mV"):
        RowSpec.model_validate({**entry, "value": "2.6 eV", "sigma": 0.05})


def test_a_search_begins_in_the_middle_of_its_range() -> None:
    path = {"path": "electrical.leakage"}
    log = {"low": "1e-6 S/m2", "high": "1e-2 S/m2", "spacing": "log"}
    parameter = ParameterSpec.model_validate({**path, **log})
    assert parameter.value(parameter.start_place) == pytest.approx(1e-4)
    assert parameter.unit == "S/m2"
    with pytest.raises(ValueError, match="below high"):
        ParameterSpec.model_validate({**path, "low": "1 S/m2", "high": "1 S/m2"})


@pytest.mark.parametrize(
    ("value", "sigma", "shown"),
    [(420.0, 37.0, "420 ± 40"), (0.1447, 0.0071, "0.145 ± 0.007"), (2.6, 0.05, "2.60 ± 0.05")],
)
def test_deviations_are_written_out(value: float, sigma: float, shown: str) -> None:
    assert with_spread(value, sigma) == shown


JUDGED = """\
schema: 1
name: judged
calibrate:
  parameters:
    - {path: electrical.leakage, low: 1e-6 S/m2, high: 1e-1 S/m2, spacing: log}
  curves:
    - {label: current, config: case.yaml, curve: current_density}
  judge:
    - {label: light, config: case.yaml, curve: luminance, range: 2.5 V to 5 V}
    - {label: peak, config: case.yaml, value: 8 %, sigma: 1 %, source: made up}
"""


def test_a_curve_that_is_left_out_judges_and_is_not_fitted(study: Study, tmp_path: Path) -> None:
    library = load_library()
    path = tmp_path / "judged.yaml"

    def fitted(text: str) -> Calibration:
        path.write_text(text, encoding="utf-8")
        return calibrate(load_calibration(path, library), library, SilentReporter())

    result = fitted(JUDGED)
    assert result.degrees_of_freedom == 4 - 1  # 1 to 4 V; 7 V is beyond the sweep
    assert [curve.label for curve in result.judged_curves] == ["light"]
    assert [row.label for row in result.judged] == ["peak"]
    light = result.judged_curves[0]
    assert light.measured == pytest.approx([100.0, 5000.0])
    spread = np.log10(light.model / light.measured) / 0.1
    assert light.rms == pytest.approx(np.sqrt(np.mean(spread**2)))
    alone = fitted(JUDGED.partition("  judge:")[0])
    assert alone.chi_square == result.chi_square
    assert alone.parameters == result.parameters
    shown = render_calibration(result)
    console = console_for(shown)
    with console.capture() as captured:
        console.print(shown)
    assert "left out" in captured.get()


def test_a_judged_curve_is_checked_as_a_curve(study: Study, tmp_path: Path) -> None:
    path = tmp_path / "judged.yaml"
    path.write_text(JUDGED.replace("2.5 V to 5 V", "2.5 to 5 nm"), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"judged.yaml:9:.*calibrate.judge.0.*range is"):
        load_calibration(path, load_library())


def test_hidden_inputs_come_back_from_a_measured_j_v_l(tmp_path: Path) -> None:
    """The tutorial's curves are the model's with 7 % of noise: 95 % intervals, twice as wide.

    With five intervals one lies outside by chance in a quarter of all noises; twice the interval
    holds all five in 999 of 1000.
    """
    library = load_library()
    result = calibrate(
        load_calibration(TUTORIAL / "calibrate.yaml", library), library, SilentReporter()
    )
    assert result.has_converged
    assert result.degrees_of_freedom == 19 + 11 - 5
    assert 0.4 < result.chi_square / result.degrees_of_freedom < 2.0
    for entry in result.parameters:
        half = 0.5 * (entry.upper - entry.lower)
        assert abs(entry.value - HIDDEN[entry.path]) < 2.0 * half, entry.path
    assert [c.left_out for c in result.curves] == [2, 10]
    shown = render_calibration(result)
    console = console_for(shown)
    with console.capture() as captured:
        console.print(shown)
    assert "sigma" in captured.get()
    write_calibration(result, tmp_path)
    assert save_calibration(result, tmp_path)[0].read_bytes().startswith(b"\x89PNG")
