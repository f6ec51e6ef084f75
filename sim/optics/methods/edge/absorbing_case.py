"""The wall of a case with emitters that absorb: its own runs, as recycling needs them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from geometry.arrays import FloatArray
from geometry.device import Device
from sim.optics.film.away_ratio import with_film_ratio
from sim.optics.film.decay import guided_fate
from sim.optics.film.film import planar_stack
from sim.optics.grid.layout import Layout
from sim.optics.lossy_powers import LossyPowers, stacked_lossy
from sim.optics.methods.edge.absorbing import (
    AbsorbingWall,
    dipole_factors,
    lossy_powers,
    open_share,
    with_absorbing_wall,
)
from sim.optics.methods.edge.plan import absorbing_decay_um, edge_plan, is_absorbing_asked
from sim.optics.methods.edge.quadrature import DistanceBasis, between
from sim.optics.methods.edge.refinement import WallSolution
from sim.optics.methods.edge.response import EdgeResponse, reflected_share
from sim.optics.methods.edge.runs import WallRuns, WallSums
from sim.results.records import OpticalResult, Status
from sim.study import OpticsSpec


def with_recycling_powers(
    wall: WallSolution, device: Device, optics: OpticsSpec, runs: WallRuns
) -> OpticalResult:
    """An edge result with the powers of the absorbing emitter: of its own runs, or by its film.

    Args:
        wall: of the transparent emitter.
        device, optics, runs: as in :func:`solved_wall`.
    """
    result, response = wall.result, wall.response
    if not is_absorbing_asked(device, optics) or not result.status.is_solved:
        return with_film_ratio(result, response.film)
    sums = runs.solve(edge_plan(device, optics, wall.added_um).absorbing, device)
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
    spread = between(response.height_um, section.height_um)
    emitter = sums.parts.index(layout.device.stack.emitter.name)
    returning = {z: _returning(layout, float(z)) for z in section.height_um}
    vertical = dipole_factors(layout.device.stack.emitter.material, layout.spectrum.wavelength_um)

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
