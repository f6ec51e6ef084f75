"""From study files to cases: axes, conditions, hashes, and studies that mean harm."""

from __future__ import annotations

from pathlib import Path

import pytest
from batch.batch_cases import ETL, PLANAR, STACK, thicknesses, write_study

from sim.batch.study.cases import load_cases
from sim.batch.study.sampling import points, unit_samples
from sim.batch.study.spec import MAX_CASES, SweepMode, load_sweep
from sim.config.errors import ConfigError
from sim.config.loader import dump_study, study_from_yaml
from sim.store.keys import case_key

PIXELS = PLANAR.replace(
    "  array: none\n",
    """\
  array:
    lattice: square
    pitch: 4 um
    aperture: {shape: square, width: 2 um}
    bank: {material: {n: 1.5}, height: 100 nm, on: anode}
""",
)


def test_a_grid_has_every_combination_last_axis_fastest(tmp_path: Path) -> None:
    axes = thicknesses([40, 50]) + "    - {path: electrical.overshoot, values: [0, 0.1, 0.2]}\n"
    cases = load_cases(write_study(tmp_path, axes)).cases
    assert [tuple(case.values.values()) for case in cases] == [
        (f"{nm} nm", share) for nm in (40, 50) for share in (0, 0.1, 0.2)
    ]
    assert cases[4].study.electrical is not None
    assert cases[4].study.device.layers[2].thickness_um == pytest.approx(0.05)


def test_axes_lead_into_the_panel(tmp_path: Path) -> None:
    """Cases that differ in their panel alone are different cases."""
    panel = "panel: {rows: 8, columns: 8}\n"
    axes = "    - {path: panel.refresh_rate, values: [60 Hz, 120 Hz]}\n"
    cases = load_cases(write_study(tmp_path, axes, base=PIXELS + panel)).cases
    assert len({case.key for case in cases}) == 2
    rates = [case.study.panel.refresh_rate_hz for case in cases if case.study.panel is not None]
    assert rates == [60.0, 120.0]


def test_zip_takes_axes_in_step(tmp_path: Path) -> None:
    axes = thicknesses([40, 50]) + "    - {path: electrical.overshoot, values: [0, 0.1]}\n"
    cases = load_cases(write_study(tmp_path, axes, more="  mode: zip\n")).cases
    assert [tuple(case.values.values()) for case in cases] == [("40 nm", 0), ("50 nm", 0.1)]


@pytest.mark.parametrize("mode", ["sobol", "latin_hypercube"])
def test_samples_fill_their_ranges_evenly(tmp_path: Path, mode: str) -> None:
    axes = f"""\
    - {{path: {ETL}, low: 20 nm, high: 80 nm}}
    - {{path: electrical.overshoot, low: 0.001, high: 0.1, spacing: log}}
    - {{path: optics.wavelengths, low: 1, high: 9, integer: true}}
"""
    path = write_study(tmp_path, axes, more=f"  mode: {mode}\n  samples: 16\n  seed: 3\n")
    drawn = list(points(load_sweep(path).sweep))
    # Both are stratified: each sixteenth of the (transformed) range holds exactly one point.
    sixteenths = sorted(int((float(p[0].split()[0]) - 20) / 60 * 16) for p in drawn)
    assert sixteenths == list(range(16))
    assert all(0.001 <= p[1] <= 0.1 for p in drawn)
    assert sum(p[1] < 0.01 for p in drawn) == 8
    assert {type(p[2]) for p in drawn} == {int}
    assert drawn == list(points(load_sweep(path).sweep))
    assert len(load_cases(path).cases) == 16


def test_a_longer_sobol_sequence_begins_with_a_shorter_one() -> None:
    short, long = (unit_samples(SweepMode.SOBOL, 3, count, seed=1) for count in (5, 8))
    assert (short == long[:5]).all()


def test_ranges_with_a_count(tmp_path: Path) -> None:
    axis = f"    - {{path: {ETL}, low: 20 nm, high: 80 nm, count: 4}}\n"
    cases = load_cases(write_study(tmp_path, axis)).cases
    assert [case.values[ETL] for case in cases] == ["20 nm", "40 nm", "60 nm", "80 nm"]


def test_a_conditional_axis_is_varied_only_where_its_condition_holds(tmp_path: Path) -> None:
    axes = """\
    - {path: device.array.sidewall.treatment, values: [none, oxide, reflective]}
    - path: device.array.sidewall.thickness
      values: [10 nm, 20 nm]
      when: {device.array.sidewall.treatment: [oxide, reflective]}
      set: {device.array.sidewall.material: {n: 1.6}}
"""
    found = load_cases(write_study(tmp_path, axes, PIXELS))
    assert [tuple(case.values.values()) for case in found.cases] == [
        ("none", None),
        ("oxide", "10 nm"),
        ("oxide", "20 nm"),
        ("reflective", "10 nm"),
        ("reflective", "20 nm"),
    ]
    assert found.points == 6
    array = found.cases[1].study.device.array
    assert array is not None
    assert array.sidewall.model_dump(mode="json")["thickness_um"] == "10 nm"


def test_equal_points_are_one_case(tmp_path: Path) -> None:
    axis = f"    - {{path: {ETL}, values: [50 nm, 0.05 um, 60 nm]}}\n"
    found = load_cases(write_study(tmp_path, axis))
    assert len(found.cases) == 2
    assert found.points == 3
    assert found.merged == ("0.05 um is 50 nm",)


