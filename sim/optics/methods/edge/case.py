"""The runs behind an edge response: every wavevector, distance, height and orientation by Meep."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from geometry.device import Device
from sim.optics.film.film import planar_optics
from sim.optics.film_on_grid.bias import grid_bias
from sim.optics.film_on_grid.zone import film_numerics
from sim.optics.meep.ranks import on_all_ranks
from sim.optics.meep.records import SteppingStatus
from sim.optics.methods.edge.pixel import edge_result
from sim.optics.methods.edge.plan import EdgePlan, edge_plan, film_decay_um
from sim.optics.methods.edge.powers import WallAnalysis, no_powers, wall_analysis, wall_powers
from sim.optics.methods.edge.quadrature import DistanceBasis
from sim.optics.methods.edge.records import WallJob, WallOutcome, from_arrays, to_arrays
from sim.optics.methods.edge.response import (
    EdgeResponse,
    LineSums,
    PointPowers,
    line_sums,
    point_powers,
    stacked,
    without_window,
)
from sim.optics.methods.edge.run import WallRun
from sim.progress import Reporter
from sim.results.averages import lee
from sim.results.records import ORIENTATIONS, Cost, OpticalResult, Status
from sim.store.keys import record_key
from sim.store.run_cache import NoCache, RunCache
from sim.study import OpticsSpec

FloatArray = NDArray[np.float64]


def edge_optics(
    device: Device,
    optics: OpticsSpec,
    reporter: Reporter,
    cache: RunCache | None = None,
    fingerprint: str = "",
) -> OpticalResult:
    """Solve a wide pixel from its straight wall.

    Args:
        device: patterned, with smooth walls.
        optics: numerics.
        reporter: told how far it is.
        cache: keeps finished runs; shared by pixels with the same ``fingerprint``.
        fingerprint: names everything that a run depends on besides its place, source and
            wavevector: the section and the numerics, not the pixel's width.

    Raises:
        ValueError: a device that edge cannot treat, or that the grid cannot hold.
    """
    started = time.perf_counter()
    response = edge_response(device, optics, reporter, cache, fingerprint)
    result = edge_result(response, device)
    wall = time.perf_counter() - started
    return replace(result, cost=replace(result.cost, wall_s=wall))


def edge_response(
    device: Device,
    optics: OpticsSpec,
    reporter: Reporter,
    cache: RunCache | None = None,
    fingerprint: str = "",
) -> EdgeResponse:
    """A straight wall's effect on dipoles; arguments as in :func:`edge_optics`."""
    started = time.perf_counter()
    plan = edge_plan(device, optics)
    runs = _Runs(plan, device, reporter, cache if cache is not None else NoCache(), fingerprint)
    sums = runs.solve()
    layout = runs.film_analysis.layout
    parts = runs.parts
    film_of_runs = planar_optics(device.as_film(), optics)
    film_exact = planar_optics(device.as_film(), film_numerics(optics))
    planar, everywhere = _planar(film_of_runs, parts), _planar(film_exact, parts)
    film = stacked([[sums[(z, np.inf)]] for z in plan.section.height_um])
    wall = stacked(
        [[sums[(z, d)] for d in plan.section.distance_um] for z in plan.section.height_um]
    )
    effect = without_window(wall.minus(film), planar, film)
    height_um = film_exact.node_um[:, 2]
    spread = _between(height_um, plan.section.height_um)
    bias = grid_bias(layout)
    snapped = planar_optics(layout.device.as_film(), optics)
    return EdgeResponse(
        basis=DistanceBasis(plan.section.distance_um, film_decay_um(device)),
        height_um=height_um,
        height_weight=film_exact.node_weight,
        wavelength_um=layout.spectrum.wavelength_um,
        spectral_weight=layout.spectrum.weight,
        planar=everywhere,
        effect=effect.at_heights(spread),
        coarse_effect=runs.coarse_effect(spread),
        film_on_grid=film.at_heights(spread),
        guided=_bound(everywhere) / np.tensordot(spread, _bound(planar), 1),
        horizontal_fraction=device.emission.horizontal_fraction,
        parts=parts,
        plqy=device.emission.plqy,
        status=runs.status,
        last_change=runs.last_change,
        cost=replace(runs.cost, wall_s=time.perf_counter() - started),
        film=film_exact,
        grid_error=float(np.max(np.abs(bias.purcell))),
        snapping_error=abs(lee(snapped) - lee(film_of_runs)),
        warnings=tuple(snap.sentence for snap in layout.snaps),
    )


