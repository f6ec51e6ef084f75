"""Predicted cost of a case: cells, runs, steps, memory, time; nothing is started."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.config.loader import load_study
from sim.cost.predict import predict
from sim.cost.stepping_rate import RATE_VOXEL_STEPS_PER_S, SteppingRate, keep_rate
from sim.optics.grid.layout import lay_out
from sim.optics.methods.prediction import BYTES_PER_VOXEL
from sim.study import Study


@pytest.fixture(scope="module")
def quickstart(project_root: Path) -> Study:
    return load_study(project_root / "configs" / "quickstart.yaml")


def test_quickstart(quickstart: Study) -> None:
    """One position on y = 0: three runs with one mirror plane each."""
    found = predict(quickstart)
    assert found.method == "fdtd"
    assert found.runs == 3
    assert found.cells is not None
    nx, ny, nz = found.cells
    assert found.largest_voxels == nx * ny * nz // 2
    assert found.voxel_steps == pytest.approx(3 * found.largest_voxels * found.steps)
    assert found.memory_bytes > BYTES_PER_VOXEL * found.largest_voxels
    # two ranks cannot step faster than twice one, nor may set-up and analysis be forgotten
    assert found.seconds > found.voxel_steps / (2 * RATE_VOXEL_STEPS_PER_S)
    assert found.ranks == quickstart.run.ranks
    assert any("LiF" in note or "eil" in note for note in found.notes)
    assert any(f"{nx} x {ny} x {nz}" in line for line in found.lines())


def test_quickstart_fits_its_ten_minutes(quickstart: Study) -> None:
    assert predict(quickstart).seconds < 600.0


def test_cells_are_those_of_the_layout(quickstart: Study) -> None:
    from geometry.device import build_device
    from sim.config.loader import shipped_library

    layout = lay_out(build_device(quickstart.device, shipped_library()), quickstart.optics)
    found = predict(quickstart)
    assert found.cells == (layout.grid.nx, layout.grid.ny, layout.grid.nz)
    # the pulse takes 8.3 um of light's way; looks come every 1.5 um: the third is at 12 um
    looks = found.steps * layout.time_step_um / 1.5
    assert looks == pytest.approx(round(looks), rel=0.01)
    assert 8 <= round(looks) <= 12


def test_the_stated_rate_makes_the_time(
    quickstart: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine measured to be ten times as slow needs up to ten times as long."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    shipped = predict(quickstart)
    assert any("shipped" in line for line in shipped.lines())
    slow = SteppingRate(0.1 * RATE_VOXEL_STEPS_PER_S, {}, {}, "measured by this test")
    keep_rate(slow)
    measured = predict(quickstart)
    assert 5.0 < measured.seconds / shipped.seconds < 10.0
    assert "rate: measured by this test" in measured.lines()
    assert measured.plan == shipped.plan  # the same bits on every machine


def test_a_spectrum_costs_stepping_time(quickstart: Study) -> None:
    """Media fitted over a band have poles: more work at every voxel, and shorter time steps."""
    optics = quickstart.optics.model_copy(update={"wavelengths": 3})
    band = predict(quickstart.model_copy(update={"optics": optics}), ranks=1)
    peak = predict(quickstart, ranks=1)
    assert band.steps > peak.steps
    assert band.seconds > 2.0 * peak.seconds
    assert band.memory_bytes > peak.memory_bytes


def test_side_by_side_is_said(quickstart: Study) -> None:
    run = quickstart.run.model_copy(update={"ranks": 2, "side_by_side": 2})
    found = predict(quickstart.model_copy(update={"run": run}))
    assert any("2 dipole runs side by side" in line for line in found.lines())
    assert predict(quickstart, ranks=1).memory_bytes < found.memory_bytes


def test_finer_cells_cost_more(project_root: Path) -> None:
    path = project_root / "configs" / "quickstart.yaml"
    coarse, fine = (
        predict(load_study(path, [f"optics.lateral_cell={cell} nm", "optics.vertical_cell=5 nm"]))
        for cell in (50, 25)
    )
    # the time step follows the film's cell: four times the voxels, the same number of steps
    assert fine.largest_voxels / coarse.largest_voxels == pytest.approx(4.0, rel=0.15)
    assert fine.voxel_steps > 3.5 * coarse.voxel_steps


def test_planar_cases_step_nothing(project_root: Path) -> None:
    path = project_root / "configs" / "quickstart.yaml"
    changes = ["device.array=none", "optics.method=planar", "optics.wavelengths=3"]
    found = predict(load_study(path, changes))
    assert (found.method, found.cells, found.voxel_steps) == ("planar", None, 0.0)
    assert found.runs == 3
    assert found.lines()[0] == "method: planar"
