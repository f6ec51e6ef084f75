"""The runs behind an edge response: every wavevector, distance, height and orientation by Meep."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, replace

import numpy as np

from geometry.arrays import FloatArray
from geometry.device import Device
from sim.optics.film.away_ratio import with_film_ratio
from sim.optics.film_on_grid.bias import grid_bias
from sim.optics.film_on_grid.zone import film_numerics
from sim.optics.grid.layout import Layout
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
    line_sums,
    point_powers,
    without_window,
)
from sim.optics.methods.edge.run import WallRun
from sim.optics.methods.planar.case import planar_optics, planar_powers
from sim.optics.powers import Powers, powers_of, stacked_powers
from sim.progress import Reporter
from sim.results.averages import lee
from sim.results.records import ORIENTATIONS, Cost, OpticalResult, Status
from sim.store.keys import record_key
from sim.store.run_cache import NoCache, RunCache
from sim.study import OpticsSpec


def edge_optics(
    device: Device,
    optics: OpticsSpec,
    reporter: Reporter,
    cache: RunCache | None = None,
    fingerprint: str = "",
    film: OpticalResult | None = None,
) -> OpticalResult:
    """Solve a wide pixel from its straight wall.

    Args:
        device: patterned, with smooth walls.
        optics: numerics.
        reporter: shows progress.
        cache: keeps finished runs; shared by pixels with the same ``fingerprint``.
        fingerprint: names everything that a run depends on besides its place, source and
            wavevector: the section and the numerics, not the pixel's width.
        film: the exact solution of the device's film over its zone
            (sim.optics.film_on_grid.zone.film_numerics) where the caller has it.

    Raises:
        ValueError: a device that edge cannot treat, or that the grid cannot hold.
    """
    started = time.perf_counter()
    response = edge_response(device, optics, reporter, cache, fingerprint, film)
    result = with_film_ratio(edge_result(response, device), response.film)
    wall = time.perf_counter() - started
    return replace(result, cost=replace(result.cost, wall_s=wall))


def edge_response(
    device: Device,
    optics: OpticsSpec,
    reporter: Reporter,
    cache: RunCache | None = None,
    fingerprint: str = "",
    film: OpticalResult | None = None,
) -> EdgeResponse:
    """A straight wall's effect on dipoles; arguments as in :func:`edge_optics`."""
    started = time.perf_counter()
    plan = edge_plan(device, optics)
    runs = _Runs(plan, device, reporter, cache if cache is not None else NoCache(), fingerprint)
    sums = runs.solve()
    layout = runs.film_analysis.layout
    films = _films(device, layout, optics, film)
    section = plan.section
    parts = runs.parts
    planar, over_zone = _at_any_distance(films.at_runs, parts), _at_any_distance(films.exact, parts)
    in_window = _stacked([[sums[(z, np.inf)]] for z in section.height_um])
    wall = _stacked([[sums[(z, d)] for d in section.distance_um] for z in section.height_um])
    effect = without_window(wall.minus(in_window), planar, in_window)
    height_um = films.exact.node_um[:, 2]
    spread = _between(height_um, section.height_um)
    bias = grid_bias(layout)
    return EdgeResponse(
        basis=DistanceBasis(section.distance_um, film_decay_um(device)),
        height_um=height_um,
        height_weight=films.exact.node_weight,
        wavelength_um=layout.spectrum.wavelength_um,
        spectral_weight=layout.spectrum.weight,
        planar=over_zone,
        effect=effect.at_heights(spread),
        coarse_effect=runs.coarse_effect(spread),
        film_on_grid=in_window.at_heights(spread),
        guided=_bound(over_zone) / np.tensordot(spread, _bound(planar), 1),
        horizontal_fraction=device.emission.horizontal_fraction,
        parts=parts,
        plqy=device.emission.plqy,
        status=runs.status,
        last_change=runs.last_change,
        cost=replace(runs.cost, wall_s=time.perf_counter() - started),
        film=films.exact,
        grid_error=float(np.max(np.abs(bias.purcell))),
        snapping_error=abs(lee(films.snapped) - lee(films.at_runs)),
        warnings=tuple(snap.sentence for snap in layout.snaps),
    )


def _between(height_um: FloatArray, solved_um: FloatArray) -> FloatArray:
    """Weights (Y, Z) of what is known at heights (Z,) at heights (Y,); constant beyond the ends."""
    rows = [np.interp(height_um, solved_um, row) for row in np.eye(solved_um.size)]
    return np.array(rows).T


