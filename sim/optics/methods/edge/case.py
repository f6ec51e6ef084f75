"""From a device to the optics of its pixel by edge: runs, response, pixel, recycling."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from geometry.arrays import FloatArray
from geometry.device import Device
from sim.optics.film.away_ratio import with_film_ratio
from sim.optics.film.decay import guided_fate
from sim.optics.film.film import planar_stack
from sim.optics.film_on_grid.bias import grid_bias
from sim.optics.film_on_grid.recycling import sheet_factor
from sim.optics.film_on_grid.zone import film_numerics
from sim.optics.grid.layout import Layout
from sim.optics.lossy_powers import LossyPowers, stacked_lossy
from sim.optics.methods.edge.absorbing import (
    AbsorbingWall,
    lossy_powers,
    open_share,
    with_absorbing_wall,
)
from sim.optics.methods.edge.pixel import edge_result
from sim.optics.methods.edge.plan import (
    absorbing_decay_um,
    edge_plan,
    film_decay_um,
    is_absorbing_asked,
)
from sim.optics.methods.edge.quadrature import DistanceBasis
from sim.optics.methods.edge.response import (
    EdgeResponse,
    LineSums,
    point_powers,
    reflected_share,
    without_window,
)
from sim.optics.methods.edge.runs import WallRuns, WallSums
from sim.optics.methods.planar.case import planar_optics, planar_powers
from sim.optics.powers import Powers, powers_of, stacked_powers
from sim.progress import Reporter
from sim.results.averages import lee
from sim.results.records import ORIENTATIONS, OpticalResult, Status
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
    response = edge_response(device, optics, runs, film)
    result = with_recycling_powers(edge_result(response, device), response, device, optics, runs)
    wall = time.perf_counter() - started
    return replace(result, cost=replace(result.cost, wall_s=wall))


def edge_response(
    device: Device, optics: OpticsSpec, runs: WallRuns, film: OpticalResult | None = None
) -> EdgeResponse:
    """A straight wall's effect on dipoles in a transparent emitter; as in :func:`edge_optics`."""
    started = time.perf_counter()
    plan = edge_plan(device, optics)
    sums = runs.solve(plan, device)
    layout, section, parts = sums.film.layout, plan.section, sums.parts
    films = _films(device, layout, optics, film)
    planar, over_zone = _at_any_distance(films.at_runs, parts), _at_any_distance(films.exact, parts)
    in_window = _stacked([[_powers(sums.film_at(z, np.inf))] for z in section.height_um])
    wall, alike = (
        _stacked([[_powers(at(z, d)) for d in section.distance_um] for z in section.height_um])
        for at in (sums.at, sums.film_at)
    )
    effect = without_window(wall.minus(alike), planar, in_window)
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
        coarse_effect=sums.coarse_effect(spread),
        film_on_grid=in_window.at_heights(spread),
        guided=_bound(over_zone) / np.tensordot(spread, _bound(planar), 1),
        horizontal_fraction=device.emission.horizontal_fraction,
        parts=parts,
        plqy=device.emission.plqy,
        status=sums.status,
        last_change=sums.last_change,
        cost=replace(sums.cost, wall_s=time.perf_counter() - started),
        film=films.exact,
        grid_error=float(np.max(np.abs(bias.purcell))),
        snapping_error=abs(lee(films.snapped) - lee(films.at_runs)),
        warnings=tuple(snap.sentence for snap in layout.snaps),
    )


def with_recycling_powers(
    result: OpticalResult,
    response: EdgeResponse,
    device: Device,
    optics: OpticsSpec,
    runs: WallRuns,
) -> OpticalResult:
    """An edge result with the powers of the absorbing emitter: of its own runs, or by its film.

    Args:
        result: of the transparent emitter.
        response: that it was made from.
        device, optics, runs: as in :func:`edge_optics`.
    """
    if not is_absorbing_asked(device, optics) or not result.status.is_solved:
        return with_film_ratio(result, response.film)
    sums = runs.solve(edge_plan(device, optics).absorbing, device)
    if sums.status is not Status.OK:
        told = with_film_ratio(result, response.film)
        unstable = "runs with the absorbing emitter were unstable and are not used"
        return replace(told, warnings=(*told.warnings, unstable))
    solved = with_absorbing_wall(result, _absorbing_wall(device, response, sums), response, device)
    cost, more = result.cost, sums.cost
    return replace(
        solved,
        cost=replace(
            cost,
            runs=cost.runs + more.runs,
            voxel_steps=cost.voxel_steps + more.voxel_steps,
            stepping_s=cost.stepping_s + more.stepping_s,
        ),
    )


