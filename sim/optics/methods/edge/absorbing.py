"""A straight wall beside an emitter that absorbs: what recycling hangs on, as the film has it.

The runs are those of the transparent emitter with the emitter's own k in the own pixel and its
neighbours. Of each,

    air  = to the observer,
    away = glass + superstrate + absorbed - own + (1 - r) own side + far side,              (1)
    lost to neighbours = absorbed by other emitters + r far side,                           (2)

own: what the own pixel's emitter takes; r: the share of guided light that leaves the window in the
own pixel and ends in its emitter (sim.optics.film.decay.guided_fate). Behind the wall the same
share ends in neighbours' emitters. What passes the recording plane without travelling on belongs to
no side and counts as away, in wall and film alike, so that it cancels in

    P(d) = P_film + [P_wall(d) - P_film on grid],                                           (3)

with the exact film (sim.optics.film.recycling). A vertical dipole's powers in an absorber are times
|eps / n^2|^2 (sim.optics.film_on_grid.recycling.sheet_factor). Beyond the last distance the effect
falls with the film's decay length, the emitter's loss included. Light per exciton of a pixel,

    E = q P_air / (1 - q + q P_away),  dE = E (dP_air / P_air - q dP_away / (1 - q + q P_away)), (4)

so that the errors of a wall's rules are those of the effect (4), as they are for LEE.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from geometry.arrays import FloatArray
from geometry.device import Device
from geometry.materials.material import Material
from sim.optics.film_on_grid.recycling import sheet_factor
from sim.optics.lossy_powers import LossyPowers
from sim.optics.methods.edge.areas import wall_distances
from sim.optics.methods.edge.errors import WallEffect, wall_errors
from sim.optics.methods.edge.pixel import cell_errors, pixel_nodes
from sim.optics.methods.edge.quadrature import DistanceBasis
from sim.optics.methods.edge.records import WallPowers
from sim.optics.methods.edge.response import EdgeResponse
from sim.results.averages import orientation_weights, recycled_lee, recycling
from sim.results.records import ORIENTATIONS, OpticalResult


@dataclass(frozen=True)
class AbsorbingWall:
    """A straight wall's effect on dipoles in an absorbing emitter; axes as in EdgeResponse.

    Attributes:
        basis: distances from the wall, and how the effect goes on beyond them.
        reflectance: share of guided light that the wall sends back.
        film: exact, (Z, 1, O, W).
        effect: wall minus film, (Z, D, O, W).
        coarse_effect: likewise by the coarse rule of wavevectors.
        guided: (Z, 1, O, W) as EdgeResponse.guided.
        last_change: mean relative change of powers at the end of the runs; None without runs.
        closure: open share of the film's and walls' budgets, absolute, mean over the runs.
    """

    basis: DistanceBasis
    reflectance: float
    film: LossyPowers
    effect: LossyPowers
    coarse_effect: LossyPowers
    guided: FloatArray
    last_change: float | None
    closure: float


def lossy_powers(
    line: WallPowers, film: WallPowers, emitter: int, returning: FloatArray
) -> LossyPowers:
    """Powers of one dipole's line sums, (W,) each; see (1), (2).

    Args:
        line: beside the wall, or the film itself.
        film: of the same source without a wall, for what passes the plane and belongs to no side.
        emitter: number of the emitter's part.
        returning: r, (W,).
    """
    in_film = line is film
    of_no_side = film.lateral - 2.0 * film.own_side
    far_side = line.lateral - line.own_side - of_no_side
    own_sides = line.own_side + (far_side if in_film else 0.0)
    behind = np.zeros_like(far_side) if in_film else far_side
    absorbed = line.absorbed.sum(axis=-1)
    away = line.glass + line.superstrate + absorbed - line.reabsorbed  # (1)
    away = away + (1.0 - returning) * own_sides + behind + of_no_side
    others = np.zeros_like(away)
    if not in_film:
        others = line.absorbed[..., emitter] - line.reabsorbed + returning * behind  # (2)
    return LossyPowers(line.air, away, others)


def dipole_factors(material: Material, wavelength_um: FloatArray) -> FloatArray:
    """(O, W) factors of the powers of dipoles in an absorbing material."""
    index = [complex(material.index(float(wave) * 1e3)) for wave in wavelength_um]
    factors = np.ones((len(ORIENTATIONS), len(index)))
    factors[ORIENTATIONS.index("z")] = [sheet_factor(value) for value in index]
    return factors


def open_share(lines: Sequence[WallPowers]) -> float:
    """Power at the sources that arrives nowhere, over all that leaves the emitter."""
    open_power = leaving = 0.0
    for line in lines:
        arrived = line.glass + line.superstrate + line.lateral + line.absorbed.sum(axis=-1)
        open_power += float(np.abs(line.total - arrived).sum())
        leaving += float((arrived - line.reabsorbed).sum())
    return open_power / leaving


def with_absorbing_wall(
    result: OpticalResult, wall: AbsorbingWall, response: EdgeResponse, device: Device
) -> OpticalResult:
    """An edge result with the powers of its absorbing emitter, and the errors of what they give.

    Args:
        result: of method edge for ``device``, with its LEE.
        wall: of the same section.
        response: to the transparent emitter, whose weights and film are meant.
        device: the pixel.
    """
    solved = _with_powers(result, wall, device)
    return replace(solved, recycling_errors=_errors(solved, wall, response, device))


def _with_powers(result: OpticalResult, wall: AbsorbingWall, device: Device) -> OpticalResult:
    nodes = pixel_nodes(wall.basis, wall.reflectance, device)

    def by_node(film: FloatArray, effect: FloatArray) -> FloatArray:
        """(Z N, O, W) from (Z, 1, O, W) and (Z, D, O, W), heights outermost."""
        power = film + np.einsum("nd,zdow->znow", nodes.effect, effect)
        return np.asarray(power.reshape(-1, *power.shape[2:]))

    film, effect = wall.film, wall.effect
    return replace(
        result,
        lossy_air=by_node(film.air, effect.air),
        away=by_node(film.away, effect.away),
        to_neighbours=by_node(film.to_neighbours, effect.to_neighbours),
    )


def _errors(
    result: OpticalResult, wall: AbsorbingWall, response: EdgeResponse, device: Device
) -> dict[str, float]:
    """Contributions to the error of light per exciton by name, absolute."""
    value, film = recycled_lee(result), recycled_lee(response.film)
    effect = _merit(wall.effect, result, response)
    coarse = _merit(wall.coarse_effect, result, response)
    merit = WallEffect(wall.basis, wall.reflectance, effect, coarse)
    with_guided = replace(wall, effect=wall.effect.times(wall.guided))
    otherwise = recycled_lee(_with_powers(result, with_guided, device))
    known = response.film.recycling_errors
    return {
        **wall_errors(merit, wall_distances(device.patterned_array)),
        **cell_errors(response, device, value, value - film),
        **({} if wall.last_change is None else {"time": wall.last_change * value}),
        "closure": wall.closure * value,
        "emission_zone": known.get("emission_zone", 0.0) + abs(otherwise - value),
        "spectrum": known.get("spectrum", 0.0),
    }


def _merit(power: LossyPowers, result: OpticalResult, response: EdgeResponse) -> FloatArray:
    """Change of light per exciton by changes of powers (Z, D, O, W), linear, (D,); see (4)."""
    mean = recycling(result)
    if mean is None:
        raise ValueError("light per exciton needs the powers of the absorbing emitter")
    orientation = orientation_weights(response.horizontal_fraction)
    air, away = (
        np.einsum("z,zdow,o,w->d", response.height_weight, p, orientation, response.spectral_weight)
        for p in (power.air, power.away)
    )
    lost = 1.0 - result.plqy + result.plqy * mean.away
    return np.asarray(mean.with_recycling * (air / mean.air - result.plqy * away / lost))
