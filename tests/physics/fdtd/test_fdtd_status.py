"""A run that has not settled, or whose fields grow, says so and does not pass for a number.

- Stepping that ends at its limit before powers have settled: NOT_CONVERGED.
- Energy that grows after the source has ended, or fields that overflow: UNSTABLE, and no numbers.
"""

from __future__ import annotations

import numpy as np
import pytest
from physics.fdtd_cases import LED, Grid, device

import sim.optics.methods.fdtd.run
from sim.optics.fields.records import DipoleJob
from sim.optics.grid.dipoles import place_dipoles
from sim.optics.grid.grid import Grid as Cells
from sim.optics.grid.layout import Layout, lay_out
from sim.optics.meep.records import Stepping, SteppingStatus
from sim.optics.methods.fdtd.case import fdtd_optics
from sim.optics.methods.fdtd.run import DipoleRun
from sim.progress import SilentReporter
from sim.results.records import Status

TINY = Grid(50.0, 10.0, reach_um=0.3)


def step(layout: Layout) -> Stepping:
    node = place_dipoles(layout.device, layout.grid, 1, 1)[0]
    run = DipoleRun(layout, DipoleJob(0, "x", 0.0, 0.0, node.z_um))
    try:
        return run.step(lambda _: None)
    finally:
        run.close()


def test_settles() -> None:
    found = step(lay_out(device(LED), TINY.optics))
    assert found.status is SteppingStatus.SETTLED
    assert found.last_change < sim.optics.methods.fdtd.run.SETTLED


def test_time_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sim.optics.methods.fdtd.run, "LONGEST_UM", 6.0)
    found = step(lay_out(device(LED), TINY.optics))
    assert found.status is SteppingStatus.NOT_CONVERGED
    assert found.last_change > sim.optics.methods.fdtd.run.SETTLED


def test_growing_energy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Energy that grows fivefold between looks after the pulse."""
    layout = lay_out(device(LED), TINY.optics)
    node = place_dipoles(layout.device, layout.grid, 1, 1)[0]
    run = DipoleRun(layout, DipoleJob(0, "x", 0.0, 0.0, node.z_um))
    energies = iter(5.0**power for power in range(100))
    monkeypatch.setattr(run, "energy", lambda: next(energies))
    found = run.step(lambda _: None)
    run.close()
    assert found.status is SteppingStatus.UNSTABLE
    assert next(energies) == 25.0


def test_overflowing_case(monkeypatch: pytest.MonkeyPatch) -> None:
    """A time step 10 % beyond the limit: Meep's fields overflow within the pulse."""
    stable = Cells.courant
    monkeypatch.setattr(Cells, "courant", lambda *arguments: 1.1 / 0.95 * stable(*arguments))
    found = fdtd_optics(device(LED), TINY.optics, SilentReporter())
    assert found.status is Status.UNSTABLE
    assert np.all(np.isnan(found.air))
    assert np.all(np.isnan(found.purcell))
    assert found.slices == ()
