"""From a device to the optics of its pixel by edge: runs, response, pixel, recycling."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from geometry.device import Device
from sim.optics.film.collected import with_collected
from sim.optics.film_on_grid.bias import grid_bias
from sim.optics.film_on_grid.zone import film_numerics
from sim.optics.grid.layout import Layout
from sim.optics.meep.ranks import on_all_ranks
from sim.optics.methods.edge.absorbing_case import with_recycling_powers
from sim.optics.methods.edge.pixel import edge_result
from sim.optics.methods.edge.plan import EdgePlan, edge_plan, film_decay_um
from sim.optics.methods.edge.quadrature import DistanceBasis, between
from sim.optics.methods.edge.refinement import Steps, WallSolution, refined_wall
from sim.optics.methods.edge.response import (
    EdgeResponse,
    GridCells,
    LineSums,
    at_any_distance,
    bound_power,
    point_powers,
    reflected_share,
    without_window,
)
from sim.optics.methods.edge.runs import WallRuns
from sim.optics.methods.planar.case import planar_optics, planar_powers
from sim.optics.powers import Powers, stacked_powers
from sim.optics.wall_alone.kept import kept_difference
from sim.optics.wall_alone.run import AloneCells
from sim.progress import Reporter
from sim.results.averages import lee
from sim.results.records import OpticalResult
from sim.store.run_cache import RunCache
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
    runs = WallRuns.of(reporter, cache, fingerprint)
    wall = solved_wall(device, optics, runs, film)
    result = with_recycling_powers(wall, device, optics, runs)
    return replace(result, cost=replace(result.cost, wall_s=time.perf_counter() - started))


def solved_wall(
    device: Device, optics: OpticsSpec, runs: WallRuns, film: OpticalResult | None = None
) -> WallSolution:
    """A straight wall beside a transparent emitter and its pixel, refined where that is asked for.

    Args:
        device, optics, film: as in :func:`edge_optics`.
        runs: where and how runs are kept.
    """
    kept = runs.remembered() if optics.refine.rounds > 0 else runs

    def solve(added_um: tuple[float, ...]) -> WallSolution:
        plan = edge_plan(device, optics, added_um)
        response = edge_response(device, optics, kept, film, plan)
        return WallSolution(plan.section, response, edge_result(response, device), added_um)

    steps = Steps(solve, time.perf_counter, on_all_ranks, runs.reporter.warn)
    return refined_wall(device, optics, steps)


def edge_response(
    device: Device,
    optics: OpticsSpec,
    runs: WallRuns,
    film: OpticalResult | None = None,
    plan: EdgePlan | None = None,
) -> EdgeResponse:
    """A straight wall's effect on dipoles in a transparent emitter.

    Args:
        device, optics, film: as in :func:`edge_optics`.
        runs: where and how runs are kept.
        plan: of the runs; None for that of ``optics``.
    """
    started = time.perf_counter()
    plan = plan or edge_plan(device, optics)
    sums = runs.solve(plan, device)
    layout, section, parts = sums.film.layout, plan.section, sums.parts
    films = _films(device, layout, optics, film)
    planar, over_zone = at_any_distance(films.at_runs, parts), at_any_distance(films.exact, parts)
    in_window = _stacked([[_powers(sums.film_at(z, np.inf))] for z in section.height_um])
    wall, alike = (
        _stacked([[_powers(at(z, d)) for d in section.distance_um] for z in section.height_um])
        for at in (sums.at, sums.film_at)
    )
    effect = without_window(wall.minus(alike), planar, in_window)
    height_um = films.exact.node_um[:, 2]
    spread = between(height_um, section.height_um)
    bias = grid_bias(layout)
    response = EdgeResponse(
        basis=DistanceBasis(section.distance_um, film_decay_um(device)),
        height_um=height_um,
        height_weight=films.exact.node_weight,
        wavelength_um=layout.spectrum.wavelength_um,
        spectral_weight=layout.spectrum.weight,
        planar=over_zone,
        effect=effect.at_heights(spread),
        coarse_effect=sums.coarse_effect(spread),
        film_on_grid=in_window.at_heights(spread),
        guided=bound_power(over_zone) / np.tensordot(spread, bound_power(planar), 1),
        horizontal_fraction=device.emission.horizontal_fraction,
        parts=parts,
        plqy=device.emission.plqy,
        status=sums.status,
        cost=replace(sums.cost, wall_s=time.perf_counter() - started),
        film=films.exact,
        reflectance=0.0,
        cells=GridCells(
            film=float(np.max(np.abs(bias.purcell))),
            snapping=abs(lee(films.snapped) - lee(films.at_runs)),
            wall_um=_wall_error_um(device, plan, runs),
            last_change=sums.last_change,
        ),
        warnings=tuple(snap.sentence for snap in layout.snaps),
    )
    return replace(response, reflectance=_reflectance(response))


def _reflectance(response: EdgeResponse) -> float:
    """What leaves the window on the own side with the wall there, less what leaves it without, over
    the latter; light from the last distance, whose way there and back is taken out."""
    sent, returned = (
        response.emitted(power)
        for power in (response.film_on_grid.own_side[:, 0], response.effect.own_side[:, -1])
    )
    return reflected_share(response.basis, sent, returned)


def _wall_error_um(device: Device, plan: EdgePlan, runs: WallRuns) -> float:
    """Of the wall alone on the section's cells, kept as its runs are."""
    cells = AloneCells(plan.section.optics.lateral_cell_um, plan.section.zone.refinement)
    return kept_difference(device, cells, runs.cache, runs.fingerprint).length_um


def _powers(place: list[LineSums]) -> list[Powers]:
    return [point_powers(line.fine, line.pattern) for line in place]


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
        exact=with_collected(
            planar_optics(film, film_numerics(optics)) if exact is None else exact, film, optics
        ),
        at_runs=planar_powers(film, optics),
        snapped=planar_powers(layout.device.as_film(), optics),
    )


def _stacked(rows: list[list[list[Powers]]]) -> Powers:
    """From nested lists (Z, D, O) of powers (W, ...) to arrays (Z, D, O, W, ...)."""
    return stacked_powers(
        [
            stacked_powers([stacked_powers(orientations) for orientations in distances])
            for distances in rows
        ]
    )
