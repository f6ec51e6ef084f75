"""A finished search: recognised by its summary, drawn from it, refused where it is damaged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from postprocess.studies import search
from postprocess.study_kinds import kind_of
from sim.config.errors import InputError

SUMMARY = {
    "objectives": [
        {"measure": "eqe_peak", "goal": "maximize"},
        {"measure": "purcell", "goal": "minimize"},
    ],
    "searched": [{"rank": 0, "objectives": [0.2, 1.1]}, {"rank": 1, "objectives": [0.1, 1.2]}],
    "promoted": [],
}


def test_its_front_is_drawn(tmp_path: Path) -> None:
    assert kind_of(tmp_path) is None
    (tmp_path / search.PARETO_FILE).write_text(json.dumps(SUMMARY))
    kind = kind_of(tmp_path)
    assert kind is not None
    made = kind.draw(tmp_path, tmp_path / "figures", ("png",), lambda _: {})
    assert [path.name for path in made] == ["pareto.png"]


def test_a_damaged_summary_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / search.PARETO_FILE).write_text("{")
    with pytest.raises(InputError, match="is damaged"):
        search.read(tmp_path)
