"""What a case will cost, before it is run: cells, voxels, steps, memory, time."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from geometry.device import build_device
from geometry.materials.library import MaterialLibrary
from geometry.measures import array_properties
from geometry.units import brief_length
from sim.config.loader import shipped_library
from sim.cost.run_plan import BYTES_PER_VOXEL, START_S, RunPlan, plan_for
from sim.cost.stepping_rate import known_rate
from sim.optics.grid.layout import Layout, lay_out, lay_out_periodic
from sim.optics.meep.pulse import settled_steps
from sim.optics.methods.choose import choose_method
from sim.optics.methods.edge.plan import (
    EdgePlan,
    edge_plan,
    section_seconds,
    section_steps,
    section_voxels,
)
from sim.optics.methods.edge.small_pixel import corner_study, left_out
from sim.optics.methods.fdtd.cost import RunCost, run_costs
from sim.optics.methods.reciprocity.emission import wave_jobs
from sim.progress import format_duration
from sim.solve import method_of, needs_meep
from sim.study import Method, Study


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
        memory_bytes: of what runs at once, its processes included.
        seconds: wall time on the ranks asked for.
        ranks: MPI processes.
        plan: how dipole runs share the ranks, as a sentence.
        rate: where the rates of stepping are from.
        notes: what the grid changes, and what will be warned of.
        array: its lattice, fill, walls and gap, as sentences.
        small_pixel_s: part of ``seconds`` that optics.corner_width takes.
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
    plan: str = ""
    rate: str = ""
    notes: tuple[str, ...] = ()
    array: tuple[str, ...] = ()
    small_pixel_s: float = 0.0

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
        if self.plan:
            text.append(f"ranks: {self.plan}")
        if self.rate:
            text.append(f"rate: {self.rate}")
        return text + list(self.notes)


def predict(
    study: Study, library: MaterialLibrary | None = None, ranks: int | None = None
) -> Prediction:
    """Predict what a study costs; starts nothing.

    Args:
        study: the case.
        library: materials; None for the shipped ones.
        ranks: MPI processes; None takes run.ranks.

    Raises:
        ValueError: a device that cannot be built or put on the grid.
    """
    device = build_device(study.device, library or shipped_library())
    method = method_of(study).value
    if method_of(study) is Method.RECIPROCITY:
        found = _reciprocity(study, lay_out_periodic(device, study.optics), ranks)
    elif method_of(study) is Method.EDGE:
        found = _edge(study, edge_plan(device, study.optics), ranks)
        small = corner_study(study)
        if small is not None:
            found = _with_small_pixel(found, predict(small, library, found.ranks), small)
    elif not needs_meep(study):
        points = study.optics.wavelengths * study.optics.dipoles.vertical
        found = Prediction(method, None, points, 0.0, 0, 0, 0.0, 0.5 * points, 1)
    else:
        found = _fdtd(study, lay_out(device, study.optics), method, ranks)
    if device.array is None:
        return replace(found, notes=(*left_out(study), *found.notes))
    reason = (choose_method(study).reason,) if study.optics.method is Method.AUTO else ()
    return replace(
        found,
        array=tuple(array_properties(device).lines()),
        notes=(*reason, *left_out(study), *found.notes),
    )


def _edge(study: Study, plan: EdgePlan, ranks: int | None) -> Prediction:
    """Line sources one after another; none of it depends on the pixel's width."""
    layout = plan.section.layout(math.inf)
    grid, count = layout.grid, study.run.ranks if ranks is None else ranks
    steps = section_steps(layout)
    voxels = section_voxels(layout)
    rate = known_rate()
    return Prediction(
        method=Method.EDGE.value,
        cells=(grid.nx, 1, voxels // grid.nx),
        runs=len(plan.jobs),
        voxel_steps=float(voxels) * steps * len(plan.jobs),
        largest_voxels=voxels,
        steps=steps,
        memory_bytes=BYTES_PER_VOXEL * voxels,
        seconds=START_S + len(plan.jobs) * section_seconds(voxels, steps, rate.alone * count),
        ranks=count,
        rate=rate.origin,
        notes=tuple(snap.sentence for snap in layout.snaps),
    )


def _with_small_pixel(walls: Prediction, whole: Prediction, small: Study) -> Prediction:
    """Walls and the small pixel that is solved whole after them, as one case."""
    seconds = max(0.0, whole.seconds - START_S)
    array = small.device.array
    width = "" if array is None else f" of {brief_length(array.aperture.width_um)}"
    note = (
        f"small pixel{width}, solved whole: {whole.runs} of the runs, about {whole.steps} steps "
        f"each, {whole.voxel_steps / 1e9:.1f} billion voxel-steps, about {format_duration(seconds)}"
    )
    new = tuple(f"small pixel{width}: {text}" for text in whole.notes if text not in walls.notes)
    return replace(
        walls,
        runs=walls.runs + whole.runs,
        voxel_steps=walls.voxel_steps + whole.voxel_steps,
        largest_voxels=max(walls.largest_voxels, whole.largest_voxels),
        memory_bytes=max(walls.memory_bytes, whole.memory_bytes),
        seconds=walls.seconds + seconds,
        notes=(note, *walls.notes, *new),
        small_pixel_s=seconds,
    )


def plan_of(study: Study, ranks: int | None = None) -> RunPlan:
    """How the dipole runs of a case that is solved in time share its ranks.

    Raises:
        ValueError: a device that cannot be built or put on the grid.
    """
    layout = lay_out(build_device(study.device, shipped_library()), study.optics)
    return plan_for(study, _costs(study, layout), ranks)


def _costs(study: Study, layout: Layout) -> tuple[RunCost, ...]:
    from sim.optics.grid.dipoles import place_dipoles
    from sim.optics.methods.fdtd.jobs import needed_jobs

    dipoles = study.optics.dipoles
    nodes = place_dipoles(layout.device, layout.grid, dipoles.lateral, dipoles.vertical)
    return run_costs(layout, needed_jobs(layout, nodes, study.optics))


def _fdtd(study: Study, layout: Layout, method: str, ranks: int | None) -> Prediction:
    costs = _costs(study, layout)
    plan = plan_for(study, costs, ranks)
    grid = layout.grid
    return Prediction(
        method=method,
        cells=(grid.nx, grid.ny, grid.nz),
        runs=len(costs),
        voxel_steps=float(sum(cost.voxels * cost.steps for cost in costs)),
        largest_voxels=max(cost.voxels for cost in costs),
        steps=max(cost.steps for cost in costs),
        memory_bytes=plan.memory_bytes,
        seconds=plan.seconds,
        ranks=plan.ranks,
        plan=plan.sentence,
        rate=known_rate().origin,
        notes=tuple(snap.sentence for snap in layout.snaps),
    )


def _reciprocity(study: Study, layout: Layout, ranks: int | None) -> Prediction:
    """Plane waves one after another; tilted ones have complex fields and count twice."""
    jobs = wave_jobs(layout, study.optics)
    grid = layout.grid
    steps = settled_steps(
        1.0 / layout.spectrum.wavelength_um, layout.time_step_um, layout.farthest_um
    )
    runs = sum(1 if job.wave.theta_rad == 0.0 else 2 for job in jobs)
    voxel_steps = float(grid.voxels) * steps * runs
    count = study.run.ranks if ranks is None else ranks
    rate = known_rate()
    return Prediction(
        method=Method.RECIPROCITY.value,
        cells=(grid.nx, grid.ny, grid.nz),
        runs=len(jobs),
        voxel_steps=voxel_steps,
        largest_voxels=grid.voxels,
        steps=steps,
        memory_bytes=BYTES_PER_VOXEL * grid.voxels,
        seconds=START_S + voxel_steps / (rate.alone * count),
        ranks=count,
        rate=rate.origin,
        notes=tuple(snap.sentence for snap in layout.snaps),
    )
