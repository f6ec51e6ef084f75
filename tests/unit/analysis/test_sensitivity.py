"""Sensitivity: every assumed input can be moved, and what moves most comes first."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from unit.config_cases import write_case

from geometry.device import build_device
from geometry.materials.library import Assumption, load_library
from postprocess.figures.analysis.tornado import draw_tornado
from postprocess.figures.style import figure_style
from sim.analysis.evaluation import CaseInputs, PlanarEvaluator
from sim.analysis.inputs import with_assumed
from sim.analysis.sensitivity.files import write_sensitivity
from sim.analysis.sensitivity.one_at_a_time import sensitivity
from sim.analysis.sensitivity.records import Outcome, Sensitivity, SensitivityRow
from sim.config.loader import load_study
from sim.coupling import transport_assumptions
from sim.electrical.spec import assumptions_of
from sim.progress import SilentReporter

PLANAR = "optics={method: planar, wavelengths: 1}"
MARK = "device.assumed={layers.htl.thickness: {low: 15 nm, high: 25 nm, reason: not given}}"


def assumed(inputs: CaseInputs) -> dict[str, Assumption]:
    """All assumptions of a case, without solving it."""
    device = build_device(inputs.study.device, inputs.library)
    spec = inputs.study.electrical
    assert spec is not None
    treatment = None if device.array is None else device.array.sidewall.treatment
    found = device.assumptions + assumptions_of(spec, treatment)
    return {entry.path: entry for entry in found + transport_assumptions(device, spec)}


@pytest.mark.parametrize("model", ["compact", "drift_diffusion"])
def test_every_assumed_input_takes_the_ends_of_its_range(tmp_path: Path, model: str) -> None:
    study = load_study(write_case(tmp_path), [PLANAR, MARK, f"electrical={{model: {model}}}"])
    inputs = CaseInputs(study, load_library())
    entries = assumed(inputs)
    assert {path.partition(".")[0] for path in entries} == {"materials", "device", "electrical"}
    for path, entry in entries.items():
        for value in (entry.low, entry.high):
            moved = assumed(with_assumed(inputs, entry, value))
            if path in moved:
                assert moved[path].value == pytest.approx(value, rel=1e-12, abs=1e-300)
            else:
                # An electrical input that is given is assumed no longer; so are its layer's others.
                assert path.startswith("electrical.")
            others = {p: e.value for p, e in moved.items() if p != path}
            assert all(entries[p].value == number for p, number in others.items())


def test_overshoot_takes_its_share_of_the_efficiency(tmp_path: Path) -> None:
    """EQE is (1 - overshoot) of what it was, for excitons too thin to meet and no shunts."""
    still = "electrical={model: compact, leakage: 0 S/m2, biexciton_lifetime: 1 s}"
    study = load_study(write_case(tmp_path), [PLANAR, MARK, "device.array=none", still])
    found = sensitivity(study, load_library(), SilentReporter())
    row = next(row for row in found.rows if row.path == "electrical.overshoot")
    low, high = found.values(row)
    assert low == found.base.eqe_peak
    assert high == pytest.approx(0.7 * low, rel=1e-6)
    swings = [found.swing(row) for row in found.rows]
    assert swings == sorted(swings, reverse=True)
    by_path = {row.path: row for row in found.rows}
    moved = by_path["device.layers.htl.thickness"]
    assert moved.at_low is not None
    assert moved.at_low.lee != found.base.lee
    assert by_path["electrical.ligand_gap"].at_low is not None
    assert by_path["electrical.ligand_gap"].at_low.lee == found.base.lee


def test_a_film_is_solved_once_for_all_electrical_inputs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sim.analysis import evaluation

    solved = []
    solve = evaluation.planar_optics
    monkeypatch.setattr(
        evaluation, "planar_optics", lambda *given: (solved.append(1), solve(*given))[1]
    )
    study = load_study(write_case(tmp_path), [PLANAR, "electrical={model: compact}"])
    inputs = CaseInputs(study, load_library())
    evaluator = PlanarEvaluator()
    first = evaluator.evaluate(inputs)
    entry = next(e for e in first.assumptions if e.path == "electrical.rim_width")
    second = evaluator.evaluate(with_assumed(inputs, entry, entry.high))
    assert second.eqe_peak < first.eqe_peak
    index = next(e for e in first.assumptions if e.path == "materials.PTAA.n")
    assert evaluator.evaluate(with_assumed(inputs, index, index.high)).lee != first.lee
    assert len(solved) == 2


def made_up(*ends: tuple[float, float]) -> Sensitivity:
    rows = tuple(
        SensitivityRow(
            f"electrical.x{number}", 1.0, 0.5, 2.0, "", Outcome(0, low, 2), Outcome(0, high, 2)
        )
        for number, (low, high) in enumerate(ends)
    )
    return Sensitivity("made_up", "eqe_peak", Outcome(0.2, 0.2, 2.4), rows)


def test_the_swing_counts_the_case_as_it_stands() -> None:
    found = made_up((0.21, 0.25), (0.15, math.nan), (0.1, 0.3))
    assert [found.swing(row) for row in found.rows] == pytest.approx([0.05, 0.05, 0.2])


def test_bars_begin_at_the_case_and_end_at_the_outcome() -> None:
    with figure_style():
        axes = draw_tornado(made_up((0.1, 0.3), (0.21, 0.25))).axes[0]
    ends = sorted((p.get_x(), p.get_x() + p.get_width()) for p in axes.patches)
    expected = [(20.0, 10.0), (20.0, 21.0), (20.0, 25.0), (20.0, 30.0)]
    assert np.array(ends) == pytest.approx(np.array(expected))


def test_files_hold_the_rows_and_null_for_what_is_not_there(tmp_path: Path) -> None:
    as_json, as_csv = write_sensitivity(made_up((0.1, math.nan)), tmp_path / "out")
    data = json.loads(as_json.read_text())
    assert data["rows"][0]["at_high"]["eqe_peak"] is None
    assert data["rows"][0]["swing"] == pytest.approx(0.1)
    header, line = as_csv.read_text().splitlines()
    assert header.startswith("path,value,low,high,eqe_peak_at_low,eqe_peak_at_high,swing")
    assert line.startswith("electrical.x0,1.0,0.5,2.0,0.1,,0.1")
