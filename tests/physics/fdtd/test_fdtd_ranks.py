"""The number of MPI ranks changes the time of a run and nothing else.

The same small pixel through sim.processes.worker in one process and under mpirun with two ranks.
Ranks split the cell, so sums run in another order and sources and monitors lie in other chunks;
every stored optical number must agree to 1e-6 of its array's largest value.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from sim.processes.launch import job_environment
from sim.results.records import OpticalResult
from sim.store.hdf5 import read_case

CASE = """\
schema: 1
name: two-ranks
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
  dipoles: {lateral: 1, orientations: [x]}
"""


def solve(folder: Path, ranks: int) -> OpticalResult:
    config, out = folder / "case.yaml", folder / f"{ranks}.h5"
    config.write_text(CASE, encoding="utf-8")
    command = [sys.executable, "-m", "sim.processes.worker", str(config), str(out)]
    if ranks > 1:
        command = ["mpirun", "--oversubscribe", "-n", str(ranks), *command]
    # Ranks that wait give their core away, so that a busy machine does not slow them down.
    environment = {**job_environment(1), "OMPI_MCA_mpi_yield_when_idle": "1"}
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:] + done.stdout[-2000:]
    return read_case(out).optics


@pytest.mark.skipif(shutil.which("mpirun") is None, reason="no mpirun")
def test_two_ranks_find_what_one_does(tmp_path: Path) -> None:
    one, two = (solve(tmp_path, ranks) for ranks in (1, 2))
    compared = 0
    for field in fields(OpticalResult):
        first, second = getattr(one, field.name), getattr(two, field.name)
        if not isinstance(first, np.ndarray) or first.size == 0:
            continue
        largest = float(np.abs(first).max())
        if not np.isfinite(largest):
            continue
        assert np.abs(first - second).max() <= 1e-6 * largest, field.name
        compared += 1
    assert compared > 10
    assert one.cost.voxel_steps == two.cost.voxel_steps
    assert (one.status, one.warnings) == (two.status, two.warnings)
