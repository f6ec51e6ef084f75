"""A finished search: recognised by its summary, drawn from it, refused where it is damaged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from postprocess.studies import climb, search
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


STEPS = [{"shares": [0.1 * n], "objective": w, "start": 0} for n, w in enumerate((0.2, 0.3, 0.25))]
GRADIENT = {
    "objective": "lee",
    "axes": [{"path": "device.layers.etl.thickness", "low": 20, "high": 90, "unit": "nm"}],
    "steps": STEPS,
    "best": STEPS[1],
    "final": {"objective": 0.3, "objective_error": 0.02},
}


def test_a_climb_is_drawn_beside_trials_of_the_same_objective(tmp_path: Path) -> None:
    """Its figure comes with or without a search by trial, whose worth is told by its objective."""
    (tmp_path / climb.GRADIENT_FILE).write_text(json.dumps(GRADIENT))
    kind = kind_of(tmp_path)
    assert kind is not None
    made = kind.draw(tmp_path, tmp_path / "figures", ("png",), lambda _: {})
    assert [path.name for path in made] == ["gradient.png"]
    assert climb.read(tmp_path).trial_worth == []
    (tmp_path / search.PARETO_FILE).write_text(json.dumps(SUMMARY))
    assert climb.read(tmp_path).trial_worth == []
    one = {**SUMMARY, "objectives": [{"measure": "lee", "goal": "maximize"}]}
    (tmp_path / search.PARETO_FILE).write_text(json.dumps(one))
    both = climb.read(tmp_path)
    assert both.trial_worth == [0.2, 0.1]
    assert climb.best_so_far(both.worth) == [0.2, 0.3, 0.3]
    (tmp_path / climb.GRADIENT_FILE).write_text("[")
    with pytest.raises(InputError, match="is damaged"):
        climb.read(tmp_path)
