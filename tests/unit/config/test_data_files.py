"""Data files that a case names: put in as numbers, and refused at the line that names them."""

from __future__ import annotations

import textwrap
from pathlib import Path

import numpy as np
import pytest
from unit.config_cases import CASE, write_case

from geometry.spec import TableMaterial
from sim.batch.study.cases import load_cases
from sim.config.errors import ConfigError
from sim.config.loader import dump_study, load_checked, load_study, study_from_yaml

FILM = "wavelength_nm,n,k\n400,1.9,0.01\n520,1.8,0\n700,1.7,0\n"
STUDY = """
schema: 1
name: films
base: case.yaml
materials: mine
sweep:
  mode: grid
  axes:
    - {path: device.layers.etl.material, values: [soft, hard.csv]}
"""


def case_with(tmp_path: Path, material: str, top: str = "") -> Path:
    (tmp_path / "film.csv").write_text(FILM, encoding="utf-8")
    return write_case(
        tmp_path, CASE.replace("TPBi", f"{material}, process: evaporated").rstrip() + "\n" + top
    )


def etl(path: Path) -> TableMaterial:
    layer = next(layer for layer in load_study(path).device.layers if layer.name == "etl")
    assert isinstance(layer.material, TableMaterial)
    return layer.material


@pytest.mark.parametrize(
    "written", ["film.csv", "{file: film.csv}", "{file: film.csv, columns: wavelength_nm n k}"]
)
def test_a_file_is_relative_to_the_one_that_names_it(tmp_path: Path, written: str) -> None:
    material = etl(case_with(tmp_path, written))
    assert material.name == "film"
    assert material.rows[:, 1] == pytest.approx([1.9, 1.8, 1.7])


def test_a_loaded_case_needs_its_file_no_more(tmp_path: Path) -> None:
    path = case_with(tmp_path, "film.csv")
    study = load_study(path)
    (tmp_path / "film.csv").unlink()
    assert study_from_yaml(dump_study(study)) == study


def test_names_of_an_own_folder_are_known_beside_the_library_s(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "soft.csv").write_text(FILM, encoding="utf-8")
    (tmp_path / "mine" / "broken.csv").write_text("no numbers", encoding="utf-8")
    assert etl(case_with(tmp_path, "soft", "materials: [mine/]\n")).name == "soft"
    with pytest.raises(ConfigError, match="no two columns of numbers") as caught:
        load_study(case_with(tmp_path, "broken", "materials: mine\n"))
    assert caught.value.problems[0].path == ("device", "layers", 3, "material")


def test_what_was_guessed_is_said(tmp_path: Path) -> None:
    path = case_with(tmp_path, "film.csv")
    assert load_checked(path).warnings == ()
    (tmp_path / "film.csv").write_text("0.4 1.9\n0.7 1.7\n", encoding="utf-8")
    warnings = "\n".join(load_checked(path).warnings)
    assert "material 'film': wavelengths in um by their range" in warnings
    assert "no column of k: taken as 0" in warnings


@pytest.mark.parametrize(
    ("material", "message"),
    [
        ("absent.csv", "absent.csv: No such file"),
        ("{file: film.csv, colums: wavelength_nm n k}", "did you mean 'columns'"),
        ("{file: film.csv, columns: wavelength_nm n}", "the file has 3"),
        ("{n: 0}", "expected a value greater than 0"),
        ("narrow.csv", "tabulated over 518 to 522 nm"),
    ],
)
def test_mistakes_are_placed_where_the_file_is_named(
    tmp_path: Path, material: str, message: str
) -> None:
    (tmp_path / "narrow.csv").write_text("wl_nm n k\n518 1.8 0\n522 1.8 0\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=message) as caught:
        load_study(case_with(tmp_path, material))
    assert len(caught.value.problems) == 1
    assert caught.value.problems[0].place.line == 9


def test_a_study_brings_materials_for_its_axes(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "soft.csv").write_text(FILM, encoding="utf-8")
    (tmp_path / "hard.csv").write_text(FILM.replace("1.8", "2.1"), encoding="utf-8")
    case_with(tmp_path, "TPBi")
    study = tmp_path / "study.yaml"
    study.write_text(textwrap.dedent(STUDY), encoding="utf-8")
    cases = load_cases(study).cases
    materials = [case.study.device.layers[3].material for case in cases]
    assert [m.name for m in materials if isinstance(m, TableMaterial)] == ["soft", "hard"]


def spectrum_case(tmp_path: Path, emission: str) -> Path:
    wavelength = np.arange(480.0, 571.0)
    rows = zip(wavelength, np.exp(-(((wavelength - 525.0) / 12.0) ** 2)), strict=True)
    lines = ["wavelength_nm,counts", *(f"{nm:g},{counts:.6f}" for nm, counts in rows)]
    (tmp_path / "el.csv").write_text("\n".join(lines), encoding="utf-8")
    return write_case(tmp_path, CASE.replace("peak: 520 nm, fwhm: 20 nm", emission))


def test_a_spectrum_gives_peak_and_width(tmp_path: Path) -> None:
    study = load_study(spectrum_case(tmp_path, "spectrum: el.csv"))
    emission = study.device.emission
    assert emission.peak_um == pytest.approx(0.525, abs=1e-5)
    assert emission.fwhm_um == pytest.approx(2.0 * np.sqrt(np.log(2.0)) * 0.012, rel=2e-3)
    (tmp_path / "el.csv").unlink()
    assert study_from_yaml(dump_study(study)) == study


def test_a_case_without_a_spectrum_keeps_its_keys(tmp_path: Path) -> None:
    assert "spectrum" not in dump_study(load_study(write_case(tmp_path)))


@pytest.mark.parametrize(
    ("emission", "message"),
    [
        ("spectrum: el.csv, peak: 530 nm", "525 nm by the spectrum; leave peak out"),
        ("spectrum: absent.csv", "absent.csv: No such file"),
        ("spectrum: {file: el.csv, band: 380}", "expected text"),
        ("spectrum: {file: el.csv, band: 380 to 400 nm}", "within 380 to 400 nm"),
        ("spectrum: {file: el.csv, kind: lumen}", "expected photons or power"),
    ],
)
def test_mistakes_of_a_spectrum(tmp_path: Path, emission: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message) as caught:
        load_study(spectrum_case(tmp_path, emission))
    assert caught.value.problems[0].place.line == 17
