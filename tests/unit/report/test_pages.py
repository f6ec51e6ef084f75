"""postprocess.report: one file, the numbers of ``show --json``, and a layout that fits."""

from __future__ import annotations

import base64
import csv
import html
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from postprocess.case.summary import all_assumptions, summary
from postprocess.figures.model import drawn_device_of_case
from postprocess.report import write_report, write_study_report
from postprocess.report.headline import headline
from postprocess.report.stack import device_table
from postprocess.tables.input_text import input_name, input_value
from sim.store.hdf5 import read_case, write_case
from tests.unit.fake_cases import film_case, pixel_case
from tests.unit.postprocess.sweep_folders import write_index
from tests.unit.report.browser import browser, lay_out

WIDTHS = (1400, 390)


@pytest.fixture(scope="module")
def case_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    page = tmp_path_factory.mktemp("case") / "new" / "case.html"
    write_report(replace(pixel_case(), warnings=("a < b & c",)), page)
    return page


@pytest.fixture(scope="module")
def study_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six films that differ in two numbers; the third is the best."""
    folder = tmp_path_factory.mktemp("study")
    values = {
        f"key{number}": {
            "device.layers.etl.thickness": f"{30 + 10 * (number % 3)} nm",
            "device.layers.htl.thickness": f"{20 + 20 * (number // 3)} nm",
        }
        for number in range(6)
    }
    write_index(folder, values)
    for number, key in enumerate(values):
        electrical = pixel_case().electrical
        assert electrical is not None
        dimmer = replace(electrical, eqe=electrical.eqe * (1.0 - 0.1 * abs(number - 2)))
        case = replace(film_case(), name=key, electrical=dimmer)
        write_case(folder / "cases" / f"{key}.h5", case)
    return folder


@pytest.fixture(scope="module")
def study_page(study_folder: Path) -> Path:
    page = study_folder / "report.html"
    write_study_report(study_folder, page, lambda _: {})
    return page


def test_processes_write_the_same_page(study_folder: Path, study_page: Path) -> None:
    beside = study_folder / "beside.html"
    write_study_report(study_folder, beside, lambda _: {}, processes=2)
    assert beside.read_text() == study_page.read_text()


def attached(page: Path, name: str) -> str:
    link = re.search(rf'download="{re.escape(name)}" href="data:[^,]*,([^"]*)"', page.read_text())
    assert link is not None, name
    return base64.b64decode(link[1]).decode()


def rows_of(page: Path) -> list[list[str]]:
    body = page.read_text().partition('id="case-table"')[2].partition("<tbody>")[2]
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", body.partition("</tbody>")[0], flags=re.S)
    return [[html.unescape(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", r)] for r in rows]


def data_values(page: Path) -> list[list[float]]:
    body = page.read_text().partition('id="case-table"')[2].partition("</tbody>")[0]
    rows = re.findall(r"<tr[^>]*>(<td.*?)</tr>", body, flags=re.S)
    return [[float(value) for value in re.findall(r'data-value="([^"]*)"', row)] for row in rows]


@pytest.mark.parametrize("page", ["case_page", "study_page"])
def test_nothing_is_loaded_from_elsewhere(page: str, request: pytest.FixtureRequest) -> None:
    text = request.getfixturevalue(page).read_text()
    links = re.findall(r'(?:src|href)="([^"]*)"', text)
    assert links
    assert all(link.startswith("data:") for link in links)
    assert "@import" not in text
    assert "url(" not in text.partition("<body>")[0]


def test_text_of_a_case_is_escaped(case_page: Path) -> None:
    assert "a &lt; b &amp; c" in case_page.read_text()


def test_headline_is_that_of_show_json(case_page: Path) -> None:
    shown = summary(pixel_case())
    text = case_page.read_text()
    for of, name in ((shown["optics"], "lee"), (shown, "eqe_peak")):
        assert f"<dd>{100 * of[name]:.2f} ± {100 * of[f'{name}_error']:.2f} %</dd>" in text
    brightest = max(v for v in shown["electrical"]["luminance_cd_m2"] if v is not None)
    assert headline(shown)[2].value == brightest


def test_a_number_without_an_error_says_so() -> None:
    shown = summary(
        replace(film_case(), electrical=None, reference=None, reference_electrical=None)
    )
    entries = {entry.label: entry for entry in headline(shown)}
    assert all(
        entry.error is not None or entry.note or entry.text == "-" for entry in entries.values()
    )


def test_attached_json_is_show_json(case_page: Path) -> None:
    case = replace(pixel_case(), warnings=("a < b & c",))
    assert json.loads(attached(case_page, f"{case.name}.json")) == summary(case)


def test_attached_curves_are_the_stored_ones(case_page: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(attached(case_page, "jvl.csv"))))
    shown = summary(pixel_case())["electrical"]
    for name in ("voltage_v", "eqe"):  # a table's text may drop the last of 17 digits
        values = [float(row[name] or "nan") for row in rows]
        stored = [float("nan") if value is None else value for value in shown[name]]
        assert values == pytest.approx(stored, rel=1e-14, nan_ok=True)


def test_the_stack_is_the_devices() -> None:
    case = pixel_case()
    table = device_table(drawn_device_of_case(case).device)
    assert [row.name for row in table.rows] == [
        *("superstrate", "cathode", "ETL", "emitter", "HTL", "HIL", "anode", "substrate")
    ]
    assert table.rows[1].thickness == "100 nm"
    assert table.rows[1].index == "0.780 + 6.2i"
    assert table.facts["pitch"] == "2.8 um, 9071 ppi"
    assert "75°" in table.facts["bank"]


def test_assumed_inputs_are_said_as_elsewhere(case_page: Path) -> None:
    text = html.unescape(case_page.read_text())
    for entry in all_assumptions(pixel_case()):
        value, low, high = (
            input_value(entry.path, number) for number in (entry.value, entry.low, entry.high)
        )
        cells = f'<td class="number">{value}</td><td class="number">{low} to {high}</td>'
        assert f"<td>{input_name(entry.path)}</td>{cells}" in text


def test_rows_are_those_of_show_json(study_page: Path, study_folder: Path) -> None:
    names = [f"key{number}" for number in range(6)]
    shown = [summary(read_case(study_folder / "cases" / f"{name}.h5")) for name in names]
    table = zip(data_values(study_page), rows_of(study_page), shown, strict=True)
    for values, cells, entry in table:
        assert entry["eqe_peak"] in values
        assert entry["optics"]["lee"] in values
        assert f"{100 * entry['optics']['lee']:.2f}" in " ".join(cells)
    rows = list(csv.DictReader(io.StringIO(attached(study_page, "made_up.csv"))))
    assert [float(row["peak EQE"]) for row in rows] == [entry["eqe_peak"] for entry in shown]


def test_the_best_case_heads_the_page(study_page: Path) -> None:
    text = study_page.read_text()
    assert text.count('<tr class="best">') == 1
    assert "Of the best case by peak EQE: ETL thickness 50 nm, HTL thickness 20 nm." in text


def test_plots_hold_a_curve_for_each_setting_of_the_other_axis(study_page: Path) -> None:
    block = re.search(r'id="plots">(.*?)</script>', study_page.read_text(), flags=re.S)
    assert block is not None
    plots = {plot["name"]: plot for plot in json.loads(block[1])}
    curves = plots["LEE (%) over ETL thickness (nm)"]["series"]
    assert [curve["x"] for curve in curves] == [[30.0, 40.0, 50.0]] * 2
    assert all(len(curve["error"]) == 3 for curve in curves)


@pytest.mark.skipif(browser() is None, reason="no browser; `make test-system` installs it")
@pytest.mark.parametrize("page", ["case_page", "study_page"])
@pytest.mark.parametrize("width", WIDTHS)
def test_pages_fit_the_window_and_raise_nothing(
    page: str, width: int, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Without a network, at a desk and on a phone, in the dark on the phone."""
    shown = lay_out(request.getfixturevalue(page), width, tmp_path, dark=width < 1000)
    assert shown.messages == []
    assert shown.needed <= shown.width == width
    assert (shown.unseen, shown.nameless) == (0, 0)
    assert shown.canvases == 1  # the plot is drawn