def _between(height_um: FloatArray, solved_um: FloatArray) -> FloatArray:
    """Weights (Y, Z) of what is known at heights (Z,) at heights (Y,); constant beyond the ends."""
    rows = [np.interp(height_um, solved_um, row) for row in np.eye(solved_um.size)]
    return np.array(rows).T


def _bound(film: PointPowers) -> FloatArray:
    """What a film emits into neither air nor substrate, (Z, 1, O, W)."""
    return film.total - film.air - film.substrate


def _planar(film: OpticalResult, parts: tuple[str, ...]) -> PointPowers:
    """The exact film as absolute powers, (Z, 1, O, W, ...)."""
    total = film.purcell
    absorbed = np.zeros((*total.shape, len(parts)))
    for number, name in enumerate(film.absorbing_parts):
        if name in parts:
            absorbed[..., parts.index(name)] = film.absorbed[..., number]
    found = PointPowers(
        total=total,
        air=total * film.air,
        substrate=total * film.substrate,
        lateral=total * film.lateral,
        superstrate=total * film.superstrate,
        own_side=0.0 * total,
        absorbed=total[..., None] * absorbed,
        reabsorbed=film.reabsorbed,
        foreign_air=0.0 * total,
        far_field=total[..., None, None] * film.far_field,
    )
    return PointPowers(**{name: value[:, None] for name, value in vars(found).items()})


@dataclass
class _Tally:
    """What the runs so far have cost and how they ended."""

    fresh_voxel_steps: float = 0.0
    fresh_stepping_s: float = 0.0


