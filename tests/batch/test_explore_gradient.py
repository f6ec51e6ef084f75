"""A search along the gradient: it climbs, checks itself, solves its best; and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from batch.batch_cases import ETL, pencsim

from sim.batch.explore import Explorer
from sim.batch.gradient import Climb
from sim.batch.running.outcome import SweepOutcome
from sim.batch.study.cases import Sweep
from sim.batch.study.explore_spec import load_search
from sim.config.errors import InputError

BASE = """\
schema: 1
name: tiny_well
device:
  substrate: {material: glass, thickness: 0.7 mm}
  layers:
    - {name: anode, material: ITO, thickness: 100 nm}
    - {name: emitter, material: CsPbBr3 NC film, thickness: 40 nm, emitter: true}
    - {name: etl, material: TPBi, thickness: 40 nm}
    - {name: cathode, material: Al, thickness: 100 nm}
  superstrate: {material: air}
  array:
    lattice: square
    pitch: 400 nm
    aperture: {shape: circle, width: 250 nm}
    bank: {material: PMMA, height: 40 nm}
  emission: {peak: 520 nm, fwhm: 20 nm, plqy: 0.9}
optics:
  method: fmm
  wavelengths: 1
  emitter: transparent
  tolerance: 0.5
  dipoles: {lateral: 1, vertical: 1}
  fmm: {terms: 13, brillouin: 2}
"""
SEARCH = f"""\
schema: 1
name: climb
base: base.yaml
explore:
  axes: [{{path: {ETL}, low: 20 nm, high: 90 nm}}]
  objectives: [{{measure: lee_fill}}]
  trials: 3
"""


def write(folder: Path, old: str = "", new: str = "") -> Path:
    (folder / "base.yaml").write_text(BASE.replace(old, new) if old else BASE)
    path = folder / "search.yaml"
    path.write_text(SEARCH.replace(old, new) if old else SEARCH)
    return path


def test_it_climbs_and_checks_itself(tmp_path: Path) -> None:
    """13 orders are no light of a device, but a function with a gradient; differences over 2 % of
    70 nm miss h^2 f''' / 6, a few parts in a thousand."""
    out = tmp_path / "out"
    ended = pencsim("explore", write(tmp_path), "--gradient", "--out", out, "--jobs", "1")
    assert ended.returncode == 0, ended.stderr
    climbed = json.loads((out / "gradient.json").read_text())
    steps = climbed["steps"]
    assert len(steps) == 3
    assert climbed["best"]["objective"] == max(step["objective"] for step in steps)
    assert climbed["best"]["objective"] > steps[0]["objective"]
    assert climbed["final"]["objective"] == pytest.approx(climbed["best"]["objective"], rel=1e-9)
    assert climbed["final"]["objective_error"] > 0.0
    scale = max(abs(step["slope"][0]) for step in steps)
    assert climbed["differences"][0] == pytest.approx(climbed["best"]["slope"][0], abs=0.02 * scale)


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ("lee_fill", "eqe_peak", "expected lee or lee_fill"),
        ("low: 20 nm, high: 90 nm", "values: [20 nm, 90 nm]", "takes low and high"),
        ("method: fmm", "method: fdtd", "expected optics.method: fmm"),
        (ETL, "device.array.pitch", "by the period"),
    ],
)
def test_searches_without_a_gradient(tmp_path: Path, old: str, new: str, text: str) -> None:
    path = write(tmp_path, old, new)
    if new == "device.array.pitch":
        path.write_text(path.read_text().replace("20 nm, high: 90", "400 nm, high: 500"))
    explorer = Explorer(load_search(path), tmp_path / "out", no_runs)
    with pytest.raises(InputError, match=text):
        Climb(explorer, lambda _: None).run()


def no_runs(planned: Sweep, folder: Path) -> SweepOutcome:
    """Nothing is run by a search that is refused."""
    raise AssertionError(planned, folder)
