"""What a method promises is all that the program asks of it: a made-up one goes the whole way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from typing_extensions import override
from unit.config_cases import write_case

from geometry.checks.issue import Issue
from geometry.device import Device
from geometry.materials.library import MaterialLibrary, load_library
from sim.batch.slurm.backend import SlurmSettings, plan_tasks
from sim.batch.slurm.machine import load_machine
from sim.batch.study.cases import make_case
from sim.config.errors import ConfigError
from sim.config.loader import load_checked, load_study, study_from_json
from sim.cost.predict import plan_of, predict
from sim.optics.methods.choose import METHODS, method_of, resolved
from sim.optics.methods.prediction import Machine, Prediction
from sim.optics.methods.protocol import OpticalMethod, Solved, Tools
from sim.processes.launch import run_study
from sim.progress import SilentReporter
from sim.store.hdf5 import read_case
from sim.study import Method, MethodChoice, OpticsSpec, Study


class Transparent(OpticalMethod):
    """A method without grid and MPI, for which every film is half as bright."""

    name = Method.RECIPROCITY
    uses_grid = False
    needs_mpi = False
    is_quick = False
    leaves_out_pixels = False
    side_by_side = None

    @override
    def grades_walls(self, device: Device, optics: OpticsSpec) -> bool:
        return False

    @override
    def refusal(self, study: Study) -> Iterator[Issue]:
        if study.optics.wavelengths > 3:
            yield Issue(("optics", "wavelengths"), "too many colours; expected at most 3")

    @override
    def warnings(self, study: Study, device: Device) -> Iterator[str]:
        yield "this method is made up"

    @override
    def inner_case(self, study: Study) -> None:
        return None

    @override
    def key(self, study: Study) -> str:
        return f"made up {study.device.emission.peak_um}"

    @override
    def predict(self, study: Study, device: Device, machine: Machine) -> Prediction:
        return Prediction("made up", None, 1, 0.0, 0, 0, 2e9, 90.0, machine.ranks)

    @override
    def solve(self, study: Study, device: Device, tools: Tools) -> Solved:
        film = tools.film(study, device.as_film())
        return Solved(replace(film, air=0.5 * film.air), study.optics)


@pytest.fixture
def library() -> MaterialLibrary:
    return load_library()


@pytest.fixture
def case_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A case that names a method which was put in the place of another one."""
    monkeypatch.setitem(METHODS, Method.RECIPROCITY, Transparent())
    return write_case(tmp_path)


MADE_UP = ["optics.method=reciprocity", "optics.wavelengths=1", "electrical=none"]


def test_checks_ask_it(case_file: Path) -> None:
    """Its refusal stands at the entry's place; layers between cells are none of its concern."""
    loaded = load_checked(case_file, [*MADE_UP, "device.layers.etl.thickness=33 nm"])
    assert [text for text in loaded.warnings if "grid" in text or "cell" in text] == []
    assert "this method is made up" in loaded.warnings
    with pytest.raises(ConfigError, match="too many colours"):
        load_checked(case_file, [*MADE_UP, "optics.wavelengths=5"])


def test_cost_asks_it(case_file: Path) -> None:
    study = load_study(case_file, MADE_UP)
    assert predict(study).method == "made up"
    assert plan_of(study) is None


def test_a_run_needs_neither_meep_nor_mpi(case_file: Path, tmp_path: Path) -> None:
    """It is solved in this process, and compared with the film that it halves."""
    study = load_study(case_file, MADE_UP)
    case = read_case(run_study(study, tmp_path / "x.h5", 4, False, SilentReporter()))
    assert case.reference is not None
    assert (case.optics.air == 0.5 * case.reference.air).all()


def test_sweeps_ask_it(case_file: Path) -> None:
    """A case that takes minutes is a task of its own, on one rank."""
    cases = [
        make_case(load_study(case_file, [*MADE_UP, f"device.emission.peak={peak} nm"]), "s", {})
        for peak in (520, 530)
    ]
    assert not any(case.method.needs_mpi for case in cases)
    plans = plan_tasks(cases, SlurmSettings(load_machine(None)), lambda _, cost: cost.seconds)
    assert [(len(plan.cases), plan.size.ranks) for plan in plans] == [(1, 1), (1, 1)]
    assert plans[0].size.limit_s == 120.0


# ---------------------------------------------------------------------- the choice in a study


@pytest.fixture
def automatic(tmp_path: Path) -> Study:
    return load_study(write_case(tmp_path), ["optics.method=auto"])


def test_a_loaded_study_carries_its_method(automatic: Study) -> None:
    assert automatic.choice.method is Method.FDTD
    assert method_of(automatic) is METHODS[Method.FDTD]
    assert "choice" not in automatic.model_dump_json()
    assert automatic.optics.method is Method.AUTO


def test_a_copy_keeps_its_method_unless_what_it_rests_on_changes(
    automatic: Study, library: MaterialLibrary
) -> None:
    renamed = automatic.model_copy(update={"name": "other"})
    assert renamed.choice == automatic.choice
    film = automatic.device.model_copy(update={"array": None})
    changed = automatic.model_copy(update={"device": film})
    with pytest.raises(RuntimeError, match="no method was taken"):
        _ = changed.choice
    assert resolved(changed, library).choice.method is Method.PLANAR


def test_a_case_of_a_sweep_carries_it_to_its_worker(
    automatic: Study, library: MaterialLibrary
) -> None:
    case = make_case(automatic, "s", {})
    assert case.study.choice == automatic.choice
    assert study_from_json(case.resolved, library).choice == automatic.choice


def test_what_is_asked_for_needs_no_choice(automatic: Study) -> None:
    optics = automatic.optics.model_copy(update={"method": Method.PLANAR})
    asked = automatic.model_copy(update={"optics": optics})
    assert asked.choice == MethodChoice(Method.PLANAR, "optics.method asks for planar")
