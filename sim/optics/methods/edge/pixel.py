"""A wide pixel from its straight wall's response: LEE(w) = planar + P/A Lambda + corner term.

Nodes are the response's distances and one far from the wall, weighted by the share of the emitting
area at these distances from the nearest wall. What the other walls add to a point is put in as its
mean over the pixel, so that the averaged powers are those of X_planar + sum over walls of what each
does (sim.optics.methods.edge.walls).

Orientations: x across the wall, y along it, z up.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from geometry.arrays import FloatArray
from geometry.device import Device
from sim.optics.methods.edge.areas import (
    WallDistances,
    pixel_measures,
    wall_distances,
    wall_normals,
)
from sim.optics.methods.edge.errors import WallEffect, wall_errors, with_crosstalk_rules
from sim.optics.methods.edge.quadrature import DistanceBasis
from sim.optics.methods.edge.response import EdgeResponse, ModeCells
from sim.optics.methods.edge.walls import all_walls
from sim.optics.powers import Axes, Powers, assemble, status_by_budget
from sim.optics.section.section import ENOUGH_DISTANCES
from sim.optics.spectrum import SpectrumRule
from sim.results.averages import budget, lee
from sim.results.far_field import RESOLVED
from sim.results.records import OpticalResult, Status

MOST_NODES = 16
"""Distances that a result keeps, with a far field each; more are averaged in groups."""

_NEGLIGIBLE = 1e-12
"""Share of area or power that is rounding."""


@dataclass(frozen=True)
class PixelNodes:
    """Emitter positions of a pixel, N = D + 1 of them, fewer where the pixel is narrow.

    Attributes:
        distance_um: (N,) from the nearest wall; the last one is far from it.
        weight: (N,) share of the area.
        effect: (N, D) weights of the response's effects in a node's power.
    """

    distance_um: FloatArray
    weight: FloatArray
    effect: FloatArray

    def grouped(self, most: int) -> PixelNodes:
        """At most so many nodes, each the mean of neighbouring ones; the farthest stays alone."""
        if self.weight.size <= most:
            return self
        groups = [*np.array_split(np.arange(self.weight.size - 1), most - 1), [-1]]
        share = np.zeros((most, self.weight.size))
        for row, group in zip(share, groups, strict=True):
            row[group] = self.weight[group]
        weight = share.sum(axis=1)
        share /= weight[:, None]
        return PixelNodes(share @ self.distance_um, weight, share @ self.effect)


def pixel_nodes(basis: DistanceBasis, reflectance: float, device: Device) -> PixelNodes:
    """Where a pixel's area lies with respect to its walls.

    Args:
        basis: distances from the wall, and how an effect goes on beyond them.
        reflectance: share of guided light that a wall sends back.
        device: the pixel.
    """
    walls = wall_distances(device.patterned_array)
    last = float(basis.distance_um[-1])
    inradius = walls.inradius_um
    start = min(last, inradius)
    weight = basis.integral(walls.nearest, 0.0, start)
    beyond = basis.integral(walls.nearest, start, inradius)
    far = max(0.0, 1.0 - float(weight.sum()))
    others = all_walls(basis, walls, reflectance) - weight - beyond
    size = weight.size
    effect = np.vstack([np.eye(size), beyond / far if far > _NEGLIGIBLE else np.eye(size)[-1]])
    distance = np.append(basis.distance_um, _far_distance(walls, start, last))
    weight = np.append(weight, far)
    # Narrow pixels have no points at the larger distances.
    present = weight > _NEGLIGIBLE
    nodes = PixelNodes(distance[present], weight[present], (effect + others)[present])
    return nodes.grouped(MOST_NODES)


def _far_distance(walls: WallDistances, start_um: float, last_um: float) -> float:
    """Mean distance from the nearest wall of what lies beyond ``start_um``."""
    if walls.inradius_um <= start_um:
        return last_um
    d = np.linspace(start_um, walls.inradius_um, 2001)[:-1]
    density = walls.nearest(d)
    return float((d * density).sum() / density.sum())


def edge_result(response: EdgeResponse, device: Device) -> OpticalResult:
    """A pixel of any width with its errors and status, from :func:`pixel_from_edge`."""
    result = pixel_from_edge(response, device)
    parts = _error_parts(response, device, result)
    result = replace(result, lee_error=sum(parts.values()), error_parts=parts)
    if response.status.is_solved:
        forward = forward_error(response, device)
        warnings = (*result.warnings, *_forward_warnings(response, forward))
        result = replace(result, normal_errors={"distances": forward}, warnings=warnings)
        result = with_crosstalk_rules(result, response, device)
    return replace(result, status=_status(result))


def forward_error(response: EdgeResponse, device: Device) -> float:
    """Error of the intensity along the normal by the rule of distances, relative.

    One wall makes fringes whose phase follows from the distance; a pixel averages over all of them,
    the response over its own. With weights w_i and changes E_i of I(0) at the distances, and the
    mean M_i without distance i,

        error^2 = sum_i (w_i E_i)^2 + sum_i (M_i - M)^2:

    what phases that have nothing to do with one another leave, and what each distance counts for.
    Of rules with 2 to 16 distances 62 to 100 % lie within it (docs/physics.md).
    """
    walls, basis = wall_distances(device.patterned_array), response.basis
    middle = response.effect.far_field.shape[-1] // 2
    effect = np.array(
        [
            response.emitted(response.effect.far_field[:, number, ..., middle, middle])
            for number in range(basis.distance_um.size)
        ]
    )
    film = response.emitted(response.planar.far_field[:, 0, ..., middle, middle])
    weight = all_walls(basis, walls, response.reflectance)
    mean = float(weight @ effect)
    without = [
        float(all_walls(fewer, walls, response.reflectance) @ effect[kept]) - mean
        for kept, fewer in basis.each_left_out()
    ]
    error = math.hypot(float(np.linalg.norm(weight * effect)), float(np.linalg.norm(without)))
    whole = film + mean
    return error / whole if whole > 0.0 else 0.0


def _forward_warnings(response: EdgeResponse, error: float) -> tuple[str, ...]:
    count = response.distance_um.size
    if count >= ENOUGH_DISTANCES and error <= RESOLVED:
        return ()
    return (
        f"the far field rests on {count} distances from the wall, each with fringes of its own "
        f"that a pixel averages out: I(0) is uncertain by {error:.1%}, single directions by more; "
        f"optics.dipoles.lateral {max(ENOUGH_DISTANCES, 2 * count)} averages over more of them",
    )


def pixel_from_edge(
    response: EdgeResponse, device: Device, corner_um2: float | None = None
) -> OpticalResult:
    """A pixel of any width whose section is the response's.

    Args:
        response: of the straight wall.
        device: a pixel with the response's gap, bank and layers.
        corner_um2: coefficient c of the term c / area of LEE (:func:`corner_coefficient_um2`);
            see :func:`with_more_light`. None leaves it out.

    Returns:
        A result of method "edge" without error estimate, N = heights x (distances + 1).
    """
    nodes = pixel_nodes(response.basis, response.reflectance, device)
    powers = response.planar.plus(response.effect.combined(nodes.effect))
    powers = replace(powers, far_field=_turned(powers.far_field, device))
    heights, count = powers.total.shape[:2]
    place = np.zeros((heights, count, 3))
    place[..., 0] = wall_distances(device.patterned_array).inradius_um - nodes.distance_um
    place[..., 2] = response.height_um[:, None]
    by_node = powers.shares.each(lambda values: values.reshape(-1, *values.shape[2:]))
    shown = _absorbing(response, powers)
    shares = replace(
        by_node,
        absorbed=by_node.absorbed[..., shown],
        reabsorbed=np.clip(by_node.reabsorbed, 0.0, 1.0),
        far_field=np.maximum(by_node.far_field, 0.0),
    )
    result = assemble(
        method=response.method,
        shares=shares,
        axes=Axes(
            node_um=place.reshape(-1, 3),
            node_weight=np.outer(response.height_weight, nodes.weight).ravel(),
            wall_distance_um=np.tile(nodes.distance_um, heights),
            spectrum=SpectrumRule(response.wavelength_um, response.spectral_weight),
            parts=tuple(response.parts[i] for i in shown),
            direction_cosine=np.linspace(-1.0, 1.0, powers.far_field.shape[-1]),
        ),
        device=device,
        status=response.status,
        numerical_aperture=response.film.numerical_aperture,
    )
    result = replace(
        result, cost=response.cost, warnings=(*response.film.warnings, *response.warnings)
    )
    if corner_um2 is None:
        return result
    area = pixel_measures(device.patterned_array).area_um2
    return with_more_light(result, corner_um2 / area)


def with_more_light(result: OpticalResult, extra: float) -> OpticalResult:
    """A result whose LEE is larger by ``extra``, taken from what stays in the substrate.

    Every dipole's light to air, and with it its far field, grows by the same factor, so that none
    becomes negative; totals and the budget's closure stay. Light to air with the absorbing emitter
    grows alike.

    Raises:
        ValueError: a result without light to air.
    """
    value = lee(result)
    if value <= 0.0:
        raise ValueError("where no light reaches the air there is none to scale")
    gain = extra / value
    return replace(
        result,
        air=(1.0 + gain) * result.air,
        substrate=result.substrate - gain * result.air,
        far_field=(1.0 + gain) * result.far_field,
        collected=None if result.collected is None else (1.0 + gain) * result.collected,
        lossy_air=None if result.lossy_air is None else (1.0 + gain) * result.lossy_air,
    )


def _absorbing(response: EdgeResponse, powers: Powers) -> list[int]:
    """Layers always, other parts only where they absorb."""
    layers = response.film.absorbing_parts
    largest = np.abs(powers.absorbed).reshape(-1, len(response.parts)).max(axis=0)
    return [
        i for i, name in enumerate(response.parts) if name in layers or largest[i] > _NEGLIGIBLE
    ]


def corner_coefficient_um2(
    pixel: OpticalResult, film: OpticalResult, response: EdgeResponse, device: Device
) -> float:
    """c of LEE(w) = planar + P/A Lambda + c/A from a full solution of one small pixel, um^2.

    Both are taken over their own film, since an edge may know its film at more heights than those
    that the pixel was solved at.

    Args:
        pixel: full solution of ``device``.
        film: exact solution of its film at the heights of ``pixel``.
        response: of its straight wall.
        device: a pixel with the response's section.
    """
    area = pixel_measures(device.patterned_array).area_um2
    by_edge = lee(pixel_from_edge(response, device)) - lee(response.film)
    return (lee(pixel) - lee(film) - by_edge) * area


def _turned(far_field: FloatArray, device: Device) -> FloatArray:
    """Far fields averaged over the directions that the pixel's walls face, last axes (U, U).

    Nearest points on the grid of direction cosines; each orientation is turned with its wall.
    """
    normals = wall_normals(device.patterned_array)
    size = far_field.shape[-1]
    cosine = np.linspace(-1.0, 1.0, size)
    ux, uy = np.meshgrid(cosine, cosine, indexing="ij")
    total = np.zeros_like(far_field)
    for image, weight in zip(normals.image, normals.weight, strict=True):
        x, y = (image[0, 0] * ux + image[0, 1] * uy), (image[1, 0] * ux + image[1, 1] * uy)
        i, j = (
            np.clip(np.rint((v + 1.0) * 0.5 * (size - 1)).astype(int), 0, size - 1) for v in (x, y)
        )
        total += weight * far_field[..., i, j]
    return np.where(ux**2 + uy**2 < 1.0, total, 0.0)


def _error_parts(response: EdgeResponse, device: Device, result: OpticalResult) -> dict[str, float]:
    """Contributions to the error of LEE by name, absolute."""
    value, film = lee(result), response.planar_lee
    wall = lee_effect(response)
    return {
        **wall_errors(wall, wall_distances(device.patterned_array)),
        **cell_errors(response, device, value, value - film),
        "closure": abs(budget(result).closure_error) * value,
        "emission_zone": response.film.error_parts.get("emission_zone", 0.0)
        + abs(lee(pixel_from_edge(_with_guided(response), device)) - value),
        "spectrum": response.film.error_parts.get("spectrum", 0.0),
    }


def cell_errors(
    response: EdgeResponse, device: Device, value: float, changed: float
) -> dict[str, float]:
    """What cells make of film and walls, absolute, by name.

    Args:
        response: of the wall.
        device: the pixel.
        value: a figure of merit that goes as LEE.
        changed: what the walls change of it.
    """
    cells = response.cells
    walls = wall_distances(device.patterned_array)
    if isinstance(cells, ModeCells):
        weights = all_walls(response.basis, walls, response.reflectance)
        moved = weights @ (response.lee_of(cells.total, cells.air) - response.lee)
        return {"cells": abs(float(moved)) * value / lee(response.film)}
    return {
        "wall": value * float(walls.every(np.zeros(1))[0]) * cells.wall_um,
        "grid": abs(changed) * cells.film,
        "time": value * cells.last_change,
        "snapping": abs(changed) * cells.snapping / response.planar_lee,
    }


def lee_effect(response: EdgeResponse) -> WallEffect:
    """What the wall does to LEE at every distance."""
    film = response.planar_lee
    return WallEffect(
        response.basis, response.reflectance, response.lee - film, _coarse_lee(response) - film
    )


def _with_guided(response: EdgeResponse) -> EdgeResponse:
    """The effect varying over heights as what the film guides, instead of interpolated."""
    return replace(response, effect=response.effect.times(response.guided))


def _coarse_lee(response: EdgeResponse) -> FloatArray:
    judged = response.coarse_effect
    coarse = replace(response.effect, total=judged.total, air=judged.air)
    return replace(response, effect=coarse).lee


def _status(result: OpticalResult) -> Status:
    if result.status is not Status.OK or math.isnan(lee(result)):
        return Status.UNSTABLE
    return status_by_budget(result)
