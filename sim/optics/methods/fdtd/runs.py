"""The dipole runs of a case: which they are, stepping those that nobody has, keeping each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geometry.arrays import FloatArray
from geometry.device import Device
from sim.optics.fields.columns import exit_optics
from sim.optics.fields.lateral import lateral_phasors
from sim.optics.fields.point_group import direction_images
from sim.optics.fields.records import DipoleJob
from sim.optics.fields.slice import vertical_slice
from sim.optics.fields.waves import vertical_waves
from sim.optics.film.film import FAR_FIELD_POINTS
from sim.optics.grid.dipoles import place_dipoles
from sim.optics.grid.layout import Layout, is_cut
from sim.optics.grid.walls.pixel_zones import pixel_layout
from sim.optics.grid.walls.plan import with_plan_columns
from sim.optics.meep.ranks import is_master, on_all_ranks
from sim.optics.meep.records import Stepping, SteppingStatus
from sim.optics.methods.fdtd.budget import Analysis, dipole_shares, no_shares, own_shares
from sim.optics.methods.fdtd.cost import run_costs
from sim.optics.methods.fdtd.jobs import case_jobs
from sim.optics.methods.fdtd.run import LONGEST_UM, DipoleRun
from sim.optics.methods.prediction import RunCost, costliest_first
from sim.optics.methods.protocol import Share
from sim.optics.powers import Shares
from sim.progress import Reporter
from sim.results.records import ORIENTATIONS, FieldSlice
from sim.results.waves import WaveSlice
from sim.store.keys import record_key
from sim.store.run_cache import RunCache
from sim.study import OpticsSpec

Outcomes = dict[tuple[int, str], "DipoleOutcome"]
"""By node and orientation."""


@dataclass(frozen=True)
class DipoleOutcome:
    """One dipole, run and analysed.

    Attributes:
        shares: of the power at the source.
        stepping: how the run went.
        slice: picture of the field.
        waves: the field itself with its light outside.
        own: (W,) share that the own emitter takes where it absorbs in the run.
    """

    shares: Shares
    stepping: Stepping
    slice: FieldSlice | None
    own: FloatArray | None = None
    waves: WaveSlice | None = None


@dataclass(frozen=True)
class Solutions:
    """All runs of a case; ``absorbing`` is empty where it has none."""

    transparent: Outcomes
    absorbing: Outcomes

    @property
    def steppings(self) -> tuple[Stepping, ...]:
        """How all runs went."""
        both = (*self.transparent.values(), *self.absorbing.values())
        return tuple(outcome.stepping for outcome in both)


class CaseRuns:
    """The runs of a device.

    Attributes:
        layout: the device on its grid.
        nodes: dipole positions.
        jobs: the runs, in the order of the result.
        analysis: that of the layout.

    Raises:
        ValueError: a part that vanishes on the grid, or a wavelength outside a material's table.
    """

    def __init__(self, device: Device, optics: OpticsSpec) -> None:
        self._optics = optics
        self.layout = _on_grid(device, optics)
        rule = optics.dipoles
        self.nodes = place_dipoles(
            self.layout.device, self.layout.grid, rule.lateral, rule.vertical
        )
        self.jobs = case_jobs(self.layout, self.nodes, optics)
        self._costs = run_costs(self.layout, self.jobs)
        self._analyses = _Analyses(device, optics, self.layout)
        self.analysis = self._analyses.whole

    @property
    def absorbing_layout(self) -> Layout:
        """The device on its grid, with an emitter that absorbs."""
        return self._analyses.absorbing_layout

    def solve(self, reporter: Reporter, cache: RunCache, fingerprint: str) -> Solutions:
        """Every run: kept ones are taken, the others stepped.

        Args:
            reporter: shows progress, in steps of the costliest run.
            cache: keeps finished runs.
            fingerprint: names everything besides the dipole that an outcome depends on.
        """
        ledger = self._ledger(reporter)
        solutions = Solutions({}, {})
        for number, job in enumerate(self.jobs):
            outcomes = solutions.absorbing if job.absorbing else solutions.transparent
            outcomes[(job.node, job.orientation)] = self._solve_one(
                number, ledger, cache, fingerprint
            )
        return solutions

    def solve_share(
        self, share: Share, reporter: Reporter, cache: RunCache, fingerprint: str
    ) -> None:
        """The runs that this process can claim, costliest first; they are left in the cache."""
        ledger = self._ledger(reporter)
        order = costliest_first(self._costs)
        for number in order[: len(order) - share.left_over]:
            # Ranks do the same runs: the first one claims for all.
            if on_all_ranks(not is_master() or share.claims.take(number)):
                self._solve_one(number, ledger, cache, fingerprint)

    def _ledger(self, reporter: Reporter) -> _Ledger:
        reporter.start(sum(cost.units for cost in self._costs), f"{len(self.jobs)} dipole runs")
        return _Ledger(reporter)

    def _solve_one(
        self, number: int, ledger: _Ledger, cache: RunCache, fingerprint: str
    ) -> DipoleOutcome:
        job, cost = self.jobs[number], self._costs[number]
        text = f"dipole {number + 1}/{len(self.jobs)} {job.orientation}"
        key = _key(fingerprint, job)
        outcome = _from_arrays(cache.load(key), job.node)
        # Another case may be writing this record: a run is skipped by all ranks or by none.
        kept_on_all = on_all_ranks(outcome is not None)
        if outcome is None or not kept_on_all:
            outcome = _run(self._analyses.of(job), job, ledger.of(cost, text), self._optics.settled)
            cache.save(key, _to_arrays(outcome))
        ledger.close(cost, text)
        return outcome


@dataclass
class _Ledger:
    """Progress over the runs of this process."""

    reporter: Reporter
    done_units: float = 0.0

    def of(self, cost: RunCost, text: str) -> _Report:
        """Progress of the run that begins."""
        return _Report(self.reporter, self.done_units, cost, text)

    def close(self, cost: RunCost, text: str) -> None:
        """A run is done."""
        self.done_units += cost.units
        self.reporter.update(self.done_units, text)


@dataclass(frozen=True)
class _Report:
    """Progress of one run within the case."""

    reporter: Reporter
    before_units: float
    cost: RunCost
    text: str

    def __call__(self, elapsed_um: float) -> None:
        # A run that takes longer than predicted creeps towards its end.
        share = elapsed_um / self.cost.expected_um
        share = share if share < 0.9 else 0.9 + 0.1 * min(1.0, elapsed_um / LONGEST_UM)
        self.reporter.update(self.before_units + share * self.cost.units, self.text)


class _Analyses:
    """The analysis of each dipole: one for all, or one around each position of a cut pixel."""

    def __init__(self, device: Device, optics: OpticsSpec, layout: Layout) -> None:
        self._device, self._optics = device, optics
        self._cut = is_cut(device, optics)
        self.whole = _analysis(layout, optics)
        self._latest = {False: self.whole}

    def of(self, job: DipoleJob) -> Analysis:
        """The analysis that a dipole belongs to."""
        centre = (job.x_um, job.y_um) if self._cut else (0.0, 0.0)
        latest = self._latest.get(job.absorbing)
        if latest is None or latest.layout.centre_um != centre:
            latest = self._latest[job.absorbing] = _analysis(
                self._layout(job, centre), self._optics
            )
        return latest

    @cached_property
    def absorbing_layout(self) -> Layout:
        """Of the whole pixel, with an emitter that absorbs."""
        return _on_grid(self._device, self._optics, absorbing=True)

    def _layout(self, job: DipoleJob, centre_um: tuple[float, float]) -> Layout:
        if job.absorbing and not self._cut:
            return self.absorbing_layout
        return _on_grid(self._device, self._optics, centre_um, absorbing=job.absorbing)


def _on_grid(
    device: Device,
    optics: OpticsSpec,
    centre_um: tuple[float, float] = (0.0, 0.0),
    *,
    absorbing: bool = False,
) -> Layout:
    """A device on its grid, with the means beside its upright faces."""
    return with_plan_columns(pixel_layout(device, optics, centre_um, absorbing=absorbing))


def _analysis(layout: Layout, optics: OpticsSpec) -> Analysis:
    analysis = Analysis.of(layout, np.linspace(-1.0, 1.0, FAR_FIELD_POINTS))
    return replace(
        analysis,
        images=direction_images(layout.device.array),
        exit_optics=exit_optics(layout.lateral, analysis.absorption.parts, optics.glass),
        numerical_aperture=optics.numerical_aperture,
    )


def _run(analysis: Analysis, job: DipoleJob, progress: _Report, settled: float) -> DipoleOutcome:
    run = DipoleRun(analysis.layout, job)
    try:
        stepping = run.step(progress, settled)
        if stepping.status is SteppingStatus.UNSTABLE:
            own = np.full(analysis.layout.spectrum.weight.size, np.nan) if job.absorbing else None
            return DipoleOutcome(no_shares(analysis), stepping, None, own)
        phasors = run.phasors()
        shares = dipole_shares(analysis, job, phasors)
        if job.absorbing:
            return DipoleOutcome(shares, stepping, None, own_shares(analysis, phasors))
        lateral = lateral_phasors(analysis.layout, phasors)
        picture = vertical_slice(analysis.layout.lateral, job, lateral)
        waves = vertical_waves(analysis.layout.lateral, job, lateral)
    finally:
        run.close()
    return DipoleOutcome(shares, stepping, picture, waves=waves)


def _key(fingerprint: str, job: DipoleJob) -> str:
    place = f"{job.x_um:.6f},{job.y_um:.6f},{job.z_um:.6f},{job.orientation}"
    if job.absorbing:
        place += ",absorbing"
    return record_key(fingerprint, place)


def _to_arrays(outcome: DipoleOutcome) -> dict[str, NDArray[Any]]:
    arrays = outcome.shares.to_arrays() | outcome.stepping.to_arrays()
    if outcome.own is not None:
        arrays["own"] = outcome.own
    if outcome.slice is not None:
        picture = outcome.slice
        arrays["slice_intensity"] = picture.intensity
        arrays["slice_first"], arrays["slice_second"] = picture.first_um, picture.second_um
        arrays["slice_meta"] = _about(picture)
    if outcome.waves is not None:
        waves = outcome.waves
        arrays["waves_real"], arrays["waves_imaginary"] = waves.real, waves.imaginary
        arrays["waves_first"], arrays["waves_second"] = waves.first_um, waves.second_um
    return arrays


def _about(picture: FieldSlice) -> FloatArray:
    """What a picture shows: place of the plane, position, orientation, wavelength."""
    orientation = ORIENTATIONS.index(picture.orientation)
    return np.array([picture.offset_um, picture.node, orientation, picture.wavelength_nm])


def _from_arrays(arrays: Mapping[str, NDArray[Any]] | None, node: int) -> DipoleOutcome | None:
    """A kept outcome; ``node`` is its number in this case, which may differ from that at saving."""
    if arrays is None:
        return None
    picture, waves = None, None
    if "slice_intensity" in arrays:
        if "waves_real" not in arrays:
            return None  # Of a version that kept no waves.
        offset, _, orientation, wavelength = arrays["slice_meta"]
        picture = FieldSlice(
            "y",
            float(offset),
            arrays["slice_first"],
            arrays["slice_second"],
            arrays["slice_intensity"],
            node,
            ORIENTATIONS[int(orientation)],
            float(wavelength),
        )
        waves = WaveSlice(
            "y",
            float(offset),
            arrays["waves_first"],
            arrays["waves_second"],
            arrays["waves_real"],
            arrays["waves_imaginary"],
            node,
            picture.orientation,
            float(wavelength),
        )
    shares, stepping = Shares.from_arrays(arrays), Stepping.from_arrays(arrays)
    return DipoleOutcome(shares, stepping, picture, arrays.get("own"), waves)
