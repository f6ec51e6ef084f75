"""A wall's modes beside an emitter that absorbs: what recycling hangs on.

Of every line,

    away = all that ends elsewhere than in the own pixel's emitter,                      (1)
    lost to neighbours = what emitters behind the bank's middle take,                    (2)

wall minus film, as sim.optics.methods.edge.absorbing takes it. A vertical dipole's powers in an
absorber are times |eps / n^2|^2 (sim.optics.film_on_grid.recycling.sheet_factor).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from geometry.arrays import FloatArray
from sim.optics.lossy_powers import LossyPowers
from sim.optics.methods.edge.absorbing import AbsorbingWall, dipole_factors, with_absorbing_wall
from sim.optics.methods.edge.plan import absorbing_decay_um
from sim.optics.methods.edge.quadrature import DistanceBasis, between
from sim.optics.methods.edge.response import MOST_REFLECTED, EdgeResponse
from sim.optics.methods.edge_modes.kept import KeptWalls
from sim.optics.methods.edge_modes.setup import WallSetup
from sim.optics.wall_modes.arrivals import Ends, LightChange, WallArrivals, wall_arrivals
from sim.optics.wall_modes.effect import Progress
from sim.optics.wall_modes.wavevectors import WallRule
from sim.results.records import OpticalResult


def with_absorbing_emitter(
    setup: WallSetup,
    rule: WallRule,
    response: EdgeResponse,
    result: OpticalResult,
    stage: Callable[[str], Progress],
    kept: KeptWalls,
) -> OpticalResult:
    """A result with the powers of its absorbing emitter.

    Args:
        setup: of the walls.
        rule: how finely they are solved.
        response: to the transparent emitter.
        result: of the pixel.
        stage: begins a stage of the progress.
        kept: walls that were solved before.
    """
    solved = []
    for wave in response.wavelength_um:
        told = stage(f"where it arrives, {wave * 1e3:.0f} nm, absorbing emitter")
        case = setup.case(float(wave), absorbing=True)
        solve = partial(wall_arrivals, case, rule, np.zeros(1), told)
        solved.append(kept.record(WallArrivals, f"{rule}, {float(wave)!r}, absorbing", solve))
    wall = _absorbing_wall(setup, response, solved)
    return with_absorbing_wall(result, wall, response, setup.device)


def _absorbing_wall(
    setup: WallSetup, response: EdgeResponse, solved: Sequence[WallArrivals]
) -> AbsorbingWall:
    exact = response.film
    assert exact.lossy_air is not None  # films of today have both
    assert exact.away is not None
    film = LossyPowers(
        exact.lossy_air[:, None], exact.away[:, None], np.zeros_like(exact.away[:, None])
    )
    reflectance = np.array([one.reflectance for one in solved])
    return AbsorbingWall(
        basis=DistanceBasis(setup.places.distance_um, absorbing_decay_um(setup.device)),
        reflectance=min(MOST_REFLECTED, float(response.spectral_weight @ reflectance)),
        film=film,
        effect=_effect(setup, response, [(one.light, one.ends) for one in solved]),
        coarse_effect=_effect(
            setup, response, [(one.coarse_light, one.coarse_ends) for one in solved]
        ),
        guided=response.guided,
        last_change=None,
        closure=_open_share(response),
    )


def _effect(
    setup: WallSetup, response: EdgeResponse, solved: Sequence[tuple[LightChange, Ends]]
) -> LossyPowers:
    """At the film's heights, (Z, D, 3, W)."""
    emitter = setup.parts.index(setup.device.stack.emitter.name)
    factor = dipole_factors(setup.device.stack.emitter.material, response.wavelength_um)
    spread = between(response.height_um, setup.height_um)

    def of(power: Callable[[LightChange, Ends], FloatArray]) -> FloatArray:
        rows = [setup.at_distances(power(*one)) for one in solved]
        return np.asarray(np.tensordot(spread, factor * np.stack(rows, axis=3), 1))

    return LossyPowers(
        air=of(lambda light, _: light.air),
        away=of(lambda _, ends: _arrived(ends) - ends.own[..., emitter]),  # (1)
        to_neighbours=of(lambda _, ends: ends.absorbed[..., emitter] - ends.own[..., emitter]),
    )


def _arrived(ends: Ends) -> FloatArray:
    return np.asarray(ends.glass + ends.superstrate + ends.absorbed.sum(axis=-1))


def _open_share(response: EdgeResponse) -> float:
    """Of the transparent emitter's power beside the wall, what arrives nowhere; the mean."""
    effect = response.effect
    arrived = effect.air + effect.substrate + effect.superstrate + effect.absorbed.sum(axis=-1)
    return float(np.mean(np.abs(effect.total - arrived)) / np.mean(response.planar.total))