class _Runs:
    """All runs of a plan, stepped or taken from the cache."""

    def __init__(
        self,
        plan: EdgePlan,
        device: Device,
        reporter: Reporter,
        cache: RunCache,
        fingerprint: str,
    ) -> None:
        self._plan, self._reporter = plan, reporter
        self._cache, self._fingerprint = cache, fingerprint
        self._tally = _Tally()
        self._outcomes: list[WallOutcome] = []
        self._backwards = _backwards(device)
        self._sums: dict[tuple[float, float, str], LineSums] = {}
        self.film_analysis = self._analysis(np.inf)
        self.parts: tuple[str, ...] = self.film_analysis.absorption.parts

    def solve(self) -> dict[tuple[float, float], list[PointPowers]]:
        """Powers (O,) by height and distance; inf is the film."""
        section, rule = self._plan.section, self._plan.rule
        jobs = self._plan.jobs
        self._reporter.start(float(len(jobs)), f"{len(jobs)} wall runs")
        done: dict[WallJob, WallOutcome] = {}
        analysis = self.film_analysis
        at = np.inf
        for number, job in enumerate(reversed(jobs) if self._backwards else jobs):
            if job.distance_um != at:
                analysis, at = self._analysis(job.distance_um), job.distance_um
            done[job] = self._one(analysis, job)
            self._reporter.update(number + 1.0, f"wall run {number + 1}/{len(jobs)}")
        found: dict[tuple[float, float, str], list[WallOutcome]] = {}
        for job in jobs:
            key = (job.z_um, job.distance_um, job.orientation)
            found.setdefault(key, []).append(done[job])
        self._outcomes = [done[job] for job in jobs]
        waves = self.film_analysis.layout.spectrum.wavelength_um
        for place, outcomes in found.items():
            powers = [outcome.powers for outcome in outcomes]
            self._sums[place] = line_sums(
                powers, rule.k_1_um, rule.weight, rule.coarse_weight, waves
            )
        points = [(z, d) for z in section.height_um for d in (np.inf, *section.distance_um)]
        return {point: [self._point(*point, o) for o in ORIENTATIONS] for point in points}

    def coarse_effect(self, spread: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Wall minus film of total and air with the coarse rule, (Y, D, O, W) each.

        Args:
            spread: (Y, Z) weights of the runs' heights.
        """
        section = self._plan.section

        def of(name: str) -> FloatArray:
            found = np.array(
                [
                    [
                        [
                            getattr(self._at(z, d, o).coarse, name)
                            - getattr(self._at(z, np.inf, o).coarse, name)
                            for o in ORIENTATIONS
                        ]
                        for d in section.distance_um
                    ]
                    for z in section.height_um
                ]
            )
            return np.asarray(np.tensordot(spread, found, 1))

        return of("total"), of("air")

    @property
    def status(self) -> Status:
        """Unstable if one run is; slow settling near a mode's cutoff is an error part."""
        found = {outcome.stepping.status for outcome in self._outcomes}
        return Status.UNSTABLE if SteppingStatus.UNSTABLE in found else Status.OK

    @property
    def last_change(self) -> float:
        """Change of powers at the end of the runs, weighted by power."""
        power = np.array([abs(float(o.powers.total.mean())) for o in self._outcomes])
        change = np.array([o.stepping.last_change for o in self._outcomes])
        return float((power * change).sum() / power.sum())

    @property
    def cost(self) -> Cost:
        """Runs in all; steps of those that were not in the cache."""
        return Cost(
            voxels=max(outcome.stepping.voxels for outcome in self._outcomes),
            voxel_steps=self._tally.fresh_voxel_steps,
            runs=len(self._outcomes),
            stepping_s=self._tally.fresh_stepping_s,
        )

    def _at(self, z: float, d: float, orientation: str) -> LineSums:
        return self._sums[(z, d, orientation)]

    def _point(self, z: float, d: float, orientation: str) -> PointPowers:
        found = self._at(z, d, orientation)
        return point_powers(found.fine, found.pattern)

    def _analysis(self, distance_um: float) -> WallAnalysis:
        section = self._plan.section
        return wall_analysis(section.layout(distance_um), section.boundary_um(distance_um))

    def _one(self, analysis: WallAnalysis, job: WallJob) -> WallOutcome:
        key = record_key(self._fingerprint, f"wall|{job.name}")
        outcome = from_arrays(self._cache.load(key))
        # Another case may be writing this record: a run is skipped by all ranks or by none.
        found_by_all = on_all_ranks(outcome is not None)
        if outcome is None or not found_by_all:
            outcome = _step(analysis, job)
            self._cache.save(key, to_arrays(outcome))
            self._tally.fresh_voxel_steps += outcome.stepping.voxels * outcome.stepping.steps
            self._tally.fresh_stepping_s += outcome.stepping.stepping_s
        return outcome


def _backwards(device: Device) -> bool:
    """Whether a pixel goes through the runs from their end.

    Pixels of one section that are solved at the same time would otherwise step the same runs side
    by side; half of them, drawn by their pitch, meet the others half-way.
    """
    return bool(hashlib.sha256(repr(device.patterned_array.pitch).encode()).digest()[0] % 2)


def _step(analysis: WallAnalysis, job: WallJob) -> WallOutcome:
    run = WallRun(analysis.layout, job)
    try:
        stepping = run.step(lambda _: None)
        if stepping.status is SteppingStatus.UNSTABLE:
            return WallOutcome(no_powers(analysis), stepping)
        return WallOutcome(wall_powers(analysis, job, run.phasors()), stepping)
    finally:
        run.close()
