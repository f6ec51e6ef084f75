"""The shipped cases of the device paper give the EQE that docs/validation.md prints."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from geometry.materials.library import load_library
from sim.analysis.evaluation import CaseInputs, PlanarEvaluator
from sim.config.loader import load_study

CASES = ("control", "otf3", "otf3_libr", "9072ppi")


@pytest.fixture(scope="module")
def evaluator() -> PlanarEvaluator:
    """The pixel shares the treated film's optics."""
    return PlanarEvaluator()


def printed(project_root: Path) -> dict[str, float]:
    """The row of the compact model, in per cent."""
    text = (project_root / "docs" / "validation.md").read_text()
    row = re.search(r"^\| compact, EQE \|(.*)\|$", text, flags=re.MULTILINE)
    assert row is not None
    return dict(zip(CASES, map(float, row[1].split("|")), strict=True))


@pytest.mark.parametrize("name", CASES)
def test_compact_model(name: str, evaluator: PlanarEvaluator, project_root: Path) -> None:
    study = load_study(project_root / "configs" / f"zhang2025_{name}.yaml")
    found = evaluator.evaluate(CaseInputs(study, load_library()))
    assert 100.0 * found.eqe_peak == pytest.approx(printed(project_root)[name], abs=0.006)
