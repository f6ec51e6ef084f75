"""Files that a study names are found beside it, wherever the command is given."""

from __future__ import annotations

from pathlib import Path

import pytest
from unit.config_cases import CASE, write_case

from sim.batch.study.cases import load_cases

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


def test_a_case_of_a_technique_survives_its_own_record(tmp_path: Path, project_root: Path) -> None:
    """Workers get cases by the fields' own names; a preset must not fill them in again."""
    device = project_root / "configs" / "devices" / "zhao2025_ref22_red.yaml"
    write_case(tmp_path, f"schema: 1\nname: laser\ndevice: {device}\n", "laser.yaml")
    study = "schema: 1\nname: densities\nbase: laser.yaml\nsweep:\n  axes:\n"
    study += "    - {path: device.array.ppi, values: [2000, 5000]}\n"
    write_case(tmp_path, study, "study.yaml")
    first, second = load_cases(tmp_path / "study.yaml").cases
    assert first.study.device.array is not None
    assert second.study.device.array is not None
    assert first.study.device.array.gap_um == second.study.device.array.gap_um == 1.0
    assert second.study.device.array.pitch == 5.08
