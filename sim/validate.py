"""What a case will cost, before it is run: cells, voxels, steps, memory, time."""

from __future__ import annotations

from dataclasses import dataclass, replace

from geometry.array_properties import array_properties
from geometry.device import build_device
from geometry.materials import MaterialLibrary
from sim.config import Study
from sim.config_loader import shipped_library
from sim.optics.layout import Layout, lay_out
from sim.progress import format_duration
from sim.run import method_of, needs_meep

RATE_VOXEL_STEPS_PER_S = 30e6
"""Voxel-steps per second and core of Meep 1.25 with real fields on one core of a 2020s server; the
monitors included (benchmarks/overhead.py measures it)."""

TYPICAL_TIME_UM = 12.0
"""Time times c after which most pixel runs have settled."""

BYTES_PER_VOXEL = 650.0
"""Fields, media and running transforms of a pixel, per stepped voxel (benchmarks/overhead.py)."""

ANALYSIS_S = 10.0
"""Setting up and analysing one run."""


@dataclass(frozen=True)
class Prediction:
    """Size of a case.

    Attributes:
        method: how it will be solved.
        cells: cells along x, y, z, before symmetry; None for a planar case.
        runs: field solutions.
        voxel_steps: stepped voxels times steps, over all runs.
        largest_voxels: of the largest run, after symmetry.
        steps: time steps of one run.
        memory_bytes: of the largest run.
        seconds: on the ranks asked for.
        ranks: MPI processes.
        notes: what the grid changes, and what will be warned of.
        array: its lattice, fill, walls and gap, as sentences.
    """

    method: str
    cells: tuple[int, int, int] | None
    runs: int
    voxel_steps: float
    largest_voxels: int
    steps: int
    memory_bytes: float
    seconds: float
    ranks: int
    notes: tuple[str, ...] = ()
    array: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """For the user."""
        text = [*self.array, f"method: {self.method}"]
        if self.cells is not None:
            text += [
                f"cells: {' x '.join(str(count) for count in self.cells)} before symmetry, "
                f"{self.largest_voxels / 1e6:.2f} million voxels in the largest run",
                f"runs: {self.runs}, about {self.steps} steps each, "
                f"{self.voxel_steps / 1e9:.1f} billion voxel-steps",
                f"memory: about {self.memory_bytes / 1e9:.1f} GB",
            ]
        text.append(f"time: about {format_duration(self.seconds)} on {self.ranks} rank(s)")
        return text + list(self.notes)


def predict(study: Study, library: MaterialLibrary | None = None) -> Prediction:
    """Predict what a study costs; starts nothing.

    Raises:
        ValueError: a device that cannot be built or put on the grid.
    """
    device = build_device(study.device, library or shipped_library())
    method = method_of(study).value
    if not needs_meep(study):
        points = study.optics.wavelengths * study.optics.dipoles.vertical
        found = Prediction(method, None, points, 0.0, 0, 0, 0.0, 0.5 * points, 1)
    else:
        found = _fdtd(study, lay_out(device, study.optics), method)
    if device.array is None:
        return found
    return replace(found, array=tuple(array_properties(device).lines()))


def _fdtd(study: Study, layout: Layout, method: str) -> Prediction:
    from sim.optics.dipoles import place_dipoles
    from sim.optics.jobs import needed_jobs

    dipoles = study.optics.dipoles
    nodes = place_dipoles(layout.device, layout.grid, dipoles.lateral, dipoles.vertical)
    jobs = needed_jobs(layout, nodes, study.optics)
    steps = round(TYPICAL_TIME_UM / layout.time_step_um)
    voxels = [layout.grid.voxels // 2**job.mirrors for job in jobs]
    voxel_steps = float(sum(voxels)) * steps
    ranks = study.run.ranks
    seconds = voxel_steps / (RATE_VOXEL_STEPS_PER_S * ranks) + ANALYSIS_S * len(jobs)
    grid = layout.grid
    return Prediction(
        method=method,
        cells=(grid.nx, grid.ny, grid.nz),
        runs=len(jobs),
        voxel_steps=voxel_steps,
        largest_voxels=max(voxels),
        steps=steps,
        memory_bytes=BYTES_PER_VOXEL * max(voxels),
        seconds=seconds,
        ranks=ranks,
        notes=tuple(snap.sentence for snap in layout.snaps),
    )
