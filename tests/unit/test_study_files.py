"""Files that a study names are found beside it, wherever the command is given."""

from __future__ import annotations

from pathlib import Path

import pytest
from unit.config_cases import CASE, write_case

from sim.batch.sweep import load_cases

STUDY = """\
schema: 1
name: two
base: case.yaml
sweep:
  axes:
    - {path: electrical, values: [none, parts/compact.yaml]}
"""


@pytest.mark.parametrize("folder", ["", "studies"])
def test_a_study_named_relative_to_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    below = tmp_path / folder
    (below / "parts").mkdir(parents=True)
    write_case(below, CASE)
    write_case(below, STUDY, "study.yaml")
    write_case(below / "parts", "model: compact\n", "compact.yaml")
    monkeypatch.chdir(tmp_path)
    without, compact = load_cases(Path(folder) / "study.yaml").cases
    assert without.study.electrical is None
    assert compact.study.electrical is not None
