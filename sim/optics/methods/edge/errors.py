"""What a wall's rules may be wrong by, for any figure of merit that is linear in a wall's effect.

The merit of a pixel is that of its film plus sum over nodes of weight times effect
(sim.optics.methods.edge.walls). LEE and light per exciton with recycling are judged alike.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from geometry.arrays import FloatArray
from geometry.device import Device
from sim.optics.methods.edge.areas import WallDistances, wall_distances
from sim.optics.methods.edge.quadrature import DistanceBasis
from sim.optics.methods.edge.response import EdgeResponse
from sim.optics.methods.edge.walls import all_walls, corner_error, guided_weight
from sim.optics.section.section import ENOUGH_DISTANCES
from sim.results.records import OpticalResult

DENSE_DISTANCES = 40
"""Distances of which half still follow every fringe that a wall returns."""

Parts = dict[str, float]
"""Contributions to an error by name."""


@dataclass(frozen=True)
class WallEffect:
    """One figure of merit beside a straight wall.

    Attributes:
        basis: distances, and how the effect goes on beyond them.
        reflectance: share of guided light that the wall sends back.
        effect: (D,) wall minus film.
        coarse_effect: (D,) likewise, by the coarse rule of wavevectors.
    """

    basis: DistanceBasis
    reflectance: float
    effect: FloatArray
    coarse_effect: FloatArray


def wall_errors(wall: WallEffect, walls: WallDistances) -> dict[str, float]:
    """Errors of a pixel's merit by name, absolute: wavevectors, distances, reach and corners.

    Args:
        wall: the merit beside one wall.
        walls: of the pixel.
    """
    basis, effect = wall.basis, wall.effect
    weights = all_walls(basis, walls, wall.reflectance)
    return {
        "wavevectors": abs(float(weights @ (wall.coarse_effect - effect))),
        "distance_rule": _distance_error(wall, walls, weights),
        "reach": 0.5 * guided_weight(basis, walls).beyond * abs(float(effect[-1])),
        "corner": corner_error(basis, walls, effect, wall.reflectance),
    }


def distance_errors(wall: WallEffect, walls: WallDistances) -> FloatArray:
    """Errors of a pixel's merit by the rule of distances, per interval from the wall on, (D,)."""
    nodes = wall.basis.distance_um
    middle = 0.5 * (np.append(0.0, nodes[:-1]) + nodes)
    return np.asarray(walls.every(middle) * wall.basis.missed(wall.effect))


def _distance_error(wall: WallEffect, walls: WallDistances, weights: FloatArray) -> float:
    """The sum over intervals; with few nodes at least what leaving out every other one changes.

    Where nodes are so dense that half of them still follow the fringes, what leaving out changes is
    the error alone: intervals miss with both signs, and their sum would add what cancels.
    """
    by_intervals = float(distance_errors(wall, walls).sum())
    if ENOUGH_DISTANCES <= wall.effect.size < DENSE_DISTANCES:
        return by_intervals
    kept, fewer = wall.basis.every_other()
    by_fewer = all_walls(fewer, walls, wall.reflectance) @ wall.effect[kept]
    changed = abs(float(by_fewer - weights @ wall.effect))
    return changed if wall.effect.size >= DENSE_DISTANCES else max(by_intervals, changed)


def with_crosstalk_rules(
    result: OpticalResult, response: EdgeResponse, device: Device
) -> OpticalResult:
    """A pixel's result with the errors of its crosstalk by the wall's rules, absolute.

    Light over neighbours is a merit like LEE; crosstalk is its mean over that of the light.
    """
    effect, film, coarse = response.effect, response.planar, response.coarse_effect
    walls, basis = wall_distances(device.patterned_array), response.basis
    reflectance = response.reflectance

    def by_distance(power: FloatArray) -> FloatArray:
        """Mean powers (D,) from (Z, D, O, W)."""
        return np.array([response.emitted(power[:, d]) for d in range(power.shape[1])])

    def errors(foreign: FloatArray, few: FloatArray, light: FloatArray, alone: FloatArray) -> Parts:
        changed = float(all_walls(basis, walls, reflectance) @ by_distance(light))
        mean = response.emitted(alone[:, 0]) + changed
        wall = WallEffect(basis, reflectance, by_distance(foreign), by_distance(few))
        parts = wall_errors(wall, walls)
        return {name: value / mean if mean > 0.0 else 0.0 for name, value in parts.items()}

    result = replace(
        result,
        crosstalk_errors=errors(effect.foreign_air, coarse.foreign_air, effect.air, film.air),
    )
    if result.numerical_aperture is None:
        return result
    foreign = effect.foreign_collected, coarse.foreign_collected
    return replace(
        result, collected_crosstalk_errors=errors(*foreign, effect.collected, film.collected)
    )
