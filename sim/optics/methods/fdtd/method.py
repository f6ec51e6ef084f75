"""Method fdtd: every dipole of a case stepped in the whole cell by Meep, then refined."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from typing_extensions import override

from geometry.checks.issue import Issue
from geometry.device import Device
from sim.optics.film_on_grid.correction import is_corrected
from sim.optics.film_on_grid.zone import film_numerics
from sim.optics.grid.checks import grid_warnings
from sim.optics.grid.dipoles import place_dipoles
from sim.optics.grid.layout import Layout
from sim.optics.grid.walls.pixel_zones import has_zones, pixel_layout
from sim.optics.methods.fdtd.cost import run_costs
from sim.optics.methods.fdtd.jobs import case_jobs
from sim.optics.methods.fdtd.refinement import Refined, refine
from sim.optics.methods.fdtd.refinement import Tools as RefineTools
from sim.optics.methods.fdtd.refusal import (
    neighbour_warnings,
    unused_wall_cell,
    wall_cell_issues,
)
from sim.optics.methods.prediction import Machine, Prediction, RunCost
from sim.optics.methods.protocol import OpticalMethod, Share, SideBySide, Solved, Tools
from sim.results.records import OpticalResult
from sim.store.keys import runs_key
from sim.store.run_cache import NoCache
from sim.study import Method, OpticsSpec, Study


class DipoleRuns(SideBySide):
    """The dipole runs of a case."""

    @override
    def costs(self, study: Study, device: Device) -> tuple[RunCost, ...]:
        return _costs(study, pixel_layout(device, study.optics))

    @override
    def solve_share(self, study: Study, device: Device, share: Share, tools: Tools) -> None:
        from sim.optics.methods.fdtd.runs import CaseRuns

        runs = CaseRuns(device, study.optics)
        runs.solve_share(share, tools.reporter, tools.cache or NoCache(), runs_key(study))


class FdtdMethod(OpticalMethod):
    """Maxwell's equations in time for the whole pixel and its neighbours, or for a film."""

    name = Method.FDTD
    uses_grid = True
    needs_mpi = True
    is_quick = False
    leaves_out_pixels = False
    side_by_side = DipoleRuns()

    @override
    def wider_band_nm(self, device: Device) -> tuple[float, float] | None:
        return None

    @override
    def grades_walls(self, device: Device, optics: OpticsSpec) -> bool:
        return has_zones(device, optics)

    @override
    def refusal(self, study: Study) -> Iterator[Issue]:
        if study.optics.method is self.name:
            yield from wall_cell_issues(study)

    @override
    def warnings(self, study: Study, device: Device) -> Iterator[str]:
        yield from neighbour_warnings(study)
        if reason := unused_wall_cell(study):  # an explicit fdtd has been refused
            yield f"optics.wall_cell is not used: {reason}"
        graded = self.grades_walls(device, study.optics)
        yield from grid_warnings(device, study.optics, graded=graded)

    @override
    def inner_case(self, study: Study) -> None:
        return None

    @override
    def key(self, study: Study) -> str:
        return runs_key(study)

    @override
    def predict(self, study: Study, device: Device, machine: Machine) -> Prediction:
        layout = pixel_layout(device, study.optics)
        costs = _costs(study, layout)
        plan, grid = machine.share_out(study, costs), layout.grid
        return Prediction(
            method=self.name.value,
            cells=(grid.nx, grid.ny, grid.nz),
            runs=len(costs),
            voxel_steps=float(sum(cost.voxels * cost.steps for cost in costs)),
            largest_voxels=max(cost.voxels for cost in costs),
            steps=max(cost.steps for cost in costs),
            memory_bytes=plan.memory_bytes,
            seconds=plan.seconds,
            ranks=plan.ranks,
            plan=plan.sentence,
            rate=machine.rate_origin,
            notes=tuple(snap.sentence for snap in layout.snaps),
        )

    @override
    def solve(self, study: Study, device: Device, tools: Tools) -> Solved:
        from sim.optics.meep.ranks import on_all_ranks
        from sim.optics.methods.fdtd.case import fdtd_optics

        film = tools.film(study, device.as_film())

        def solve(optics: OpticsSpec) -> OpticalResult:
            same = _quadrature(optics) == _quadrature(study.optics)
            name = runs_key(_with_optics(study, optics))
            known = film if same else None
            return fdtd_optics(device, optics, tools.reporter, tools.cache, name, known)

        first = solve(study.optics)
        refined = Refined(first, study.optics)
        if study.optics.refine.rounds > 0 and first.status.is_solved:
            seconds = _predictor(study, first, tools.seconds)
            steps = RefineTools(solve, seconds, time.monotonic, on_all_ranks, tools.reporter)
            refined = refine(first, device, study.optics, steps)
        # A corrected result holds the film over its zone, so it is compared with that.
        zone = film_numerics(refined.optics) if is_corrected(refined.result) else refined.optics
        return Solved(refined.result, zone)


def _quadrature(optics: OpticsSpec) -> tuple[int, int]:
    """Numbers of heights and wavelengths, which the exact film is solved for as well."""
    return (optics.dipoles.vertical, optics.wavelengths)


def _costs(study: Study, layout: Layout) -> tuple[RunCost, ...]:
    dipoles = study.optics.dipoles
    nodes = place_dipoles(layout.device, layout.grid, dipoles.lateral, dipoles.vertical)
    return run_costs(layout, case_jobs(layout, nodes, study.optics))


def _predictor(
    study: Study, first: OpticalResult, predicted_s: Callable[[Study], float]
) -> Callable[[OpticsSpec], float]:
    """Seconds that a solution with other numerics takes, at the pace of the first one."""

    def seconds(optics: OpticsSpec) -> float:
        return predicted_s(_with_optics(study, optics))

    pace = max(1.0, first.cost.stepping_s / seconds(study.optics))
    return lambda optics: pace * seconds(optics)


def _with_optics(study: Study, optics: OpticsSpec) -> Study:
    """The study with other numerics, solved by the same method."""
    return study.model_copy(update={"optics": optics}).with_choice(study.choice)
