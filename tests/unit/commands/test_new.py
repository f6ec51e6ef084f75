"""``pencsim new`` writes a case that is sound, once."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

import pencsim


def test_a_new_file_is_a_sound_case(tmp_path: Path) -> None:
    file = tmp_path / "my_led.yaml"
    assert CliRunner().invoke(pencsim.app, ["new", str(file)]).exit_code == 0
    study = pencsim.load(file)
    assert study.device.array is None
    assert study.electrical is not None
    again = CliRunner().invoke(pencsim.app, ["new", str(file)])
    assert again.exit_code == 2
    assert "exists" in again.stderr


@pytest.mark.parametrize("name", ["my_led.txt", "absent/my_led.yaml"])
def test_a_name_that_cannot_be_written_is_refused(tmp_path: Path, name: str) -> None:
    assert CliRunner().invoke(pencsim.app, ["new", str(tmp_path / name)]).exit_code == 2
