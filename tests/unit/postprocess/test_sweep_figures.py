"""A sweep over numbers is drawn as curves and maps over them, in the units that were written."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure
from unit.fake_cases import PIXEL_YAML, optical, pixel_case
from unit.postprocess.drawn_text import problems_of
from unit.postprocess.sweep_folders import write_index

from postprocess.figures import devices as device_figures
from postprocess.figures.style import figure_style
from postprocess.studies import devices
from postprocess.studies.cases import Pulse
from postprocess.studies.devices import DeviceStudy
from postprocess.studies.devices_table import comma_separated
from postprocess.studies.numeric_axes import numeric_axes
from postprocess.study_kinds import study_folders
from sim.batch.study.axes import case_names
from sim.store.hdf5 import read_case, write_case

ETL, HTL = "device.layers.etl.thickness", "device.layers.htl.thickness"
WALL = "device.array.sidewall.treatment"
CURVE = "against_etl_thickness"
BAND = "FillBetweenPolyCollection"


def extraction(values: Mapping[str, Any]) -> float:
    """Largest at 40 nm of ETL and 30 nm of HTL."""
    etl, htl = (float(str(values.get(path, "0 nm")).split()[0]) for path in (ETL, HTL))
    return 0.25 - 1e-5 * (etl - 40.0) ** 2 - 2e-5 * (htl - 30.0) ** 2


def study(folder: Path, *cases: dict[str, Any]) -> DeviceStudy:
    """A stored sweep of made-up pixels, read again."""
    keys = [f"case{number:02d}" for number in range(len(cases))]
    for key, values in zip(keys, cases, strict=True):
        optics = replace(optical(extraction(values)), lee_error=0.01)
        case = replace(pixel_case(key), config_yaml=PIXEL_YAML, optics=optics)
        write_case(folder / "cases" / f"{key}.h5", case)
    write_index(folder, dict(zip(keys, cases, strict=True)))
    assert devices.matches(folder)
    return devices.read(folder, lambda _: {})


def drawn(read: DeviceStudy, name: str) -> Figure:
    with figure_style():
        return device_figures.figures(read)[name]()


def test_one_thickness_is_a_curve_in_its_order(tmp_path: Path) -> None:
    read = study(tmp_path, *({ETL: f"{nm} nm"} for nm in (60, 20, 40)))
    assert set(device_figures.figures(read)) == {"against_etl_thickness"}
    figure = drawn(read, "against_etl_thickness")
    top = figure.axes[0]
    line = top.lines[0]
    assert line.get_xdata() == pytest.approx([20.0, 40.0, 60.0])
    expected = [100.0 * device.case.lee for device in read.devices]
    assert sorted(line.get_ydata()) == pytest.approx(sorted(expected))
    assert int(np.argmax(line.get_ydata())) == 1
    assert figure.axes[-1].get_xlabel() == "ETL thickness (nm)"


def test_errors_are_bars_where_values_are_few(tmp_path: Path) -> None:
    few = drawn(study(tmp_path / "a", *({ETL: f"{nm} nm"} for nm in range(20, 50, 10))), CURVE)
    many = drawn(study(tmp_path / "b", *({ETL: f"{nm} nm"} for nm in range(20, 120, 10))), CURVE)
    assert [type(part).__name__ for part in few.axes[0].collections] == ["LineCollection"]
    assert [type(part).__name__ for part in many.axes[0].collections] == [BAND]
    low, high = few.axes[0].collections[0].get_segments()[0][:, 1]
    assert high - low == pytest.approx(2.0)  # percent; 0.01 either way


def test_crosstalk_has_the_error_that_the_file_holds(tmp_path: Path) -> None:
    read = study(tmp_path, *({ETL: f"{nm} nm"} for nm in (20, 30, 40)))
    assert all(math.isnan(device.case.crosstalk_error) for device in read.devices)
    path = read.devices[0].case.path
    case = read_case(path)
    errors = {"positions": 0.01, "light": 0.002}
    write_case(path, replace(case, optics=replace(case.optics, crosstalk_errors=errors)))
    again = devices.read(tmp_path, lambda _: {})
    assert again.devices[0].case.crosstalk_error == pytest.approx(0.012)
    assert drawn(again, CURVE).axes[1].get_ylabel().startswith("crosstalk")


def test_two_thicknesses_are_lines_and_a_map(tmp_path: Path) -> None:
    cases = [{ETL: f"{a} nm", HTL: f"{b} nm"} for a in (20, 40, 80) for b in (20, 30, 50)]
    read = study(tmp_path, *cases[:-1])  # one has no result yet
    names = {"against_etl_thickness", "against_htl_thickness", "comparison"}
    assert set(device_figures.figures(read)) == {*names, "map_etl_thickness_htl_thickness"}
    lines = drawn(read, "against_htl_thickness")
    assert [text.get_text() for text in lines.legends[0].get_texts()][:3] == [
        "20 nm",
        "40 nm",
        "80 nm",
    ]
    assert lines.legends[0].get_title().get_text() == "ETL thickness"
    panel = drawn(read, "map_etl_thickness_htl_thickness").axes[0]
    cells = panel.collections[0].get_array()
    assert cells.shape == (3, 3)
    assert np.ma.getmaskarray(cells)[2, 2] or math.isnan(cells[2, 2])
    star = panel.lines[0]
    assert (star.get_xdata()[0], star.get_ydata()[0]) == (40.0, 30.0)
    assert [text.get_text() for text in panel.get_yticklabels()] == ["20", "30", "50"]


def test_a_wall_gives_each_its_own_line_and_column(tmp_path: Path) -> None:
    cases = [
        {ETL: f"{a} nm", HTL: f"{b} nm", WALL: wall}
        for a in (20, 40, 80)
        for b in (20, 30, 50)
        for wall in ("none", "oxide")
    ]
    read = study(tmp_path, *cases)
    panels = drawn(read, "map_etl_thickness_htl_thickness").axes
    titles = [axes.get_title() for axes in panels if axes.get_title()]
    assert titles == ["none", "oxide"]


def test_long_settings_stay_on_the_canvas(tmp_path: Path) -> None:
    """What devices of a line share is folded where three columns do not hold it."""
    shared = {"electrical.transient.resistance": "3787 ohm", WALL: "an_oxide_of_a_long_name"}
    cases = [{ETL: f"{nm} nm", **shared} for nm in (20, 40, 60)]
    cases += [{ETL: "40 nm", **dict.fromkeys(shared, "something_else_of_the_same_length")}]
    assert problems_of(drawn(study(tmp_path, *cases), CURVE)) == []


def test_a_folder_of_studies_is_each_of_them(tmp_path: Path) -> None:
    study(tmp_path / "a", {ETL: "20 nm"}, {ETL: "30 nm"})
    (tmp_path / "b").mkdir()
    write_case(tmp_path / "b" / "one.h5", pixel_case())
    (tmp_path / "figures").mkdir()
    assert [path.name for path in study_folders(tmp_path)] == ["a", "b"]
    assert study_folders(tmp_path / "a") == study_folders(tmp_path / "b") == []


def test_what_counts_as_a_number() -> None:
    def labels(*values: object) -> list[str]:
        return [
            axis.label for axis in numeric_axes(("device.b",), [{"device.b": v} for v in values])
        ]

    assert labels("1 nm", "2 nm", "3 nm") == ["b (nm)"]
    assert labels(1, 2.5, 1e3) == ["b"]
    assert labels("1 nm", "2 um", "3 nm") == []  # two units
    assert labels("1 nm", "2 nm", "2 nm") == []  # two values
    assert labels("1 nm", "none", "3 nm") == []
    assert labels(True, False, True) == []
    assert labels(1, 2, None) == []


@pytest.mark.parametrize(
    ("values", "is_log"), [([1, 10, 100], True), ([10, 20, 30], False), ([0, 10, 1000], False)]
)
def test_decades_are_drawn_logarithmically(values: list[int], is_log: bool) -> None:
    (axis,) = numeric_axes(("a",), [{"a": value} for value in values])
    assert axis.is_log is is_log


def test_a_mobility_or_a_cell_makes_a_study(tmp_path: Path) -> None:
    """No axis leads into the device, yet the numbers are worth a curve."""
    path = "electrical.mobility"
    read = study(tmp_path, *({path: f"{value} cm2/Vs"} for value in ("1e-6", "1e-5", "1e-4")))
    figure = drawn(read, "against_electrical_mobility")
    assert figure.axes[-1].get_xscale() == "log"
    assert figure.axes[-1].get_xlabel() == "mobility (cm2/Vs)"


def test_cases_are_called_by_what_varies() -> None:
    """Short, safe for a file's name, and different; what is cut or shared ends in its key."""
    axes = ("device.array.ppi", "device.emission.peak", "device.array.lattice")
    cases = [
        {axes[0]: 3000, axes[1]: "530 nm", axes[2]: "square"},
        {axes[0]: 9072, axes[1]: "530 nm", axes[2]: "square"},
        {axes[0]: 9072, axes[1]: f"a/b\\c: {'x' * 80}", axes[2]: "square"},
    ]
    first, second, third = case_names(axes, cases, ["k" * 20, "l" * 20, "m" * 20])
    assert (first, second) == ("ppi=3000,peak=530_nm", "ppi=9072,peak=530_nm")
    assert len(third) == 64
    assert third.startswith("ppi=9072,peak=a_b_c_xx")
    assert third.endswith("+mmmmmmmm")
    assert case_names(axes, cases[:1] * 2, ["a" * 20, "b" * 20]) == ("a" * 8, "b" * 8)


def test_response_and_panel_are_curves_of_their_own(tmp_path: Path) -> None:
    """In microseconds and milliwatts, below what every device has; the table has them, too."""
    read = study(tmp_path, *({ETL: f"{nm} nm"} for nm in (20, 40, 60)))
    assert len(drawn(read, "against_etl_thickness").axes) == 3
    pulsed = tuple(
        replace(
            device,
            case=replace(
                device.case,
                pulse=Pulse(1e-6, 5.0, (2 + number) * 1e-6, 1e-8),
                panel={"panel_power_w": 0.05} if number else {},
            ),
        )
        for number, device in enumerate(read.devices)
    )
    with_pulses = replace(read, devices=pulsed)
    figure = drawn(with_pulses, "against_etl_thickness")
    labels = [axes.get_ylabel() for axes in figure.axes]
    assert labels[3:] == ["response to 90 % (µs)", "power of the picture (mW)"]
    assert figure.axes[3].lines[0].get_ydata() == pytest.approx([2.0, 3.0, 4.0])
    head, *rows = comma_separated(with_pulses).splitlines()
    assert {"response_us", "panel_power_w"} <= set(head.split(","))
    assert {len(row.split(",")) for row in rows} == {len(head.split(","))}
