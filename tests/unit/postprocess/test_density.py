"""A sweep over pixel density from its folder: points, mechanisms, table, pictures, command line."""

from __future__ import annotations

import csv
import io
import json
import math
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

import pencsim
from geometry.fill_in.technique import TechniqueName
from geometry.materials.library import MaterialLibrary, load_library
from postprocess.figures.density.curves import draw_eqe_vs_ppi, draw_lee_vs_ppi
from postprocess.studies import density, devices
from postprocess.studies.density import DensityStudy
from postprocess.studies.density_table import comma_separated, folder_table, markdown, rows_of
from postprocess.studies.published import Colour
from postprocess.study_kinds import kind_of
from sim.analysis.explain import explain_files
from sim.analysis.waterfall_records import Explained, MatrixEvidence, Mechanism
from sim.config.loader import study_from_yaml
from sim.progress import SilentReporter
from sim.results.records import CaseResult
from sim.solve import RunContext, solve_case
from sim.store.hdf5 import read_case, write_case

LASER = """\
schema: 1
name: laser
device:
  technique: laser_printing
  substrate: {material: glass, thickness: 0.7 mm}
  layers:
    - {name: anode, material: ITO, thickness: 150 nm}
    - {name: htl, material: PTAA, thickness: 20 nm}
    - {name: emitter, material: CsPbBr3 NC film, thickness: 30 nm, emitter: true}
    - {name: etl, material: TPBi, thickness: 35 nm}
    - {name: cathode, material: Al, thickness: 100 nm}
  array: {ppi: PPI, black_matrix: MATRIX}
  emission: {peak: 516 nm, fwhm: 20 nm, plqy: 0.8}
optics: {method: planar, wavelengths: 1}
electrical: {model: compact, voltage_step: 0.2 V}
"""
MATRIX = "{thickness: 300 nm, opening: 4 um}"


def laser_case(library: MaterialLibrary, ppi: float, matrix: str = "none") -> CaseResult:
    """A laser-printed green pixel on its film's optics."""
    text = LASER.replace("PPI", f"{ppi:g}").replace("MATRIX", matrix)
    study = study_from_yaml(text, "laser", library)
    return solve_case(study, RunContext(library, SilentReporter()))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a sweep: 1000, 2000 and 5000 ppi, the last one also under a black matrix."""
    library, path = load_library(), tmp_path_factory.mktemp("sweep")
    asked = [(5000.0, "none"), (1000.0, "none"), (2000.0, "none"), (5000.0, MATRIX)]
    entries = []
    for number, (ppi, matrix) in enumerate(asked):
        key = f"case{number}"
        write_case(path / "cases" / f"{key}.h5", laser_case(library, ppi, matrix))
        shown = None if matrix == "none" else "on"
        values = {"device.array.ppi": ppi, "device.array.black_matrix": shown}
        entries.append({"key": key, "values": values})
    index = {"schema": 1, "axes": list(entries[0]["values"]), "cases": entries}
    (path / "index.json").write_text(json.dumps(index))
    return path


@pytest.fixture(scope="module")
def study(folder: Path, explained: dict[Path, Explained]) -> DensityStudy:
    return density.read(folder, lambda _: explained)


@pytest.fixture(scope="module")
def explained(folder: Path) -> dict[Path, Explained]:
    files = sorted((folder / "cases").glob("*.h5"))
    return explain_files(files, load_library(), SilentReporter())


def test_points_are_ordered_by_series_and_density(study: DensityStudy) -> None:
    densities = {s.variant: [round(c.ppi) for c in cases] for s, cases in study.series.items()}
    assert densities == {"": [1000, 2000, 5000], "black matrix on": [5000]}
    series, first = next(iter(study.series)), study.cases[0]
    assert series.technique is TechniqueName.LASER_PRINTING
    assert series.colour is Colour.GREEN
    assert math.isnan(first.crosstalk), "a film has no other pixels"
    assert first.fill == pytest.approx((1.0 - 1.0 / 25.4) ** 2)
    # what recycling makes of the share to air: P_air / P_away over LEE
    assert 1.0 < first.eqe / (first.injection * first.iqe * first.lee) < 1.4
    assert first.eqe_error > 1.2 * first.eqe * first.lee_error / first.lee  # recycling's error


def test_every_pixel_is_taken_apart(study: DensityStudy, explained: dict[Path, Explained]) -> None:
    for point in study.cases:
        found = explained[point.path]
        assert found.waterfall is not None, found.note
        assert found.waterfall.pixel == pytest.approx(point.eqe, rel=1e-12)
        assert found.waterfall.film == pytest.approx(point.film_eqe, rel=1e-12)
        assert found.band is not None
        assert found.band.worst <= point.eqe <= found.band.best
    sidewall = [
        explained[p.path].waterfall.step(Mechanism.SIDEWALL).points  # type: ignore[union-attr]
        for p in study.cases[:3]
    ]
    assert sidewall == sorted(sidewall, reverse=True), "more wall, more loss"


def test_a_black_matrix_is_compared_with_its_sister(
    study: DensityStudy, explained: dict[Path, Explained]
) -> None:
    kinds = [explained[point.path].waterfall for point in study.cases]
    assert [found.matrix for found in kinds if found is not None] == [
        *[MatrixEvidence.NONE] * 3,
        MatrixEvidence.SISTER,
    ]


def test_published_devices_stand_beside_their_density(
    study: DensityStudy, explained: dict[Path, Explained]
) -> None:
    rows = rows_of(study)
    assert [[entry.eqe_percent for entry in row.published] for row in rows] == [
        [], [21.0], [11.0], [11.0],
    ]  # fmt: skip
    read = list(csv.DictReader(io.StringIO(comma_separated(study))))
    assert float(read[1]["published_eqe"]) == pytest.approx(0.21)
    steps = math.fsum(float(read[1][f"step_{m.value}"]) for m in Mechanism)
    assert float(read[1]["film_eqe"]) + steps == pytest.approx(float(read[1]["eqe"]), abs=1e-5)
    page = markdown(study)
    assert "21 at 2000 [22]" in page
    assert study.mechanisms[0] is Mechanism.SIDEWALL
    assert "| sidewall (points) |" in page


def test_figures_and_tables_are_drawn_from_the_folder(
    folder: Path, explained: dict[Path, Explained], tmp_path: Path
) -> None:
    kind = kind_of(folder)
    assert kind is not None
    made = kind.draw(folder, tmp_path, ("svg",), lambda _: explained)
    assert {path.name for path in made} == {
        "eqe_vs_ppi.csv", "eqe_vs_ppi.md", "eqe_vs_ppi.svg", "lee_vs_ppi.svg",
        "steps_vs_ppi.svg", "budget_vs_ppi.svg",
    }  # fmt: skip
    assert all(path.stat().st_size > 0 for path in made)


def test_the_table_fits_a_terminal(folder: Path) -> None:
    table = folder_table(folder)
    assert table is not None
    console = Console(width=200, record=True, file=io.StringIO())
    console.print(table)
    assert "21 at 2000 [22]" in console.export_text()


def test_show_prints_it(folder: Path) -> None:
    ended = CliRunner().invoke(pencsim.app, ["show", str(folder)], env={"COLUMNS": "220"})
    assert ended.exit_code == 0, ended.output
    assert "pixels against density" in ended.output


def test_pixels_that_share_no_curve_are_devices(folder: Path, tmp_path: Path) -> None:
    """As those whose black matrices are made for their density."""
    assert density.matches(folder)
    index = json.loads((folder / "index.json").read_text())
    for entry in index["cases"]:
        entry["values"]["device.array.black_matrix"] = entry["key"]
    (tmp_path / "index.json").write_text(json.dumps(index))
    assert not density.matches(tmp_path)
    assert devices.matches(tmp_path)


def test_other_sweeps_have_none(tmp_path: Path) -> None:
    index = {"axes": ["device.layers.etl.thickness"], "cases": []}
    (tmp_path / "index.json").write_text(json.dumps(index))
    assert not density.matches(tmp_path)
    assert folder_table(tmp_path) is None
    assert not density.matches(tmp_path / "absent")


def test_what_cannot_be_taken_apart_says_why(folder: Path, tmp_path: Path) -> None:
    library, case = load_library(), read_case(folder / "cases" / "case1.h5")
    dark = replace(case, config_yaml=case.config_yaml.replace("PTAA", "unobtainium"))
    no_film = replace(case, reference=None)
    for number, case in enumerate((dark, no_film)):
        write_case(tmp_path / f"{number}.h5", case)
    found = explain_files(sorted(tmp_path.glob("*.h5")), library, SilentReporter())
    notes = [entry.note for entry in found.values()]
    assert any("unobtainium" in note for note in notes)
    assert any("no film" in note for note in notes)


def with_methods(folder: Path, methods: list[str]) -> Path:
    """A copy of the folder with a method among each case's values."""
    target = folder.parent / "-".join(methods)
    shutil.copytree(folder / "cases", target / "cases")
    index = json.loads((folder / "index.json").read_text())
    for entry, method in zip(index["cases"], methods, strict=True):
        entry["values"]["optics.method"] = method
    index["axes"].append("optics.method")
    (target / "index.json").write_text(json.dumps(index))
    return target


