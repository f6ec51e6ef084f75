"""Method reciprocity: plane waves sent in by Meep instead of dipoles that send out."""

from __future__ import annotations

from collections.abc import Iterator

from typing_extensions import override

from geometry.checks.issue import Issue
from geometry.device import Device
from sim.optics.grid.checks import grid_warnings
from sim.optics.grid.layout import lay_out_periodic
from sim.optics.meep.pulse import settled_steps
from sim.optics.methods.prediction import BYTES_PER_VOXEL, START_S, Machine, Prediction
from sim.optics.methods.protocol import OpticalMethod, Solved, Tools
from sim.optics.methods.reciprocity.emission import wave_jobs
from sim.optics.methods.reciprocity.refusal import reciprocity_issues
from sim.store.keys import runs_key
from sim.study import Method, OpticsSpec, Study


class ReciprocityMethod(OpticalMethod):
    """What dipoles emit into single directions; their total power stays unknown."""

    name = Method.RECIPROCITY
    uses_grid = True
    needs_mpi = True
    is_quick = False
    leaves_out_pixels = False
    side_by_side = None

    @override
    def wider_band_nm(self, device: Device) -> tuple[float, float] | None:
        return None

    @override
    def grades_walls(self, device: Device, optics: OpticsSpec) -> bool:
        return False

    @override
    def refusal(self, study: Study) -> Iterator[Issue]:
        return reciprocity_issues(study)

    @override
    def warnings(self, study: Study, device: Device) -> Iterator[str]:
        return grid_warnings(device, study.optics)

    @override
    def inner_case(self, study: Study) -> None:
        return None

    @override
    def key(self, study: Study) -> str:
        return runs_key(study)

    @override
    def predict(self, study: Study, device: Device, machine: Machine) -> Prediction:
        """Plane waves one after another; tilted ones have complex fields and count twice."""
        layout = lay_out_periodic(device, study.optics)
        jobs, grid = wave_jobs(layout, study.optics), layout.grid
        steps = settled_steps(
            1.0 / layout.spectrum.wavelength_um, layout.time_step_um, layout.farthest_um
        )
        runs = sum(1 if job.wave.theta_rad == 0.0 else 2 for job in jobs)
        voxel_steps = float(grid.voxels) * steps * runs
        return Prediction(
            method=self.name.value,
            cells=(grid.nx, grid.ny, grid.nz),
            runs=len(jobs),
            voxel_steps=voxel_steps,
            largest_voxels=grid.voxels,
            steps=steps,
            memory_bytes=BYTES_PER_VOXEL * grid.voxels,
            seconds=START_S + voxel_steps / (machine.rate_per_s * machine.ranks),
            ranks=machine.ranks,
            rate=machine.rate_origin,
            notes=tuple(snap.sentence for snap in layout.snaps),
        )

    @override
    def solve(self, study: Study, device: Device, tools: Tools) -> Solved:
        from sim.optics.methods.reciprocity.case import solve_reciprocity

        solved = solve_reciprocity(device, study.optics, tools.reporter)
        return Solved(solved.optical(), study.optics, solved.directional)
