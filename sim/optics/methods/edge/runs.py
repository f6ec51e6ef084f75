"""All runs of an edge plan, stepped by Meep or taken from the cache, summed over wavevectors."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geometry.arrays import FloatArray
from geometry.device import Device
from sim.optics.meep.ranks import on_all_ranks
from sim.optics.meep.records import SteppingStatus
from sim.optics.methods.edge.plan import EdgePlan
from sim.optics.methods.edge.powers import WallAnalysis, no_powers, wall_analysis, wall_powers
from sim.optics.methods.edge.records import (
    WallJob,
    WallOutcome,
    WallPowers,
    from_arrays,
    to_arrays,
)
from sim.optics.methods.edge.response import CoarseEffect, LineSums, line_sums
from sim.optics.methods.edge.run import WallRun
from sim.progress import Reporter
from sim.results.records import ORIENTATIONS, Cost, Status
from sim.store.keys import record_key
from sim.store.run_cache import NoCache, RunCache


@dataclass(frozen=True)
class WallRuns:
    """Where and how runs are kept and shown.

    Attributes:
        reporter: shows progress.
        cache: keeps finished runs.
        fingerprint: names everything that a run depends on besides its job.
    """

    reporter: Reporter
    cache: RunCache
    fingerprint: str

    @staticmethod
    def of(reporter: Reporter, cache: RunCache | None, fingerprint: str) -> WallRuns:
        """With or without a cache."""
        return WallRuns(reporter, cache if cache is not None else NoCache(), fingerprint)

    def remembered(self) -> WallRuns:
        """The same where nothing is kept, but for as long as this lives."""
        return replace(self, cache=_Memory()) if isinstance(self.cache, NoCache) else self

    def solve(self, plan: EdgePlan, device: Device) -> WallSums:
        """Step all runs of a plan that are not kept.

        Args:
            plan: the runs.
            device: the pixel, which decides the order only.
        """
        jobs = plan.jobs
        emitter = "absorbing" if plan.section.absorbing else "transparent"
        self.reporter.start(float(len(jobs)), f"{len(jobs)} wall runs, {emitter} emitter")
        done: dict[WallJob, WallOutcome] = {}
        tally = _Tally()
        place = (_film_distance_um(plan), plan.section.is_graded)
        film = analysis = _analysis(plan, *place)
        for number, job in enumerate(reversed(jobs) if _backwards(device) else jobs):
            if (job.distance_um, job.alone) != place:
                place = (job.distance_um, job.alone)
                analysis = _analysis(plan, *place)
            done[job] = self._one(analysis, job, tally)
            self.reporter.update(number + 1.0, f"wall run {number + 1}/{len(jobs)}")
        by_place: dict[tuple[float, float, bool, str], list[WallOutcome]] = {}
        for job in jobs:
            key = (job.z_um, job.distance_um, job.alone, job.orientation)
            by_place.setdefault(key, []).append(done[job])
        waves, rule = film.layout.spectrum.wavelength_um, plan.rule
        sums = {
            place: line_sums(
                [outcome.powers for outcome in outcomes],
                rule.k_1_um,
                rule.weight,
                rule.coarse_weight,
                waves,
            )
            for place, outcomes in by_place.items()
        }
        return WallSums(plan, film, sums, tuple(done[job] for job in jobs), tally)

    def _one(self, analysis: WallAnalysis, job: WallJob, tally: _Tally) -> WallOutcome:
        key = record_key(self.fingerprint, f"wall|{job.name}")
        outcome = from_arrays(self.cache.load(key))
        # Another case may be writing this record: a run is skipped by all ranks or by none.
        kept_on_all = on_all_ranks(outcome is not None)
        if outcome is None or not kept_on_all:
            outcome = _step(analysis, job)
            self.cache.save(key, to_arrays(outcome))
            tally.fresh_voxel_steps += outcome.stepping.voxels * outcome.stepping.steps
            tally.fresh_stepping_s += outcome.stepping.stepping_s
        return outcome


class _Memory:
    """Keeps runs for as long as it lives."""

    def __init__(self) -> None:
        self._kept: dict[str, Mapping[str, NDArray[Any]]] = {}

    def load(self, key: str) -> Mapping[str, NDArray[Any]] | None:
        """Arrays kept under ``key``, or None."""
        return self._kept.get(key)

    def save(self, key: str, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Keep arrays under ``key``."""
        self._kept[key] = arrays


