"""All dipoles of a case by FDTD: which runs are needed, running them, and putting them together."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from geometry.device import Device
from sim.config import OpticsSpec
from sim.optics.absorption import absorption_map, own_emitter_mask
from sim.optics.budget import Analysis, DipoleShares, dipole_shares, no_shares
from sim.optics.dipole_record import DipoleJob, Stepping, SteppingStatus
from sim.optics.dipoles import Node, place_dipoles
from sim.optics.fdtd import LONGEST_UM, DipoleRun, on_all_ranks
from sim.optics.fdtd_errors import error_parts
from sim.optics.field_slice import vertical_slice
from sim.optics.jobs import needed_jobs
from sim.optics.layout import Layout, is_cut, lay_out
from sim.optics.planar_case import FAR_FIELD_POINTS
from sim.optics.point_group import direction_images
from sim.optics.reabsorption import own_emitter
from sim.progress import Reporter
from sim.results import ORIENTATIONS, Cost, FieldSlice, OpticalResult, Status

FloatArray = NDArray[np.float64]

EXPECTED_UM = 16.0
"""Time times c that a run usually takes, for the progress bar."""

CLOSED = 0.03
"""Open share of the averaged budget up to which it is called closed."""


class DipoleCache(Protocol):
    """Keeps finished dipole runs, so that an interrupted case goes on where it was."""

    def load(self, key: str) -> Mapping[str, NDArray[Any]] | None:
        """Arrays kept under ``key``, or None."""

    def save(self, key: str, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Keep arrays under ``key``."""


