"""A result by reciprocity: stored, averaged, shown, and refused where it has no answer."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from postprocess.case.summary import render, summary
from postprocess.figures.case_figures import case_figures
from sim.results.directional import UNKNOWN_POWERS, DirectionalResult, Solved
from sim.results.records import CaseResult, Status
from sim.store.hdf5 import read_case, write_case
from sim.study import OpticsSpec


def solved() -> Solved:
    rng = np.random.default_rng(1)
    found = DirectionalResult(
        theta_deg=np.array([0.0, 20.0]),
        phi_deg=np.zeros(2),
        node_um=rng.random((4, 3)),
        node_weight=np.array([0.1, 0.2, 0.3, 0.4]),
        spectral_weight=np.array([0.25, 0.5, 0.25]),
        horizontal_fraction=0.6,
        intensity=rng.random((4, 3, 3, 2, 2)).astype(np.float32).astype(float),
    )
    return Solved(found, np.array([510.0, 520.0, 530.0]), 0.9, Status.OK)


def case() -> CaseResult:
    found = solved()
    return CaseResult("r", "schema: 1\n", {}, found.optical(), directional=found.directional)


def test_averages_by_hand() -> None:
    found = solved().directional
    total = sum(
        found.node_weight[n] * found.spectral_weight[w] * found.intensity[n, 2, w, 1].sum()
        for n in range(4)
        for w in range(3)
    )
    assert found.by_orientation()[2, 1] == pytest.approx(total)
    x, y, z = found.by_orientation()[:, 0]
    assert found.mean()[0] == pytest.approx(0.3 * x + 0.3 * y + 0.4 * z)


def test_round_trip(tmp_path: Path) -> None:
    write_case(tmp_path / "r.h5", case())
    back = read_case(tmp_path / "r.h5").directional
    assert back is not None
    np.testing.assert_array_equal(back.intensity, solved().directional.intensity)
    np.testing.assert_array_equal(back.theta_deg, [0.0, 20.0])


def test_no_budget_is_drawn() -> None:
    assert "budget" not in case_figures(case())
    whole = replace(case(), directional=None)
    assert "budget" in case_figures(whole)


def test_summary_has_no_number_for_what_is_unknown() -> None:
    found = json.loads(json.dumps(summary(case()), allow_nan=False))
    assert found["optics"]["lee"] is None
    assert found["optics"]["purcell"] is None
    assert found["optics"]["budget"]["air"] is None
    assert UNKNOWN_POWERS in found["warnings"]
    assert found["directional"]["theta_deg"] == [0.0, 20.0]
    assert len(found["directional"]["by_orientation"]["z"]) == 2
    render(summary(case()))


def test_directions_from_yaml() -> None:
    entry = {"method": "reciprocity", "reciprocity": {"theta": ["0 deg", "20 deg"]}}
    assert OpticsSpec.model_validate(entry).reciprocity.theta_deg == (0.0, 20.0)
    with pytest.raises(ValidationError):
        OpticsSpec.model_validate({"reciprocity": {"theta": ["90 deg"]}})
