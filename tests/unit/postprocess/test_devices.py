"""A study that compares devices: which studies these are, its cases, tables and pictures."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from typer.testing import CliRunner

import pencsim
from postprocess.figures import devices as devices_figures
from postprocess.figures.devices import draw_comparison, draw_matrix
from postprocess.figures.style import figure_style
from postprocess.studies import devices
from postprocess.studies.devices import DeviceStudy
from postprocess.studies.devices_table import comma_separated, markdown
from postprocess.study_kinds import kind_of
from sim.analysis.waterfall_records import Band, Explained
from sim.results.averages import crosstalk, lee, light_error
from sim.results.records import Status
from sim.store.hdf5 import write_case
from tests.unit.fake_cases import PIXEL_YAML, optical, pixel_case

TREATMENT, MATRIX = "device.array.sidewall.treatment", "device.array.black_matrix"
BLACK = {"thickness": "300 nm", "opening": "1.5 um", "optical_density_per_um": 6}
WIDER = {**BLACK, "opening": "2 um"}
WINDOW = "    black_matrix: {material: {n: 1.6, k: 0.3}, thickness: 300 nm, opening: 1.5 um}\n"


def store(folder: Path, key: str, extraction: float, error: float, matrix: Any = None) -> None:
    """A made-up pixel in the folder of a sweep."""
    text = ""
    if matrix is not None:
        inner = ", ".join(f"{name}: {value}" for name, value in matrix.items())
        text = f"    black_matrix: {{{inner}}}\n"
    case = replace(
        pixel_case(key),
        config_yaml=PIXEL_YAML.replace(WINDOW, text),
        optics=replace(optical(extraction), lee_error=error),
    )
    write_case(folder / "cases" / f"{key}.h5", case)


def index(folder: Path, cases: Mapping[str, Sequence[Any]], axes: Sequence[str]) -> None:
    """Write what a sweep says of its cases."""
    entries = [
        {"key": key, "values": dict(zip(axes, values, strict=True))}
        for key, values in cases.items()
    ]
    found = {"schema": 1, "name": "walls", "axes": list(axes), "cases": entries}
    (folder / "index.json").write_text(json.dumps(found))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two treatments, of which one is solved badly, and two black matrices, at one density."""
    path = tmp_path_factory.mktemp("walls")
    store(path, "plain", 0.20, 0.006)
    store(path, "shiny", 0.26, 0.20)
    store(path, "black", 0.15, 0.006, BLACK)
    store(path, "wider", 0.18, 0.006, WIDER)
    cases = {
        "plain": (3000, "none", "none"),
        "shiny": (3000, "reflective", "none"),
        "black": (3000, "none", BLACK),
        "wider": (3000, "none", WIDER),
        "later": (3000, "absorbing", "none"),
    }
    index(path, cases, ("device.array.ppi", TREATMENT, MATRIX))
    return path


def bands(paths: Sequence[Path], processes: int = 1) -> dict[Path, Explained]:
    """A band for each pixel, as if it had been found by so many processes."""
    assert processes >= 1
    band = Band(0.10, 0.20, 0.08, 0.22, 100, ())
    return {path: Explained(band=band) for path in paths}


@pytest.fixture(scope="module")
def study(folder: Path) -> DeviceStudy:
    return devices.read(folder, bands)


def test_cases_are_those_solved_in_the_studys_order(study: DeviceStudy) -> None:
    assert [entry.case.path.stem for entry in study.devices] == ["plain", "shiny", "black", "wider"]
    assert [entry.label for entry in study.devices] == [
        "no sidewall treatment, no black matrix",
        "sidewall treatment reflective",
        "black matrix opening 1.5 um",
        "black matrix opening 2 um",
    ]
    assert study.same == "ppi 3000"
    assert study.axes == (TREATMENT, MATRIX)
    first, own = study.devices[0].case, optical(0.20)
    assert first.lee == pytest.approx(lee(own))
    assert first.crosstalk == pytest.approx(crosstalk(own))
    assert first.eqe_error == pytest.approx(first.eqe * light_error(own))
    assert study.devices[0].band is not None
    assert first.film_lee > 0.0


def test_doubtful_is_what_the_error_could_halve(study: DeviceStudy) -> None:
    assert [entry.case.is_doubtful for entry in study.devices] == [False, True, False, False]


def test_a_black_matrix_is_compared_with_what_is_else_equal(study: DeviceStudy) -> None:
    assert [entry.case.path.stem for entry in study.matrix_devices] == ["plain", "black", "wider"]
    windows = [entry.case.window for entry in study.matrix_devices]
    labels = [window.label for window in windows if window is not None]
    assert labels == ["opening 1.5 um, OD 6/um", "opening 2 um, OD 6/um"]


@pytest.mark.parametrize(
    ("axes", "values", "expected"),
    [
        ((TREATMENT,), [("none",), ("oxide",)], True),
        (("device.encapsulation",), [("none",), ({"index": 1.5},)], True),
        (("device.array.ppi", TREATMENT), [(3000, "none"), (3000, "oxide")], True),
        (("device.array.ppi", TREATMENT), [(3000, "none"), (5000, "none")], False),
        ((TREATMENT,), [("none",)], False),
        (("optics.lateral_cell",), [("50 nm",), ("25 nm",)], False),
    ],
)
def test_which_studies_compare_devices(
    tmp_path: Path, axes: tuple[str, ...], values: list[tuple[Any, ...]], expected: bool
) -> None:
    index(tmp_path, {f"case{n}": entry for n, entry in enumerate(values)}, axes)
    assert devices.matches(tmp_path) is expected
    assert not devices.matches(tmp_path / "absent")