def test_the_hash_is_of_what_matters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study = study_from_yaml(PLANAR)
    key = case_key(study)
    assert case_key(study_from_yaml(PLANAR + "run: {ranks: 4}\n")) == key
    assert case_key(study_from_yaml(PLANAR.replace("name: tiny", "name: other"))) == key
    assert case_key(study_from_yaml(PLANAR.replace("n: 1.9}", "n: 1.90001}"))) != key
    assert case_key(study_from_yaml(dump_study(study))) == key
    monkeypatch.setattr("sim.store.keys.PHYSICS_VERSION", 10**6)
    assert case_key(study) != key


def test_cases_that_differ_electrically_share_film_and_dipoles(tmp_path: Path) -> None:
    axes = thicknesses([40, 50]) + "    - {path: electrical.overshoot, values: [0, 0.1]}\n"
    cases = load_cases(write_study(tmp_path, axes)).cases
    assert cases[0].film == cases[1].film != cases[2].film == cases[3].film
    assert cases[0].runs == cases[1].runs != cases[2].runs
    assert len({case.key for case in cases}) == 4


def test_a_case_that_is_not_sound_is_named_with_its_values(tmp_path: Path) -> None:
    axis = f"    - {{path: {ETL}, values: [50 nm, -3 nm]}}\n"
    with pytest.raises(ConfigError, match=r"in the case device\.layers\.etl\.thickness = -3 nm"):
        load_cases(write_study(tmp_path, axis))


# --- studies that mean harm ----------------------------------------------------------------------


def refused(path: Path) -> str:
    """The message with which a study is refused."""
    with pytest.raises(ConfigError) as caught:
        load_cases(path)
    return str(caught.value)


@pytest.mark.parametrize(
    "name", ["../x", "x/y", "a;rm -rf b", "$(id)", "`id`", "a b", "-rf", ".hidden", "x" * 101, ""]
)
def test_names_that_could_lead_elsewhere_or_run_something(tmp_path: Path, name: str) -> None:
    path = write_study(tmp_path, thicknesses([50]))
    path.write_text(path.read_text().replace("name: study", f"name: {name!r}"))
    assert "study.yaml:2:" in refused(path)


@pytest.mark.parametrize("path", ["run.launcher", "run.ranks", "name", "schema", "base", "sweep.x"])
def test_axes_cannot_change_how_cases_are_executed_or_called(tmp_path: Path, path: str) -> None:
    study = write_study(tmp_path, f"    - {{path: {path}, values: [srun]}}\n")
    assert "an axis varies device, optics, electrical, output, panel" in refused(study)


@pytest.mark.parametrize("path", ["device/../x", "device.$(id)", "device..x", "device;id"])
def test_paths_of_axes_are_plain(tmp_path: Path, path: str) -> None:
    assert "study.yaml:6:" in refused(
        write_study(tmp_path, f"    - {{path: {path}, values: [1]}}\n")
    )


def test_a_base_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = tmp_path / "far" / "project" / "studies"
    study = write_study(inner, thicknesses([50]))
    monkeypatch.chdir(inner)
    (tmp_path / "far" / "secret.yaml").write_text(PLANAR)
    for name in ("../../secret.yaml", str(tmp_path / "far" / "secret.yaml"), "base.txt"):
        changed = study.read_text().replace("base: base.yaml", f"base: {name}")
        other = inner / "other.yaml"
        other.write_text(changed)
        message = refused(other)
        assert "lies outside" in message or "relative to the study" in message
    (inner / "link.yaml").symlink_to(tmp_path / "far" / "secret.yaml")
    other.write_text(study.read_text().replace("base: base.yaml", "base: link.yaml"))
    assert "lies outside" in refused(other)


@pytest.mark.parametrize("value", ["../../secret.yaml", "{layers: ../../secret.yaml}"])
def test_a_value_that_names_a_file_elsewhere(
    tmp_path: Path, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = tmp_path / "far" / "project" / "studies"
    (inner).mkdir(parents=True)
    monkeypatch.chdir(inner)
    (tmp_path / "far" / "secret.yaml").write_text("layers: []\n")
    study = write_study(inner, f"    - {{path: device, values: [{value}]}}\n")
    assert "lies outside" in refused(study)


def test_a_value_that_names_a_file_beside_the_study(tmp_path: Path) -> None:
    device = STACK.split("device:\n")[1].split("electrical:")[0].replace("\n  ", "\n").lstrip()
    (tmp_path / "other.yaml").write_text(device.replace("n: 1.7", "n: 1.8"))
    study = write_study(tmp_path, "    - {path: device, values: [other.yaml]}\n")
    assert load_cases(study).cases[0].study.device.layers[2].name == "etl"


def test_huge_axes_are_refused_before_they_are_made(tmp_path: Path) -> None:
    axis = "    - {{path: device.layers.{}.thickness, low: 1 nm, high: 90 nm, count: 10000}}\n"
    axes = axis.format("etl") + axis.format("anode") + axis.format("emitter")
    message = refused(write_study(tmp_path, axes))
    assert f"10000 x 10000 x 10000 is 1000000000000 cases; expected at most {MAX_CASES}" in message


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        ("1 nm", "2 um", "low is in nm, high in um"),
        ("3 nm", "2 nm", "must be below"),
        ("x", "2 nm", "expected a number"),
        (".inf", "2", "a finite number"),
    ],
)
def test_ranges_that_make_no_sense(tmp_path: Path, low: str, high: str, text: str) -> None:
    axis = f"    - {{path: {ETL}, low: {low}, high: {high}, count: 3}}\n"
    assert text in refused(write_study(tmp_path, axis))