def _absorbing_wall(device: Device, response: EdgeResponse, sums: WallSums) -> AbsorbingWall:
    section, layout = sums.plan.section, sums.film.layout
    spread = _between(response.height_um, section.height_um)
    emitter = sums.parts.index(layout.device.stack.emitter.name)
    returning = {z: _returning(layout, float(z)) for z in section.height_um}
    vertical = _vertical(layout)

    def change(z: float, d: float, coarse: bool) -> LossyPowers:
        """Wall minus film at one place, (O, W)."""
        rows = []
        for wall, film, share in zip(sums.at(z, d), sums.film_at(z, d), returning[z], strict=True):
            line, alone = (wall.coarse, film.coarse) if coarse else (wall.fine, film.fine)
            beside = lossy_powers(line, alone, emitter, share)
            rows.append(beside.minus(lossy_powers(alone, alone, emitter, share)))
        return stacked_lossy(rows).times(vertical)

    def effect(coarse: bool) -> LossyPowers:
        heights = [
            stacked_lossy([change(z, d, coarse) for d in section.distance_um])
            for z in section.height_um
        ]
        return stacked_lossy(heights).at_heights(spread)

    basis = DistanceBasis(section.distance_um, absorbing_decay_um(device))
    lines = [line.fine for z in section.height_um for line in sums.at(z, section.distance_um[-1])]
    alone, beside = (
        np.tensordot(spread, _own_sides(sums, distance) * vertical, 1)
        for distance in (np.inf, float(section.distance_um[-1]))
    )
    exact = response.film
    assert exact.lossy_air is not None  # films of today have both
    assert exact.away is not None
    film = LossyPowers(
        exact.lossy_air[:, None], exact.away[:, None], np.zeros_like(exact.away[:, None])
    )
    return AbsorbingWall(
        basis=basis,
        reflectance=reflected_share(
            basis, response.emitted(alone), response.emitted(beside - alone)
        ),
        film=film,
        effect=effect(coarse=False),
        coarse_effect=effect(coarse=True),
        guided=response.guided,
        last_change=sums.last_change,
        closure=open_share(lines),
    )


def _own_sides(sums: WallSums, distance_um: float) -> FloatArray:
    """Guided light that leaves the window in the own pixel, (Z, O, W)."""
    heights = sums.plan.section.height_um
    at = sums.film_at if np.isinf(distance_um) else sums.at
    return np.array([[line.fine.own_side for line in at(z, distance_um)] for z in heights])


def _returning(layout: Layout, height_um: float) -> FloatArray:
    """(O, W) share of guided light behind the window that ends in its emitter."""
    travelled = layout.grid.window_x * layout.grid.lateral_cell_um
    above = height_um - layout.device.emitter_below_um
    shares = []
    for wavelength in layout.spectrum.wavelength_um:
        stack = planar_stack(layout.device.stack, float(wavelength))
        in_plane, along = guided_fate(stack, float(wavelength), above, travelled)[:, stack.emitter]
        shares.append([in_plane, in_plane, along])
    return np.array(shares).T


def _vertical(layout: Layout) -> FloatArray:
    """(O, W) factors of dipoles in an absorbing cell."""
    material = layout.device.stack.emitter.material
    index = [complex(material.index(float(w) * 1e3)) for w in layout.spectrum.wavelength_um]
    factors = np.ones((len(ORIENTATIONS), len(index)))
    factors[ORIENTATIONS.index("z")] = [sheet_factor(value) for value in index]
    return factors


def _powers(place: list[LineSums]) -> list[Powers]:
    return [point_powers(line.fine, line.pattern) for line in place]


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
