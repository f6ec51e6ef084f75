"""Every shipped device runs on a coarse grid, and its power budget closes.

Claim: air + substrate + lateral + superstrate + sum(absorbed) = 1 for an in-plane dipole in every
device of configs/devices, whatever its lattice, coverage, islands, coffee ring and materials. What
leaves the small cell sideways is among the absorbed: some does, and all of it is somewhere.

The cells (50 nm by 10 nm) are too coarse for a number worth quoting, and the window of 0.6 um cuts
most pixels; neither enters the balance, which is summed on the grid's own points and holds in any
window (test_fdtd_budget.py). What stays open is the field still in the cell when stepping ends:
powers change by less than 1e-3 per look then. Tolerance 3e-3, a tenth of what counts as closed. A
run that is unstable ends with another status.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from geometry.device import build_device
from sim.config.loader import load_study, shipped_library
from sim.optics.methods.fdtd.case import fdtd_optics
from sim.progress import SilentReporter
from sim.results.records import Status
from sim.study import Study

OPEN = 3e-3
DEVICES = sorted((Path(__file__).parents[3] / "configs" / "devices").glob("*.yaml"))
OPTICS = """\
optics:
  method: fdtd
  lateral_cell: 50 nm
  vertical_cell: 10 nm
  wavelengths: 1
  neighbours: 0
  reach: 0.6 um
  emitter: transparent
  dipoles: {lateral: 1, orientations: [x]}
"""


def coarse_case(device: Path, folder: Path) -> Study:
    case = folder / "case.yaml"
    case.write_text(f"schema: 1\nname: coarse\ndevice: {device}\n{OPTICS}")
    return load_study(case)


@pytest.mark.parametrize("path", DEVICES, ids=lambda path: path.stem)
def test_the_budget_closes(path: Path, tmp_path: Path) -> None:
    study = coarse_case(path, tmp_path)
    device = build_device(study.device, shipped_library())
    result = fdtd_optics(device, study.optics, SilentReporter())
    assert result.status is Status.OK
    closure = float(result.closure_error[0, 0, 0])
    assert abs(closure) <= OPEN, f"{closure:+.4f} of the power is missing"
    assert result.left_cell is not None
    shares = [result.air, result.substrate, result.left_cell]
    assert min(float(share[0, 0, 0]) for share in shares) > 0.0
    assert np.min(result.absorbed[0, 0, 0]) > -OPEN
    assert 0.5 < result.purcell[0, 0, 0] < 3.0