@dataclass
class _Tally:
    """What the runs so far have cost that were not kept from before."""

    fresh_voxel_steps: float = 0.0
    fresh_stepping_s: float = 0.0


@dataclass(frozen=True)
class WallSums:
    """All runs of a plan, integrated over the wavevector.

    Attributes:
        plan: the runs.
        film: analysis of the section without a wall.
        sums: by height, distance (inf in the film on uniform cells), whether it is the film on the
            cells of that distance, and orientation.
        outcomes: of the plan's jobs.
        tally: of the runs that were stepped.
    """

    plan: EdgePlan
    film: WallAnalysis
    sums: dict[tuple[float, float, bool, str], LineSums]
    outcomes: tuple[WallOutcome, ...]
    tally: _Tally

    @property
    def parts(self) -> tuple[str, ...]:
        """Names of what absorbs."""
        return self.film.absorption.parts

    def at(self, z_um: float, distance_um: float) -> list[LineSums]:
        """One place beside the wall, (O,)."""
        return [self.sums[(z_um, distance_um, False, o)] for o in ORIENTATIONS]

    def film_at(self, z_um: float, distance_um: float) -> list[LineSums]:
        """The film on the cells of the wall at a distance, (O,); inf for the farthest."""
        graded = self.plan.section.is_graded
        if not graded or math.isinf(distance_um):
            distance_um = _film_distance_um(self.plan)
        return [self.sums[(z_um, distance_um, graded, o)] for o in ORIENTATIONS]

    def coarse_effect(self, spread: FloatArray) -> CoarseEffect:
        """Wall minus film with the coarse rule.

        Args:
            spread: (Y, Z) weights of the runs' heights.
        """
        section = self.plan.section

        def wall_minus_film(z: float, d: float) -> list[list[FloatArray]]:
            pairs = zip(self.at(z, d), self.film_at(z, d), strict=True)
            return [
                [
                    one - other
                    for one, other in zip(_judged(wall.coarse), _judged(film.coarse), strict=True)
                ]
                for wall, film in pairs
            ]

        effect = np.array(
            [[wall_minus_film(z, d) for d in section.distance_um] for z in section.height_um]
        )
        return CoarseEffect(*np.moveaxis(np.tensordot(spread, effect, 1), 3, 0))

    @property
    def status(self) -> Status:
        """Unstable if one run is; slow settling near a mode's cutoff is an error part."""
        endings = {outcome.stepping.status for outcome in self.outcomes}
        return Status.UNSTABLE if SteppingStatus.UNSTABLE in endings else Status.OK

    @property
    def last_change(self) -> float:
        """Change of powers at the end of the runs, weighted by power."""
        power = np.array([abs(float(o.powers.total.mean())) for o in self.outcomes])
        change = np.array([o.stepping.last_change for o in self.outcomes])
        return float((power * change).sum() / power.sum())

    @property
    def cost(self) -> Cost:
        """Runs in all; steps of those that were not in the cache."""
        return Cost(
            voxels=max(outcome.stepping.voxels for outcome in self.outcomes),
            voxel_steps=self.tally.fresh_voxel_steps,
            runs=len(self.outcomes),
            stepping_s=self.tally.fresh_stepping_s,
        )


def _judged(powers: WallPowers) -> tuple[FloatArray, ...]:
    """Powers whose rule of wavevectors is judged, as in :class:`CoarseEffect`."""
    foreign = powers.air - powers.own_air, powers.collected - powers.own_collected
    return (powers.total, powers.air, *foreign)


def _film_distance_um(plan: EdgePlan) -> float:
    """Whose cells the device's film has: inf for uniform ones, else the farthest distance."""
    return float(plan.section.distance_um[-1]) if plan.section.is_graded else math.inf


def _analysis(plan: EdgePlan, distance_um: float, alone: bool) -> WallAnalysis:
    section = plan.section
    layout = section.layout(distance_um, alone=alone)
    boundary_um = section.boundary_um(distance_um, alone=alone)
    return wall_analysis(layout, boundary_um, section.optics.numerical_aperture)


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
