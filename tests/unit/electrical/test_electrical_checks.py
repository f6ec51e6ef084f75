"""What an electrical model cannot do is said before the optics are solved; lost points are null."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from unit.config_cases import write_case
from unit.fake_cases import pixel_case

from geometry.materials.library import load_library
from postprocess.case.summary import summary
from sim.config.errors import ConfigError
from sim.config.loader import load_checked, load_study
from sim.electrical.drift_diffusion.solver import DriftDiffusionSolver
from sim.progress import SilentReporter
from sim.results.records import Status
from sim.solve import RunContext, solve_case
from sim.store.hdf5 import read_case
from sim.store.hdf5 import write_case as store_case

PLANAR = ("device.array=none", "optics={method: planar, wavelengths: 1}")
DRIFT = "electrical={model: drift_diffusion, voltage_step: 1 V, voltage_stop: 3 V, cells: 20}"


@pytest.mark.parametrize(
    ("override", "text"),
    [
        ("device.layers.etl.material=ZnO", "layer 'etl' (ZnO) has no electrical data"),
        (
            "electrical.layers.etm={lumo: 2.7 eV, homo: 6.2 eV, "
            "electron_mobility: 1e-5 cm2/Vs, hole_mobility: 1e-6 cm2/Vs}",
            "electrical.layers.etm is no layer of the stack beside the emitter",
        ),
    ],
)
def test_a_gap_in_the_electrical_data_is_bad_input(
    tmp_path: Path, override: str, text: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        load_checked(write_case(tmp_path), [*PLANAR, DRIFT, override])
    (problem,) = caught.value.problems
    assert problem.path == ("electrical",)
    assert text in problem.text


def test_a_device_without_equilibrium_keeps_its_optics(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(solver: DriftDiffusionSolver) -> None:
        raise ArithmeticError("the equilibrium Poisson equation did not converge")

    monkeypatch.setattr(DriftDiffusionSolver, "equilibrium", fail)
    study = load_study(write_case(tmp_path), [*PLANAR, DRIFT])
    case = solve_case(study, RunContext(load_library(), SilentReporter()))
    assert case.status is Status.NOT_CONVERGED
    assert case.electrical is not None
    assert np.isnan(case.electrical.eqe).all()
    assert set(case.electrical.point_status) == {
        "the equilibrium Poisson equation did not converge"
    }
    found = json.loads(json.dumps(summary(case), allow_nan=False))
    assert found["eqe_peak"] is None
    assert found["electrical"]["eqe"] == [None] * 4


def test_a_lost_voltage_is_null_in_the_summary(tmp_path: Path) -> None:
    case = pixel_case()
    assert case.electrical is not None
    lost = case.electrical.eqe.copy()
    lost[1] = np.nan
    electrical = replace(
        case.electrical,
        eqe=lost,
        losses=dict.fromkeys(case.electrical.losses, lost),
        status=Status.NOT_CONVERGED,
    )
    store_case(tmp_path / "case.h5", replace(case, electrical=electrical))
    found = json.loads(json.dumps(summary(read_case(tmp_path / "case.h5")), allow_nan=False))
    assert found["electrical"]["eqe"][1] is None
    assert None not in found["electrical"]["eqe"][2:]
    assert found["status"] == "not_converged"
