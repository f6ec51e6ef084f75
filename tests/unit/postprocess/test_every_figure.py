"""Every kind of figure stays legible: long names, one case, many cases, numbers that are none.

Checked is what is really drawn: no text leaves the canvas or covers another, no figure is larger
than a page, and every axis with numbers names its quantity and unit.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure
from unit.fake_cases import PIXEL_YAML, film_case, optical, pixel_case, wave_slice
from unit.fake_levels import levels
from unit.postprocess.drawn_text import problems_of
from unit.postprocess.sweep_folders import write_index

from geometry.materials.library import load_library
from postprocess.figures import devices as device_figures
from postprocess.figures.analysis.calibration import draw_calibration
from postprocess.figures.analysis.films import draw_sclc
from postprocess.figures.analysis.tornado import draw_tornado
from postprocess.figures.case_figures import case_figures
from postprocess.figures.density import study as density_figures
from postprocess.figures.material import draw_material
from postprocess.figures.saving import Draw
from postprocess.figures.searches import climb as climb_figures
from postprocess.figures.searches import search as search_figures
from postprocess.figures.style import figure_style, new_figure
from postprocess.studies import density, devices
from postprocess.studies.climb import Climb
from sim.analysis.calibration.records import Calibration, CurveOutcome, RowOutcome
from sim.analysis.sclc.records import SclcResult
from sim.analysis.sensitivity.records import Outcome, Sensitivity, SensitivityRow
from sim.electrical.single_carrier.device import DarkCurve
from sim.electrical.single_carrier.reading import TrapFilledReading
from sim.results.records import CaseResult
from sim.store.hdf5 import write_case

LONG = "a_name_that_a_script_wrote_and_that_nobody_would_type_" * 2
ETL, HTL = "device.layers.etl.thickness", "device.layers.htl.thickness"
WALL = "device.array.sidewall.treatment"
MATRIX = "device.array.black_matrix"
PPI = "device.array.ppi"


def _troubles(figures: Mapping[str, Draw]) -> dict[str, list[str]]:
    with figure_style():
        found = {name: problems_of(draw()) for name, draw in figures.items()}
    return {name: problems for name, problems in found.items() if problems}


def _of_case(case: CaseResult) -> dict[str, Draw]:
    return {name: figure.draw for name, figure in case_figures(case).items()}


def _long_parts() -> CaseResult:
    """A device whose layers and materials have names of a line."""
    text = PIXEL_YAML.replace("name: htl", f"name: {LONG[:40]}").replace("fake_pixel", LONG[:90])
    return replace(pixel_case(LONG), config_yaml=text)


def _refined() -> CaseResult:
    rounds = (
        "refinement 1 (grid: cells of 33.3333 nm / 6.66667 nm) changed LEE from 0.2121 to 0.2111 "
        "and its error from 0.0142 to 0.0058",
        "refinement 2 (cell_size: a reach of 6 um) changed LEE from 0.2111 to 0.2111 and its error "
        "from 0.0058 to 0.0031",
    )
    case = pixel_case()
    return replace(case, optics=replace(case.optics, warnings=rounds))


def _without_numbers() -> CaseResult:
    """Voltages that failed, and no error of LEE."""
    case = pixel_case()
    assert case.electrical is not None
    holes = np.where(np.arange(case.electrical.voltage_v.size) % 3 == 0, np.nan, 1.0)
    electrical = replace(
        case.electrical,
        current_density_a_m2=case.electrical.current_density_a_m2 * holes,
        eqe=case.electrical.eqe * holes,
        losses={name: share * holes for name, share in case.electrical.losses.items()},
    )
    optics = replace(case.optics, lee_error=math.nan)
    return replace(case, optics=optics, electrical=electrical)


def _resolved() -> CaseResult:
    """Levels over a stack whose layers have long names."""
    case = pixel_case()
    assert case.electrical is not None
    return replace(case, electrical=replace(case.electrical, levels=levels(LONG[:40])))


def _with_waves() -> CaseResult:
    """A pixel whose fields are kept."""
    case = pixel_case()
    waves = (wave_slice("x"), wave_slice("z"))
    return replace(case, optics=replace(case.optics, waves=waves))


CURVES = ("budget", "far_field", "eqe", "jvl", "efficiency", "losses", "positions")


@pytest.mark.parametrize(
    ("make", "names"),
    [
        (pixel_case, ()),
        (film_case, ("budget", "sections", "dissipation")),
        (_long_parts, ("budget", "sections", "plan")),
        (_refined, ("convergence",)),
        (_resolved, ("levels",)),
        (_with_waves, ("pixel_waves",)),
        (_without_numbers, CURVES),
    ],
    ids=lambda given: getattr(given, "__name__", ""),
)
def test_figures_of_a_case(make: Callable[[], CaseResult], names: tuple[str, ...]) -> None:
    figures = _of_case(make())
    assert set(names) <= set(figures)
    assert _troubles({name: figures[name] for name in names or figures}) == {}


def test_what_is_wrong_is_seen() -> None:
    """The check itself: text beyond the canvas, text on text, an axis without a unit."""
    with figure_style():
        figure = new_figure(3.0, 2.0)
        axes = figure.add_subplot()
        axes.plot([0.0, 1.0])
        axes.set_xlabel("time (s)")
        figure.text(0.99, 0.5, "leaves")
        for shift in (0.0, 0.01):
            axes.text(0.5 + shift, 0.5, f"covered {shift}")
        texts = problems_of(figure)
    assert [text.partition("'")[2].partition("'")[0] for text in texts] == [
        "leaves",
        "covered 0.0",
        "",
    ]


def _stored(folder: Path, cases: list[dict[str, Any]], text: str = PIXEL_YAML) -> Path:
    keys = [f"case{number:03d}" for number in range(len(cases))]
    for number, (key, values) in enumerate(zip(keys, cases, strict=True)):
        optics = replace(optical(0.2 + 0.001 * number, size=5), lee_error=0.01 if number else 0.3)
        own = text
        if PPI in values:
            own = text.replace("pitch: 2.8 um", f"ppi: {values[PPI]}")
        if values.get(MATRIX):
            own = own.replace("opening: 1.5 um", f"opening: {values[MATRIX]['opening']}")
        write_case(
            folder / "cases" / f"{key}.h5", replace(pixel_case(key), config_yaml=own, optics=optics)
        )
    write_index(folder, dict(zip(keys, cases, strict=True)))
    return folder


def test_figures_of_devices(tmp_path: Path) -> None:
    cases: list[dict[str, Any]] = [
        {WALL: f"{LONG} {number}", MATRIX: {"opening": f"{1.5 + 0.1 * (number % 3):.1f} um"}}
        for number in range(12)
    ]
    read = devices.read(_stored(tmp_path, cases), lambda _: {})
    read = replace(read, name=LONG, same=", ".join([LONG] * 3))
    figures = device_figures.figures(read)
    assert set(figures) == {"comparison", "lee_vs_crosstalk"}
    assert _troubles(figures) == {}


def test_figures_of_one_device_and_of_many(tmp_path: Path) -> None:
    cases = [{ETL: f"{a} nm", HTL: f"{b} nm"} for a in (20, 30, 40, 80) for b in (20, 25, 50)]
    read = devices.read(_stored(tmp_path, cases), lambda _: {})
    assert _troubles(device_figures.figures(replace(read, name=LONG))) == {}
    alone = replace(read, devices=read.devices[:1])
    with figure_style():
        assert problems_of(device_figures.draw_comparison(alone)) == []


def test_figures_against_density(tmp_path: Path) -> None:
    cases = [{PPI: ppi, WALL: f"{LONG[:40]}{w}"} for ppi in (1000, 3000, 9072) for w in range(2)]
    text = PIXEL_YAML.replace("{shape: circle, width: 1.3 um}", "{shape: circle, width: 1.3 um}")
    read = density.read(_stored(tmp_path, cases, text))
    assert _troubles(density_figures.figures(read)) == {}


def _search(designs: int, name: str) -> dict[str, Any]:
    shown = [
        {
            "key": f"k{number}",
            "values": {
                ETL: f"{20 + number} nm",
                PPI: 1000 + 100 * number,
                WALL: f"{name}{number % 3}",
            },
            "objectives": [0.2 + 0.001 * number, 0.02 + 0.001 * number],
            "feasible": True,
            "rank": 0 if number > designs - 4 else 1,
        }
        for number in range(designs)
    ]
    objectives = [
        {"measure": "eqe_peak", "goal": "maximize"},
        {"measure": "crosstalk", "goal": "minimize"},
    ]
    return {"name": name, "objectives": objectives, "searched": shown, "promoted": []}


@pytest.mark.parametrize(("designs", "name"), [(1, "one"), (40, LONG)])
def test_figures_of_a_search(designs: int, name: str) -> None:
    assert _troubles(search_figures.figures(_search(designs, name))) == {}


def _climb(steps: int, axes: int, name: str, trials: int) -> Climb:
    done = [
        {
            "shares": [(0.1 * number + 0.3 * place) % 1.0 for place in range(axes)],
            "objective": 0.2 + 0.01 * number,
            "start": min(number, 2),
        }
        for number in range(steps)
    ]
    spans = [
        {"path": f"device.layers.{name[:40]}{n}.thickness", "low": 20.0, "high": 90.0, "unit": "nm"}
        for n in range(axes)
    ]
    final = {"objective": done[-1]["objective"], "objective_error": 0.02}
    content = {"name": name, "objective": "lee", "axes": spans, "steps": done}
    searched = [
        {
            "key": f"k{n}",
            "values": {ETL: f"{20 + n} nm"},
            "objectives": [0.2 + 0.002 * n],
            "rank": n,
        }
        for n in range(trials)
    ]
    objectives = [{"measure": "lee", "goal": "maximize"}]
    others = {"name": name, "objectives": objectives, "searched": searched, "promoted": []}
    return Climb({**content, "best": done[-1], "final": final}, others if trials else None)


@pytest.mark.parametrize(
    ("climb", "names"),
    [
        (_climb(1, 1, "one", 0), {"gradient"}),
        (_climb(40, 9, LONG, 60), {"gradient", "pareto", "parallel", "importance"}),
    ],
    ids=["one", "many"],
)
def test_figures_of_a_climb(climb: Climb, names: set[str]) -> None:
    figures = climb_figures.figures(climb)
    assert set(figures) == names
    assert _troubles({"gradient": figures["gradient"]}) == {}


def _sensitivity() -> Sensitivity:
    paths = ("electrical.rim_width", "device.layers.etl.thickness", f"materials.{LONG}.host.n")
    rows = tuple(
        SensitivityRow(
            path, 1e-8, 0.0, 8.6e-8, "", Outcome(0.0, 0.2 - step, 2.0), Outcome(0.0, end, 2.0)
        )
        for path, step, end in zip(paths, (0.02, 0.01, 0.001), (0.21, math.nan, 0.2), strict=True)
    )
    return Sensitivity(LONG, "eqe_peak", Outcome(0.2, 0.2, 2.4), rows)


def _calibration() -> Calibration:
    x = np.linspace(2.0, 5.0, 20)
    curve = CurveOutcome(
        LONG[:40],
        "luminance",
        "",
        x,
        10**x,
        1.1 * 10**x,
        0.5 * 10**x,
        0.9 * 10**x,
        1.2 * 10**x,
        1.3,
        0,
    )
    rows = (
        RowOutcome(LONG[:60], "eqe_peak", "", 0.2, 0.01, 0.1, 0.19, 0.01),
        RowOutcome("row 2", "turn_on", "", 2.6, 0.1, 2.0, 2.5, math.inf),
    )
    return Calibration(LONG, (), rows, rows, 1.0, 1, 5, True, "", (curve,), ())


def _sclc() -> SclcResult:
    v = np.geomspace(0.05, 8.0, 30)
    curve = DarkCurve(v, 1e-2 * v**2, v, v, v, ("",) * 30)
    reading = TrapFilledReading(2.0, 8.0, 2.0)
    return SclcResult(
        LONG, "holes", 100.0, 7.0, 1e-24, 0.3, 1e23, 1.5, 2.0, curve, curve, reading, reading,
        None, None, (),
    )  # fmt: skip


@pytest.mark.parametrize(
    "draw",
    [
        lambda: draw_tornado(_sensitivity()),
        lambda: draw_calibration(_calibration()),
        lambda: draw_sclc(_sclc()),
        lambda: draw_material(load_library().get("PEDOT:PSS"), 450.0, 600.0),
    ],
    ids=["tornado", "calibration", "sclc", "material"],
)
def test_figures_of_analyses(draw: Callable[[], Figure]) -> None:
    assert _troubles({"figure": draw}) == {}
