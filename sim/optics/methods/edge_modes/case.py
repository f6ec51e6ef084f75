"""From a device to the optics of its pixel by its wall's modes."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from geometry.arrays import FloatArray
from geometry.device import Device
from sim.optics.film.away_ratio import with_film_ratio
from sim.optics.film.collected import with_collected
from sim.optics.film.film import FAR_FIELD_POINTS
from sim.optics.methods.edge.pixel import edge_result
from sim.optics.methods.edge.plan import film_decay_um, is_absorbing_asked
from sim.optics.methods.edge.quadrature import DistanceBasis, between
from sim.optics.methods.edge.response import (
    MOST_REFLECTED,
    CoarseEffect,
    EdgeResponse,
    ModeCells,
    at_any_distance,
    bound_power,
)
from sim.optics.methods.edge_modes.absorbing import with_absorbing_emitter
from sim.optics.methods.edge_modes.kept import KeptWalls
from sim.optics.methods.edge_modes.round_recycling import (
    LossyChange,
    absorbing_name,
    has_whole_recycling,
    round_change_of_lossy,
    with_round_recycling,
)
from sim.optics.methods.edge_modes.round_trips import round_trips, with_round_trips
from sim.optics.methods.edge_modes.setup import WallSetup
from sim.optics.methods.edge_modes.small_round import (
    LeeChange,
    round_change_of_lee,
    round_pixel,
    with_round_wall,
)
from sim.optics.powers import Powers
from sim.optics.wall_modes.arrivals import WallArrivals, wall_arrivals, wall_light
from sim.optics.wall_modes.effect import Progress, power_change
from sim.optics.wall_modes.profile import STEP_UM
from sim.optics.wall_modes.wavevectors import WallRule
from sim.progress import Reporter
from sim.results.averages import lee
from sim.results.records import Cost, OpticalResult, Status
from sim.study import Method, OpticsSpec

COARSER = 1.5
"""Cells of a second solution over those of the first: their difference judges the latter."""

BLUNTER = 2.0
"""Steps of inclined faces in that solution over those of the first."""

STAGES = 2
"""Solutions per wavelength with a transparent emitter: power, and where it arrives."""


def edge_modes_optics(
    device: Device,
    optics: OpticsSpec,
    reporter: Reporter,
    film: OpticalResult,
    rule: WallRule | None = None,
    kept: KeptWalls | None = None,
) -> OpticalResult:
    """Solve a wide pixel from its straight wall's modes.

    Args:
        device: patterned, with smooth upright walls.
        optics: numerics.
        reporter: shows progress.
        film: the exact solution of the device's film over its zone.
        rule: how finely; None for the usual one.
        kept: walls that were solved before; None keeps none.

    Raises:
        ValueError: a device that the method cannot treat.
    """
    started = time.perf_counter()
    setup, rule, kept = WallSetup.of(device, optics), rule or WallRule(), kept or KeptWalls.none()
    film = with_collected(film, device.as_film(), optics)
    absorbing = is_absorbing_asked(device, optics)
    waves = [float(wave) for wave in setup.spectrum.wavelength_um]
    stages = _Stages(reporter, 1 + len(waves) * (STAGES + absorbing))
    solved = []
    for wave in waves:
        solve = partial(_solved, setup, rule, wave, stages)
        solved.append(kept.record(_Solved, f"{rule}, {wave!r}, transparent", solve))
        stages.reach(STAGES * len(solved))
    response = _response(setup, film, solved)
    result = edge_result(response, device)
    if absorbing and result.status.is_solved:
        result = with_absorbing_emitter(setup, rule, response, result, stages.next, kept)
    else:
        result = with_film_ratio(result, film)
    if result.status.is_solved:
        result = _with_all_walls(setup, rule, response, result, solved[setup.peak], stages, kept)
    stages.finish()
    cost = Cost(runs=stages.total, wall_s=time.perf_counter() - started)
    return replace(result, cost=cost)


def _with_all_walls(
    setup: WallSetup,
    rule: WallRule,
    response: EdgeResponse,
    result: OpticalResult,
    peak: _Solved,
    stages: _Stages,
    kept: KeptWalls,
) -> OpticalResult:
    """A result with what the rule for several walls misses."""
    well = round_pixel(setup.device)
    if well is None or not well.is_small:
        told = stages.next("between two walls")
        changed = peak.total, peak.arrived.light.air
        trips = round_trips(setup, rule, changed, response.basis, response.reflectance, kept)
        told(1.0)
        ruled = with_round_trips(result, response, setup.device, trips)
        if well is None or not _misses(ruled, setup.optics):
            return ruled
    told = stages.next("the whole well")
    solve = partial(round_change_of_lee, setup, rule.cells, well.radius_um, told)
    change = kept.record(LeeChange, f"{rule}, {well.name}", solve)
    whole = with_round_wall(result, response.film, change, well.shape_error)
    if not (is_absorbing_asked(setup.device, setup.optics) and has_whole_recycling(setup, well)):
        return whole
    told = stages.next("the whole well, absorbing emitter")
    lossy = partial(round_change_of_lossy, setup, rule.cells, well.radius_um, told)
    taken = kept.record(LossyChange, f"{rule}, {absorbing_name(well)}", lossy)
    return with_round_recycling(whole, response.film, taken, well.shape_error)


def _misses(result: OpticalResult, optics: OpticsSpec) -> bool:
    """Whether LEE's error is above the tolerance that was asked for."""
    return optics.is_tolerance_given and result.lee_error > optics.tolerance * lee(result)


