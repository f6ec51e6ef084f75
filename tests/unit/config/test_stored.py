"""A stored study loads without the checks of a new one, and as the same study."""

from __future__ import annotations

from pathlib import Path

import pytest
from unit.config_cases import CASE, write_case

from geometry.materials.library import MaterialLibrary
from sim.config import checks
from sim.config.errors import ConfigError
from sim.config.loader import dump_study, load_study, same_case
from sim.config.stored import stored_study


@pytest.mark.parametrize("overrides", [[], ["device.array=none", "electrical={model: compact}"]])
def test_it_is_the_study_that_was_stored(tmp_path: Path, overrides: list[str]) -> None:
    study = load_study(write_case(tmp_path), overrides)
    assert same_case(stored_study(dump_study(study)), study)


def test_neither_device_nor_materials_are_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = dump_study(load_study(write_case(tmp_path)))

    def refuse(*arguments: object) -> None:
        raise AssertionError("a stored study is not checked")

    monkeypatch.setattr(checks, "assemble_device", refuse)
    monkeypatch.setattr(MaterialLibrary, "get", refuse)
    assert stored_study(text.replace("PTAA", "a material that is gone")).name


@pytest.mark.parametrize("text", ["- 1", "schema: 1", CASE + "unheard: of"])
def test_what_is_no_study_names_its_source(text: str) -> None:
    with pytest.raises(ConfigError, match="result.h5"):
        stored_study(text, "result.h5")
