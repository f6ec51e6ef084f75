"""Dipole runs side by side find, bit for bit, what the same runs find one after another.

Each run is stepped by one rank in both cases, so that every sum runs in the same order: all stored
optical numbers must be equal, not close. Only the clock may differ.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from sim.config.loader import load_study
from sim.processes.launch import run_study
from sim.progress import SilentReporter
from sim.results.records import CaseResult, OpticalResult
from sim.store.hdf5 import dipole_directory, read_case
from sim.study import Study

CASE = """\
schema: 1
name: beside
device:
  substrate: {material: {n: 1.52}}
  layers:
    - {name: anode, material: {n: 1.9, k: 0.005}, thickness: 150 nm}
    - {name: emitter, material: {n: 1.95, k: 0.01}, thickness: 40 nm, emitter: true,
       process: solution}
    - {name: cathode, material: {n: 0.78, k: 6.2}, thickness: 100 nm, process: evaporated}
  array:
    lattice: square
    pitch: 1.2 um
    aperture: {shape: circle, width: 0.6 um}
    bank: {material: {n: 1.49}, height: 100 nm}
optics:
  method: fdtd
  lateral_cell: 50 nm
  vertical_cell: 10 nm
  reach: 0.4 um
  wavelengths: 1
  dipoles: {lateral: 1}
"""


def case(folder: Path, *changes: str) -> Study:
    path = folder / "case.yaml"
    path.write_text(CASE, encoding="utf-8")
    return load_study(path, changes)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("beside")


@pytest.fixture(scope="module")
def serial(folder: Path) -> CaseResult:
    out = folder / "serial.h5"
    return read_case(run_study(case(folder), out, 1, False, SilentReporter()))


@pytest.fixture(scope="module")
def beside(folder: Path) -> CaseResult:
    out = folder / "beside.h5"
    study = case(folder, "run.side_by_side=2")
    found = read_case(run_study(study, out, 2, False, SilentReporter()))
    assert not dipole_directory(out).exists()
    return found


def test_the_same_bits(serial: CaseResult, beside: CaseResult) -> None:
    compared = 0
    for field in fields(OpticalResult):
        one, two = getattr(serial.optics, field.name), getattr(beside.optics, field.name)
        if isinstance(one, np.ndarray):
            assert np.array_equal(one, two, equal_nan=True), field.name
            compared += one.size > 0
    assert compared > 10
    assert serial.optics.lee_error == beside.optics.lee_error
    assert serial.optics.status == beside.optics.status
    pictures = zip(serial.optics.slices, beside.optics.slices, strict=True)
    assert all(np.array_equal(one.intensity, two.intensity) for one, two in pictures)


def test_cost_and_origin_are_those_of_the_case(serial: CaseResult, beside: CaseResult) -> None:
    one, two = serial.optics.cost, beside.optics.cost
    assert (one.voxels, one.voxel_steps, one.runs) == (two.voxels, two.voxel_steps, two.runs)
    # wall time counts the workers, not only the process that puts their runs together
    assert two.wall_s > two.stepping_s / 2
    assert beside.provenance["ranks"] == 2


def test_an_interrupted_case_goes_on(folder: Path, serial: CaseResult) -> None:
    """What one worker has left is found: the case then needs no step of its own."""
    study = case(folder, "run.side_by_side=2")
    config, out = folder / "case.yaml", folder / "again.h5"
    claims = folder / "claims"
    claims.mkdir()
    (claims / "0").touch()  # somebody else has the first run
    subprocess.run(
        [
            sys.executable,
            "-m",
            "sim.processes.worker",
            str(config),
            str(out),
            "--claims",
            str(claims),
        ],
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        timeout=300,
        check=True,
    )
    kept = {path.name: path.stat().st_mtime_ns for path in dipole_directory(out).iterdir()}
    runs = serial.optics.cost.runs
    assert len(kept) == runs - 1
    seen = Watcher(out)
    found = read_case(run_study(study, out, 2, False, seen))
    assert seen.untouched(kept)
    assert np.array_equal(found.optics.purcell, serial.optics.purcell, equal_nan=True)


class Watcher(SilentReporter):
    """Looks at the kept records whenever the case tells how far it is."""

    def __init__(self, out: Path) -> None:
        self._folder = dipole_directory(out)
        self._seen: dict[str, set[int]] = {}

    def update(self, done_units: float, text: str) -> None:
        """Note when each record was written."""
        del done_units, text
        for path in self._folder.glob("*.h5"):
            self._seen.setdefault(path.name, set()).add(path.stat().st_mtime_ns)

    def untouched(self, kept: dict[str, int]) -> bool:
        """Whether records kept before were never written again."""
        return all(self._seen.get(name) == {written} for name, written in kept.items())
