"""A search over devices: cases, promotion to the full method, resume, sensitivity, the front."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from batch.batch_cases import ETL, PLANAR, pencsim

from sim.batch.sobol import sobol_indices, sobol_points
from sim.batch.study.explore_spec import load_search
from sim.config.errors import ConfigError

SEARCH = f"""\
schema: 1
name: tiny_search
base: base.yaml
explore:
  axes:
    - {{path: {ETL}, low: 20 nm, high: 90 nm}}
    - {{path: electrical.overshoot, low: 0, high: 0.2}}
  objectives: [{{measure: eqe_peak}}, {{measure: purcell, goal: minimize}}]
  trials: 12
  batch: 6
  promote: 0.25
"""


def write_search(folder: Path, text: str = SEARCH, base: str = PLANAR) -> Path:
    """A search beside its base."""
    (folder / "base.yaml").write_text(base)
    path = folder / "search.yaml"
    path.write_text(text)
    return path


def test_a_search_finds_designs_and_solves_the_best_in_full(tmp_path: Path) -> None:
    text = SEARCH + "  first: {optics.wavelengths: 1}\n"
    search = write_search(tmp_path, text, PLANAR.replace("wavelengths: 1", "wavelengths: 3"))
    out = tmp_path / "out"
    ended = pencsim("explore", search, "--out", out, "--jobs", "2")
    assert ended.returncode == 0, ended.stderr
    found = json.loads((out / "pareto.json").read_text())
    assert len(found["searched"]) == 12
    assert len(found["promoted"]) == 3
    front = [d["objectives"] for d in found["searched"] if d["rank"] == 0]
    for eqe, purcell in front:
        assert not any(e > eqe and p < purcell for e, p in front)
    # Half the current that is lost is half the efficiency: the best design loses none to speak of.
    best = max(found["searched"], key=lambda design: design["objectives"][0])
    assert best["values"]["electrical.overshoot"] < 0.1
    keys = {design["key"] for design in found["promoted"]}
    assert {path.stem for path in (out / "full" / "cases").glob("*.h5")} == keys

    # Done is done: nothing is asked or run a second time.
    before = {p: p.stat().st_mtime_ns for p in out.rglob("*.h5")}
    assert pencsim("explore", search, "--out", out).returncode == 0
    assert {p: p.stat().st_mtime_ns for p in out.rglob("*.h5")} == before


def test_sensitivity_names_what_matters(tmp_path: Path) -> None:
    text = SEARCH.replace("[{measure: eqe_peak}, {measure: purcell, goal: minimize}]",
                          "[{measure: purcell}]")  # fmt: skip
    search, out = write_search(tmp_path, text), tmp_path / "out"
    ended = pencsim("explore", search, "--out", out, "--sensitivity", "8")
    assert ended.returncode == 0, ended.stderr
    (found,) = json.loads((out / "sensitivity.json").read_text())
    # The Purcell factor knows nothing of the current that misses the emitter.
    assert found["total"]["electrical.overshoot"] == pytest.approx(0.0, abs=1e-12)
    assert found["total"][ETL] > 0.5


def test_indices_of_a_sum_are_its_variances() -> None:
    names = ["a", "b", "c"]
    points = sobol_points(names, 1024, seed=4)
    found = sobol_indices(names, "sum", points @ np.array([1.0, 2.0, 0.0]), seed=4)
    # Var = (1 + 4) / 12. Sampling error of 1024 scrambled Sobol points: below 1 %.
    assert found.first == pytest.approx({"a": 0.2, "b": 0.8, "c": 0.0}, abs=0.01)
    assert found.total == pytest.approx({"a": 0.2, "b": 0.8, "c": 0.0}, abs=0.01)


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ("eqe_peak}", "beauty}", "found 'beauty'"),
        ("trials: 12", "trials: 1", "trials"),
        ("low: 0, high: 0.2", "low: 0, high: 0.2, count: 4", "a search takes values, or low and"),
        ("promote: 0.25", "constraints: [{measure: lee}]", "give either at_least or at_most"),
    ],
)
def test_searches_that_make_no_sense(tmp_path: Path, old: str, new: str, text: str) -> None:
    with pytest.raises(ConfigError, match=r"search\.yaml:") as caught:
        load_search(write_search(tmp_path, SEARCH.replace(old, new)))
    assert text in str(caught.value)