class NoCache:
    """Keeps nothing."""

    def load(self, key: str) -> None:
        """Nothing is kept."""

    def save(self, key: str, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Keep nothing."""


@dataclass(frozen=True)
class DipoleOutcome:
    """One dipole, run and analysed."""

    shares: DipoleShares
    stepping: Stepping
    slice: FieldSlice | None


def fdtd_optics(
    device: Device,
    optics: OpticsSpec,
    reporter: Reporter,
    cache: DipoleCache | None = None,
    fingerprint: str = "",
) -> OpticalResult:
    """Solve a device with every dipole of its quadrature.

    Args:
        device: the device; patterned or a film.
        optics: numerics.
        reporter: told how far it is.
        cache: keeps finished dipoles.
        fingerprint: names everything besides the dipole that its outcome depends on.

    Raises:
        ValueError: a part that vanishes on the grid, or a wavelength outside a material's table.
    """
    started = time.perf_counter()
    layout = lay_out(device, optics)
    nodes = place_dipoles(
        layout.device, layout.grid, optics.dipoles.lateral, optics.dipoles.vertical
    )
    jobs = needed_jobs(layout, nodes, optics)
    analyses = _Analyses(device, optics, layout)
    kept = cache if cache is not None else NoCache()
    reporter.start(len(jobs) * EXPECTED_UM, f"{len(jobs)} dipole runs")
    outcomes: dict[tuple[int, str], DipoleOutcome] = {}
    for number, job in enumerate(jobs):
        text = f"dipole {number + 1}/{len(jobs)} {job.orientation}"
        key = _key(fingerprint, job)
        outcome = _from_arrays(kept.load(key), job.node)
        # Another case may be writing this record: a run is skipped by all ranks or by none.
        found_by_all = on_all_ranks(outcome is not None)
        if outcome is None or not found_by_all:
            outcome = _run(analyses.of(job), job, _Report(reporter, number, text))
            kept.save(key, _to_arrays(outcome))
        outcomes[(job.node, job.orientation)] = outcome
        reporter.update((number + 1) * EXPECTED_UM, text)
    result = _assemble(analyses.whole, nodes, outcomes)
    parts = error_parts(device, optics, layout, result, [o.stepping for o in outcomes.values()])
    cost = _cost(outcomes.values(), time.perf_counter() - started)
    return replace(result, lee_error=sum(parts.values()), error_parts=parts, cost=cost)


@dataclass(frozen=True)
class _Report:
    """Progress of one run within the case."""

    reporter: Reporter
    number: int
    text: str

    def __call__(self, elapsed_um: float) -> None:
        # A run that takes longer than most creeps towards its end.
        share = elapsed_um / EXPECTED_UM
        share = share if share < 0.9 else 0.9 + 0.1 * min(1.0, elapsed_um / LONGEST_UM)
        self.reporter.update((self.number + share) * EXPECTED_UM, self.text)


class _Analyses:
    """The analysis of each dipole: one for all, or one around each position of a cut pixel."""

    def __init__(self, device: Device, optics: OpticsSpec, layout: Layout) -> None:
        self._device, self._optics = device, optics
        self._cut = is_cut(device, optics)
        self.whole = _analysis(layout)
        self._latest = self.whole

    def of(self, job: DipoleJob) -> Analysis:
        """The analysis that a dipole belongs to."""
        centre = (job.x_um, job.y_um)
        if self._cut and self._latest.layout.centre_um != centre:
            self._latest = _analysis(lay_out(self._device, self._optics, centre))
        return self._latest


def _analysis(layout: Layout) -> Analysis:
    cell = layout.own_cell
    absorption = absorption_map(layout, layout.film_box)
    mask = own_emitter_mask(layout, absorption, cell)
    return Analysis(
        layout=layout,
        absorption=absorption,
        own_cell=cell,
        own_emitter=own_emitter(layout, absorption, mask),
        direction_cosine=np.linspace(-1.0, 1.0, FAR_FIELD_POINTS),
        images=direction_images(layout.device.array),
    )


def _run(analysis: Analysis, job: DipoleJob, progress: _Report) -> DipoleOutcome:
    run = DipoleRun(analysis.layout, job)
    try:
        stepping = run.step(progress)
        if stepping.status is SteppingStatus.UNSTABLE:
            return DipoleOutcome(no_shares(analysis), stepping, None)
        phasors = run.phasors()
        shares = dipole_shares(analysis, job, phasors)
        picture = vertical_slice(analysis.layout, job, phasors)
    finally:
        run.close()
    return DipoleOutcome(shares, stepping, picture)


def _key(fingerprint: str, job: DipoleJob) -> str:
    place = f"{job.x_um:.6f},{job.y_um:.6f},{job.z_um:.6f},{job.orientation}"
    return hashlib.sha256(f"{fingerprint}|{place}".encode()).hexdigest()


def _to_arrays(outcome: DipoleOutcome) -> dict[str, NDArray[Any]]:
    arrays: dict[str, NDArray[Any]] = {
        field.name: getattr(outcome.shares, field.name) for field in fields(DipoleShares)
    }
    s = outcome.stepping
    arrays["stepping"] = np.array([s.steps, s.voxels, s.stepping_s, s.wall_s, s.last_change])
    arrays["stepping_status"] = np.array(list(SteppingStatus).index(s.status))
    if outcome.slice is not None:
        picture = outcome.slice
        arrays["slice_intensity"] = picture.intensity
        arrays["slice_first"], arrays["slice_second"] = picture.first_um, picture.second_um
        arrays["slice_meta"] = np.array(
            [picture.offset_um, picture.node, ORIENTATIONS.index(picture.orientation),
             picture.wavelength_nm]
        )  # fmt: skip
    return arrays


def _from_arrays(arrays: Mapping[str, NDArray[Any]] | None, node: int) -> DipoleOutcome | None:
    """A kept outcome; ``node`` is its number in this case, which may differ from that at saving."""
    if arrays is None:
        return None
    shares = DipoleShares(**{field.name: arrays[field.name] for field in fields(DipoleShares)})
    steps, voxels, stepping_s, wall_s, change = arrays["stepping"]
    status = list(SteppingStatus)[int(arrays["stepping_status"])]
    stepping = Stepping(
        status, int(steps), int(voxels), float(stepping_s), float(wall_s), float(change)
    )
    picture = None
    if "slice_intensity" in arrays:
        offset, _, orientation, wavelength = arrays["slice_meta"]
        picture = FieldSlice(
            "y", float(offset), arrays["slice_first"], arrays["slice_second"],
            arrays["slice_intensity"], node, ORIENTATIONS[int(orientation)], float(wavelength),
        )  # fmt: skip
    return DipoleOutcome(shares, stepping, picture)


def _assemble(
    analysis: Analysis, nodes: tuple[Node, ...], outcomes: dict[tuple[int, str], DipoleOutcome]
) -> OpticalResult:
    layout = analysis.layout
    table = [
        [_shares_of(outcomes, number, node, o) for o in ORIENTATIONS]
        for number, node in enumerate(nodes)
    ]

    def gather(name: str) -> FloatArray:
        return np.array([[getattr(shares, name) for shares in row] for row in table])

    shown = _absorbing(analysis)
    emission = layout.device.emission
    steppings = [outcome.stepping for outcome in outcomes.values()]
    slices = tuple(o.slice for o in outcomes.values() if o.slice is not None)
    result = OpticalResult(
        method="fdtd",
        status=_status(steppings),
        wavelength_nm=layout.spectrum.wavelength_um * 1e3,
        spectral_weight=layout.spectrum.weight,
        node_um=np.array([[n.x_um, n.y_um, n.z_um] for n in nodes]),
        node_weight=np.array([n.weight for n in nodes]),
        wall_distance_um=np.array([n.wall_distance_um for n in nodes]),
        horizontal_fraction=emission.horizontal_fraction,
        plqy=emission.plqy,
        purcell=gather("purcell"),
        air=gather("air"),
        substrate=gather("substrate"),
        lateral=gather("lateral"),
        superstrate=gather("superstrate"),
        absorbing_parts=tuple(analysis.absorption.parts[i] for i in shown),
        absorbed=gather("absorbed")[..., shown],
        reabsorbed=gather("reabsorbed"),
        own_pixel_share=gather("own_share"),
        direction_cosine=analysis.direction_cosine,
        far_field=gather("far_field"),
        lee_error=float("nan"),
        slices=slices,
        warnings=_warnings(layout, gather("reabsorbed")),
    )
    return replace(result, status=_with_budget(result))


def _shares_of(
    outcomes: dict[tuple[int, str], DipoleOutcome], number: int, node: Node, orientation: str
) -> DipoleShares:
    """Shares of one orientation; a y dipole on the axis is an x dipole seen from the side."""
    found = outcomes.get((number, orientation))
    if found is not None:
        return found.shares
    twin = outcomes.get((number, {"x": "y", "y": "x"}.get(orientation, "")))
    if twin is not None and node.isotropic:
        return replace(twin.shares, far_field=np.swapaxes(twin.shares.far_field, 1, 2))
    any_run = next(iter(outcomes.values())).shares
    return replace(
        any_run,
        **{field.name: np.zeros_like(getattr(any_run, field.name)) for field in fields(any_run)},
    )


def _absorbing(analysis: Analysis) -> list[int]:
    """Layers always, other parts only where they absorb."""
    layers = {layer.name for layer in analysis.layout.device.stack.layers}
    absorbing = {
        solid.part
        for solid, choice in zip(analysis.layout.solids, analysis.layout.media.choices, strict=True)
        if choice.model.conductivity or choice.model.poles
    }
    names = analysis.absorption.parts
    return [i for i, name in enumerate(names) if name in layers or name in absorbing]


def _status(steppings: list[Stepping]) -> Status:
    found = {stepping.status for stepping in steppings}
    if SteppingStatus.UNSTABLE in found:
        return Status.UNSTABLE
    return Status.NOT_CONVERGED if SteppingStatus.NOT_CONVERGED in found else Status.OK


def _with_budget(result: OpticalResult) -> Status:
    weight = result.node_weight[:, None, None] * result.spectral_weight
    open_share = np.abs((result.closure_error * result.purcell * weight).sum())
    open_share /= (result.purcell * weight).sum()
    if result.status is Status.OK and open_share > CLOSED:
        return Status.BUDGET_OPEN
    return result.status


def _warnings(layout: Layout, reabsorbed: FloatArray) -> tuple[str, ...]:
    sentences = [snap.sentence for snap in layout.snaps]
    if reabsorbed.max() > 0.2:
        sentences.append(
            f"up to {reabsorbed.max():.0%} of a dipole's power is reabsorbed by its own pixel's "
            "emitter; the shares of the budget are those before reabsorption"
        )
    if layout.media.max_dn > 0.01 or layout.media.max_dk > 0.01:
        sentences.append(
            f"media fitted over the spectrum miss n by up to {layout.media.max_dn:.3f} and k by up "
            f"to {layout.media.max_dk:.3f}"
        )
    return tuple(sentences)


def _cost(outcomes: Any, wall_s: float) -> Cost:
    steppings = [outcome.stepping for outcome in outcomes]
    return Cost(
        voxels=max(s.voxels for s in steppings),
        voxel_steps=float(sum(s.voxels * s.steps for s in steppings)),
        runs=len(steppings),
        stepping_s=sum(s.stepping_s for s in steppings),
        wall_s=wall_s,
    )