def _bound(film: Powers) -> FloatArray:
    """What a film emits into neither air nor substrate, (Z, 1, O, W)."""
    return film.total - film.air - film.substrate


@dataclass(frozen=True)
class _Films:
    """Exact solutions of a wall's film.

    Attributes:
        exact: over its emission zone, with its errors.
        at_runs: at the heights of the runs, powers alone.
        snapped: likewise, with the interfaces of the grid.
    """

    exact: OpticalResult
    at_runs: OpticalResult
    snapped: OpticalResult


def _films(
    device: Device, layout: Layout, optics: OpticsSpec, exact: OpticalResult | None
) -> _Films:
    film = device.as_film()
    return _Films(
        exact=planar_optics(film, film_numerics(optics)) if exact is None else exact,
        at_runs=planar_powers(film, optics),
        snapped=planar_powers(layout.device.as_film(), optics),
    )


def _at_any_distance(film: OpticalResult, parts: tuple[str, ...]) -> Powers:
    """A film's powers, (Z, 1, O, W, ...)."""
    return powers_of(film, parts).each(lambda power: power[:, None])


def _stacked(rows: list[list[list[Powers]]]) -> Powers:
    """From nested lists (Z, D, O) of powers (W, ...) to arrays (Z, D, O, W, ...)."""
    return stacked_powers(
        [
            stacked_powers([stacked_powers(orientations) for orientations in distances])
            for distances in rows
        ]
    )


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

    def solve(self) -> dict[tuple[float, float], list[Powers]]:
        """Powers (O,) by height and distance; inf is the film."""
        section, rule = self._plan.section, self._plan.rule
        jobs = self._plan.jobs
        self._reporter.start(float(len(jobs)), f"{len(jobs)} wall runs")
        done: dict[WallJob, WallOutcome] = {}
        analysis = self.film_analysis
        distance_um = np.inf
        for number, job in enumerate(reversed(jobs) if self._backwards else jobs):
            if job.distance_um != distance_um:
                analysis, distance_um = self._analysis(job.distance_um), job.distance_um
            done[job] = self._one(analysis, job)
            self._reporter.update(number + 1.0, f"wall run {number + 1}/{len(jobs)}")
        by_place: dict[tuple[float, float, str], list[WallOutcome]] = {}
        for job in jobs:
            key = (job.z_um, job.distance_um, job.orientation)
            by_place.setdefault(key, []).append(done[job])
        self._outcomes = [done[job] for job in jobs]
        waves = self.film_analysis.layout.spectrum.wavelength_um
        for place, outcomes in by_place.items():
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

        def wall_minus_film(z: float, d: float, orientation: str) -> tuple[FloatArray, FloatArray]:
            wall, film = self._at(z, d, orientation), self._at(z, np.inf, orientation)
            return (
                wall.coarse.total - film.coarse.total,
                wall.coarse.air - film.coarse.air,
            )

        effect = np.array(
            [
                [[wall_minus_film(z, d, o) for o in ORIENTATIONS] for d in section.distance_um]
                for z in section.height_um
            ]
        )
        total, air = (np.tensordot(spread, effect[..., i, :], 1) for i in (0, 1))
        return np.asarray(total), np.asarray(air)

    @property
    def status(self) -> Status:
        """Unstable if one run is; slow settling near a mode's cutoff is an error part."""
        endings = {outcome.stepping.status for outcome in self._outcomes}
        return Status.UNSTABLE if SteppingStatus.UNSTABLE in endings else Status.OK

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

    def _point(self, z: float, d: float, orientation: str) -> Powers:
        sums = self._at(z, d, orientation)
        return point_powers(sums.fine, sums.pattern)

    def _analysis(self, distance_um: float) -> WallAnalysis:
        section = self._plan.section
        return wall_analysis(section.layout(distance_um), section.boundary_um(distance_um))

    def _one(self, analysis: WallAnalysis, job: WallJob) -> WallOutcome:
        key = record_key(self._fingerprint, f"wall|{job.name}")
        outcome = from_arrays(self._cache.load(key))
        # Another case may be writing this record: a run is skipped by all ranks or by none.
        kept_on_all = on_all_ranks(outcome is not None)
        if outcome is None or not kept_on_all:
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