def test_tables(study: DeviceStudy) -> None:
    read = list(csv.DictReader(io.StringIO(comma_separated(study))))
    assert [row[TREATMENT] for row in read] == ["none", "reflective", "none", "none"]
    assert float(read[2]["lee"]) == pytest.approx(study.devices[2].case.lee, rel=1e-5)
    assert float(read[2]["band_high"]) == 0.2
    page = markdown(study)
    assert page.startswith("walls: ppi 3000\n")
    marked = [line for line in page.splitlines() if "(!)" in line and line.startswith("|")]
    assert len(marked) == 1
    assert "reflective" in marked[0]
    lee_text = f"{100.0 * study.devices[0].case.lee:.2f} ± 0.60"
    assert lee_text in page
    assert "(10.0 to 20.0)" in page


def points(axes: Axes) -> list[tuple[float, float]]:
    """Centres of the markers drawn with errors, in the order drawn."""
    lines = [container.lines[0] for container in axes.containers if hasattr(container, "lines")]
    return [(float(line.get_xdata()[0]), float(line.get_ydata()[0])) for line in lines]


def test_a_row_per_case(study: DeviceStudy) -> None:
    with figure_style():
        figure = draw_comparison(study)
    assert [axes.get_xlabel() for axes in figure.axes] == [
        "LEE (%)", "crosstalk (% of the air light)", "peak EQE (%)",
    ]  # fmt: skip
    for axes, name in zip(figure.axes, ("lee", "crosstalk", "eqe"), strict=True):
        values = [100.0 * getattr(entry.case, name) for entry in study.devices]
        np.testing.assert_allclose([x for x, _ in points(axes)], values)
    assert [y for _, y in points(figure.axes[0])] == [0, 1, 2, 3]
    low, high = figure.axes[0].get_xlim()
    assert low > 0.0, "an error as large as its value does not set the scale"
    assert high < 40.0
    texts = [text.get_text() for text in figure.legends[0].get_texts()]
    assert texts == [
        "device, numerical error", "hollow: error of LEE above half of it",
        "assumed edge, 5 to 95 %", "unpatterned film",
    ]  # fmt: skip


def test_hollow_markers_are_the_doubtful_ones(study: DeviceStudy) -> None:
    with figure_style():
        axes = draw_comparison(study).axes[0]
    faces = [c.lines[0].get_markerfacecolor() for c in axes.containers if hasattr(c, "lines")]
    assert [face == "white" for face in faces] == [
        entry.case.is_doubtful for entry in study.devices
    ]


def test_the_trade_off_of_a_black_matrix(study: DeviceStudy) -> None:
    with figure_style():
        figure = draw_matrix(study, study.matrix_devices)
    axes = figure.axes[0]
    cases = [entry.case for entry in study.matrix_devices]
    expected = [(100.0 * case.crosstalk, 100.0 * case.lee) for case in cases]
    np.testing.assert_allclose(points(axes), expected)
    texts = [text for text in axes.texts if text.get_text()]
    assert {text.get_text() for text in texts} == {"1", "2", "3"}
    key = {text.get_text() for text in figure.legends[0].get_texts()}
    assert {entry.partition("  ")[2] for entry in key if entry[0].isdigit()} == {
        "no black matrix", "opening 1.5 um, OD 6/um", "opening 2 um, OD 6/um",
    }  # fmt: skip
    heights = sorted(text.get_position()[1] for text in texts)
    assert min(np.diff(heights)) > 0.07, "labels do not cover each other"


def test_many_cases_are_left_to_the_tables(study: DeviceStudy) -> None:
    assert set(devices_figures.figures(study)) == {"comparison", "lee_vs_crosstalk"}
    assert devices_figures.figures(replace(study, devices=study.devices * 11)) == {}


def drawn(folder: Path, out: Path, extension: str) -> list[Path]:
    """Tables and figures of the folder's kind of study."""
    kind = kind_of(folder)
    assert kind is not None
    return kind.draw(folder, out, (extension,), bands)


def test_the_command_draws_it_first(folder: Path, tmp_path: Path) -> None:
    made = drawn(folder, tmp_path, "svg")
    names = ["comparison.csv", "comparison.md", "comparison.svg", "lee_vs_crosstalk.svg"]
    assert [path.name for path in made] == names
    assert all(path.stat().st_size > 0 for path in made)


def test_unsolved_cases_draw_nothing(tmp_path: Path) -> None:
    for key in ("a", "b"):
        case = pixel_case(key)
        case = replace(case, optics=replace(case.optics, status=Status.UNSTABLE))
        write_case(tmp_path / "cases" / f"{key}.h5", case)
    index(tmp_path, {"a": ("none",), "b": ("oxide",)}, (TREATMENT,))
    assert drawn(tmp_path, tmp_path / "out", "png") == []


def test_figures_of_a_folder(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.commands.shared.explained_of", bands)
    monkeypatch.setattr("postprocess.figures.case_figures.draw_case", lambda *_: [])
    ended = CliRunner().invoke(pencsim.app, ["figures", str(folder), "--out", str(tmp_path)])
    assert ended.exit_code == 0, ended.output
    assert "lee_vs_crosstalk.png" in ended.output
