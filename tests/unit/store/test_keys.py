"""What each fingerprint counts and what it leaves out."""

from __future__ import annotations

from pathlib import Path

import pytest
from unit.config_cases import write_case

from sim.config.loader import load_study
from sim.optics.methods.edge.key import section_key
from sim.store.keys import (
    case_key,
    changed_film_key,
    evaluation_key,
    film_key,
    record_key,
    runs_key,
    sister_key,
)
from sim.store.provenance import METHOD_VERSIONS
from sim.study import Method, Study

MATRIX = "device.array.black_matrix={thickness: 300 nm, opening: 1.5 um}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def study(folder: Path, *overrides: str) -> Study:
    return load_study(write_case(folder), ["optics.method=fdtd", *overrides])


@pytest.mark.parametrize(
    ("override", "counts"),
    [
        ("device.layers.etl.thickness=41 nm", {"film", "runs", "case", "section"}),
        ("device.array.residue.thickness=10 nm", {"film", "runs", "case", "section"}),
        ("optics.wavelengths=5", {"film", "runs", "case", "section"}),
        ("optics.dipoles.vertical=2", {"film", "case"}),
        ("optics.dipoles.lateral=3", {"case"}),
        ("optics.lateral_cell=20 nm", {"runs", "case", "section"}),
        ("optics.tolerance=0.1", {"case"}),
        ("optics.refine.rounds=2", {"case"}),
        ("optics.fmm.terms=50", {"case"}),
        ("device.array.sidewall.treatment=passivated", {"runs", "case"}),
        ("name=other", set()),
        ("run.ranks=4", set()),
    ],
)
def test_what_counts(folder: Path, override: str, counts: set[str]) -> None:
    keys = {"film": film_key, "runs": runs_key, "case": case_key, "section": section_key}
    one, other = study(folder), study(folder, override)
    assert {name for name, key in keys.items() if key(one) != key(other)} == counts


def test_a_method_has_a_version(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of its own: when its numbers alone change, cases by other methods stay."""
    modes, stepped = study(folder, "optics.method=fmm"), study(folder)
    before = case_key(modes), case_key(stepped)
    monkeypatch.setitem(METHOD_VERSIONS, "fmm", 10**6)
    assert case_key(modes) != before[0]
    assert case_key(stepped) == before[1]
    assert case_key(stepped, Method.FMM) != before[1]


def test_a_panel_counts_where_there_is_one(folder: Path) -> None:
    """In the case alone: light is the same with any panel and with none."""
    bare = study(folder, "electrical={model: compact}")
    sixty = study(folder, "electrical={model: compact}", "panel={rows: 8, columns: 8}")
    fast = study(
        folder, "electrical={model: compact}", "panel={rows: 8, columns: 8, refresh_rate: 120 Hz}"
    )
    assert len({case_key(s) for s in (bare, sixty, fast)}) == 3
    assert len({sister_key(s) for s in (bare, sixty, fast)}) == 3
    for key in (film_key, runs_key, section_key):
        assert key(bare) == key(sixty) == key(fast)


def test_a_film_with_changed_materials_is_another_one(folder: Path) -> None:
    """In the analysis as in a sweep the rule is film_key; the library is counted besides."""
    one = study(folder)
    changed = (("materials.PTAA.n", 1.8),)
    assert changed_film_key(one, ()) != changed_film_key(one, changed)
    assert evaluation_key(one, ()) != evaluation_key(one, changed)
    residue = study(folder, "device.array.residue.thickness=10 nm")
    assert changed_film_key(one, ()) != changed_film_key(residue, ())


def test_records_of_one_case_differ_by_their_runs() -> None:
    assert record_key("a", "x") != record_key("a", "y") != record_key("b", "y")


def test_sisters_differ_by_the_matrix_alone(folder: Path) -> None:
    bare = study(folder, "device.array.black_matrix=none")
    assert sister_key(study(folder, MATRIX)) == sister_key(bare)
    assert sister_key(study(folder, "device.array.bank.height=90 nm")) != sister_key(bare)