class _Stages:
    """Progress over stages of about equal length."""

    def __init__(self, reporter: Reporter, total: int) -> None:
        self.total = total
        self._reporter, self._done = reporter, 0
        reporter.start(float(total), f"{total} solutions of the wall")

    def next(self, text: str) -> Progress:
        """Begin a stage, one more than planned if need be; what is told its share."""
        before, self._done = self._done, self._done + 1
        if self._done > self.total:
            self.total = self._done
            self._reporter.start(float(self.total), f"{self.total} solutions of the wall")

        def told(share: float) -> None:
            self._reporter.update(before + share, text)

        return told

    def reach(self, count: int) -> None:
        """So many are done, solved or kept."""
        self._done = count
        self._reporter.update(float(count), "wall")

    def finish(self) -> None:
        """All are done."""
        self._reporter.finish("wall solved")


@dataclass(frozen=True)
class _Solved:
    """One wavelength, the emitter transparent; powers (Z, 3, S).

    Attributes:
        total, coarse_total: change of power by all wavevectors, and by every other one.
        cells_total, cells_air: with coarser cells.
        arrived: where it arrives.
    """

    total: FloatArray
    coarse_total: FloatArray
    cells_total: FloatArray
    cells_air: FloatArray
    arrived: WallArrivals


def _solved(setup: WallSetup, rule: WallRule, wavelength_um: float, stages: _Stages) -> _Solved:
    case = setup.case(wavelength_um, absorbing=False)
    text = f"{wavelength_um * 1e3:.0f} nm, transparent emitter"
    total, coarse_total = power_change(case, rule, stages.next(f"power, {text}"))
    coarser = replace(rule, cells=rule.cells.times(COARSER))
    blunter = setup.case(wavelength_um, absorbing=False, step_um=BLUNTER * STEP_UM)
    cosine = np.linspace(-1.0, 1.0, FAR_FIELD_POINTS)
    told = stages.next(f"where it arrives, {text}")
    return _Solved(
        total,
        coarse_total,
        power_change(blunter, coarser)[0],
        wall_light(blunter, coarser).air,
        wall_arrivals(case, rule, cosine, told),
    )


def _response(setup: WallSetup, film: OpticalResult, solved: Sequence[_Solved]) -> EdgeResponse:
    device, parts = setup.device, setup.parts
    height_um = film.node_um[:, 2]
    spread = between(height_um, setup.height_um)
    at_runs, over_zone = (at_any_distance(one, parts) for one in (setup.film, film))

    def effect(of: Callable[[_Solved], FloatArray]) -> FloatArray:
        """(Z', D, 3, W, ...) at the film's heights from (Z, 3, S, ...) of every wavelength."""
        rows = [setup.at_distances(of(one)) for one in solved]
        return np.asarray(np.tensordot(spread, np.stack(rows, axis=3), 1))

    powers = _effect(setup, effect)
    zero = np.zeros_like(powers.total)
    guided = bound_power(over_zone) / np.tensordot(spread, bound_power(at_runs), 1)
    return EdgeResponse(
        basis=DistanceBasis(setup.places.distance_um, film_decay_um(device)),
        height_um=height_um,
        height_weight=film.node_weight,
        wavelength_um=setup.spectrum.wavelength_um,
        spectral_weight=setup.spectrum.weight,
        planar=over_zone,
        effect=powers,
        coarse_effect=CoarseEffect(
            effect(lambda one: one.coarse_total),
            effect(lambda one: one.arrived.coarse_light.air),
            effect(lambda one: one.arrived.coarse_light.foreign),
            zero
            if setup.numerical_aperture is None
            else effect(lambda one: _collected(one.arrived, coarse=True)[1]),
        ),
        film_on_grid=over_zone,
        guided=guided,
        horizontal_fraction=device.emission.horizontal_fraction,
        parts=parts,
        plqy=device.emission.plqy,
        status=Status.OK,
        cost=Cost(),
        film=film,
        reflectance=min(
            MOST_REFLECTED,
            float(setup.spectrum.weight @ [one.arrived.reflectance for one in solved]),
        ),
        cells=ModeCells(effect(lambda one: one.cells_total), effect(lambda one: one.cells_air)),
        warnings=(),
        method=Method.EDGE_MODES,
    )


def _effect(
    setup: WallSetup, effect: Callable[[Callable[[_Solved], FloatArray]], FloatArray]
) -> Powers:
    """All powers; the emitter's own absorption stays that of the film (absorbing.py has it)."""
    total = effect(lambda one: one.total)
    air = effect(lambda one: one.arrived.light.air)
    zero = np.zeros_like(total)
    collected = foreign_collected = zero
    if setup.numerical_aperture is not None:
        collected = effect(lambda one: _collected(one.arrived)[0])
        foreign_collected = effect(lambda one: _collected(one.arrived)[1])
    return Powers(
        total=total,
        air=air,
        substrate=effect(lambda one: one.arrived.ends.glass) - air,
        superstrate=effect(lambda one: one.arrived.ends.superstrate),
        lateral=zero,
        own_side=zero,
        absorbed=effect(lambda one: one.arrived.ends.absorbed),
        reabsorbed=zero,
        foreign_air=effect(lambda one: one.arrived.light.foreign),
        far_field=effect(lambda one: one.arrived.far_field),
        collected=collected,
        foreign_collected=foreign_collected,
    )


def _collected(arrived: WallArrivals, *, coarse: bool = False) -> tuple[FloatArray, FloatArray]:
    """Change of light within the aperture, and of what its image shows over the neighbour."""
    light = arrived.coarse_collected if coarse else arrived.collected
    if light is None:
        raise ValueError("expected a solution with a numerical aperture")
    return light.air, light.foreign
