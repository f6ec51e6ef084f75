"""Method edge: a wide pixel from its straight wall, and from a small pixel's corners if asked."""

from __future__ import annotations

from collections.abc import Iterator

from typing_extensions import override

from geometry.checks.issue import Issue
from geometry.device import Device, build_device
from sim.optics.film_on_grid.zone import film_numerics
from sim.optics.grid.checks import grid_warnings
from sim.optics.methods.edge.corners.small_pixel import corner_warnings, small_pixel
from sim.optics.methods.edge.key import section_key
from sim.optics.methods.edge.plan import (
    edge_plan,
    is_absorbing_asked,
    section_seconds,
    section_steps,
    section_voxels,
)
from sim.optics.methods.edge.refusal import edge_issues
from sim.optics.methods.fdtd.refusal import neighbour_warnings
from sim.optics.methods.prediction import BYTES_PER_VOXEL, START_S, Machine, Prediction
from sim.optics.methods.protocol import InnerCase, OpticalMethod, Solved, Tools
from sim.results.records import OpticalResult
from sim.store.keys import runs_key
from sim.study import Method, OpticsSpec, Study


class EdgeMethod(OpticalMethod):
    """Walls that act one at a time, each solved as a straight one in two dimensions."""

    name = Method.EDGE
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
        return True

    @override
    def refusal(self, study: Study) -> Iterator[Issue]:
        return edge_issues(study)

    @override
    def warnings(self, study: Study, device: Device) -> Iterator[str]:
        yield from corner_warnings(study)
        yield from neighbour_warnings(study)
        yield from grid_warnings(device, study.optics, graded=True)

    @override
    def inner_case(self, study: Study) -> InnerCase | None:
        return small_pixel(study)

    @override
    def key(self, study: Study) -> str:
        return section_key(study)

    @override
    def predict(self, study: Study, device: Device, machine: Machine) -> Prediction:
        """Line sources one after another; none of it depends on the pixel's width."""
        plan = edge_plan(device, study.optics)
        layout = plan.section.layout(float(plan.section.distance_um[-1]))
        grid, rate_per_s = layout.grid, machine.rate_per_s * machine.ranks
        steps, voxels = section_steps(layout), section_voxels(layout)
        runs = len(plan.jobs) * (2 if is_absorbing_asked(device, study.optics) else 1)
        return Prediction(
            method=self.name.value,
            cells=(grid.nx, 1, voxels // grid.nx),
            runs=runs,
            voxel_steps=float(voxels) * steps * runs,
            largest_voxels=voxels,
            steps=steps,
            memory_bytes=BYTES_PER_VOXEL * voxels,
            seconds=START_S + runs * section_seconds(voxels, steps, rate_per_s),
            ranks=machine.ranks,
            rate=machine.rate_origin,
            notes=tuple(snap.sentence for snap in layout.snaps),
        )

    @override
    def solve(self, study: Study, device: Device, tools: Tools) -> Solved:
        return Solved(_solve(study, device, tools), film_numerics(study.optics))


def _solve(study: Study, device: Device, tools: Tools) -> OpticalResult:
    over_zone = study.model_copy(update={"optics": film_numerics(study.optics)})
    film = tools.film(over_zone, device.as_film())
    inner = small_pixel(study)
    if inner is None:
        from sim.optics.methods.edge.case import edge_optics

        return edge_optics(
            device, study.optics, tools.reporter, tools.cache, section_key(study), film
        )
    from sim.optics.methods.edge.corners.case import SmallPixel, edge_with_corners

    small = inner.study
    whole = SmallPixel(build_device(small.device, tools.library), small.optics, runs_key(small))
    return edge_with_corners(
        device, study.optics, whole, tools.reporter, tools.cache, section_key(study), film
    )
