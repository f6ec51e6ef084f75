"""Files on the gallery's page load, and those that lie elsewhere too are the same there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from architecture.source_tree import ROOT
from ruamel.yaml import YAML

from sim.batch.study.cases import load_cases
from sim.config.loader import load_study

PAGE = ROOT / "docs" / "gallery.md"
BLOCKS = dict(
    re.findall(r"```yaml\n# (\S+\.yaml)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
)
SHIPPED = [name for name in BLOCKS if (ROOT / name).exists()]
OWN = [name for name in BLOCKS if name not in SHIPPED]


def test_every_picture_has_its_file() -> None:
    """All blocks name themselves, and pictures of the page are no files of megabytes."""
    text = PAGE.read_text(encoding="utf-8")
    assert text.count("```yaml") == len(BLOCKS) > 5
    pictures = re.findall(r"!\[[^\]]+\]\((\S+)\)", text)
    assert len(pictures) > 8
    assert all((PAGE.parent / name).stat().st_size < 200_000 for name in pictures)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_file_is_the_one_shown(name: str) -> None:
    yaml = YAML(typ="safe", pure=True)
    assert yaml.load(BLOCKS[name]) == yaml.load((ROOT / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", OWN)
def test_a_file_of_the_page_loads(name: str, tmp_path: Path) -> None:
    for other in OWN:
        (tmp_path / other).write_text(BLOCKS[other], encoding="utf-8")
    if "sweep:" in BLOCKS[name]:
        assert len(load_cases(tmp_path / name).cases) == 45
    else:
        assert load_study(tmp_path / name).device.layers