def test_a_method_that_follows_the_density_makes_no_series(folder: Path) -> None:
    follows = density.read(with_methods(folder, ["fmm", "edge", "edge", "fmm"]))
    assert [s.variant for s in follows.series] == ["", "black matrix on"]
    both = with_methods(folder, ["fmm", "edge", "edge", "edge"])
    index = json.loads((both / "index.json").read_text())
    for entry in index["cases"]:
        del entry["values"]["device.array.black_matrix"]
    (both / "index.json").write_text(json.dumps(index))
    assert [s.variant for s in density.read(both).series] == ["method fmm", "method edge"]


def test_the_axis_reaches_what_was_computed(study: DensityStudy) -> None:
    """And what is published, where that is drawn; films and pixels that are alike from near."""
    (usual,) = draw_eqe_vs_ppi(study).axes
    assert usual.get_xlim() == (70.0, 14000.0)
    assert usual.get_ylim()[0] == 0.0
    (near,) = draw_lee_vs_ppi(study).axes
    ppi = [one.ppi for one in study.cases]
    assert near.get_xlim()[0] == pytest.approx(min(ppi) / 1.4)
    levels = [one.lee for one in study.cases] + [one.film_lee for one in study.cases]
    assert (near.get_ylim()[0] == 0.0) == (min(levels) < 0.7 * max(levels))
    case = study.cases[0]
    array = case.array.model_copy(update={"ppi": 127_000.0})
    small = replace(case, device=case.device.model_copy(update={"array": array}))
    (wide,) = draw_eqe_vs_ppi(replace(study, series={next(iter(study.series)): (small,)})).axes
    assert wide.get_xlim()[1] > 127_000.0
    assert wide.get_xticklabels()[-1].get_text() == "100 000"
    (alone,) = draw_lee_vs_ppi(replace(study, series={next(iter(study.series)): (small,)})).axes
    assert [label.get_text() for label in alone.get_xticklabels()] == ["127000"]
