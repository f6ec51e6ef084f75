"""The grid's bias taken out of a pixel's powers, as far as the unpatterned film has it.

A control variate. For every dipole of a case the unpatterned film is solved twice: exactly, as
asked for and over its whole emission zone (g, sim.optics.film_on_grid.zone), and exactly on the
grid that the pixel was stepped on, snapped heights included (h, sim.optics.film_on_grid.solver).
Powers over that in the unbounded emitter, P = F share, become

    total:                     F' = F g_tot / h_tot                                 (1)
    air, substrate:            P' = P + (g / h - 1) min(P, h)                       (2)

and all other shares are scaled by one factor,

    r = (1 - closure - air' - substrate') / (1 - closure - air - substrate),        (3)

so that the closure error stays what it was; where r would leave 1/2 to 2, air and substrate give
way, by the factor

    c = (1 - closure) / (air' + substrate' + r x the others).                       (4)

The unpatterned film itself comes out exactly. The minimum says how much of a power the
film's ratio is applied to: what a pixel emits beyond its film got out by the walls, of which the
film's interference says nothing (for a vertical dipole that is nearly all of its light to air).

Dipoles nearer to a wall than one lateral cell are left alone: there the wall is inside the source's
own cells and the film is no model of the near field, which is most of what the grid gets wrong. A
film solved by FDTD is left alone, too: corrected it would agree with the exact film by
construction, and would test nothing. So are devices that emit upwards, whose shares have
other names than their film's on the grid.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from geometry.arrays import FloatArray
from sim.optics.emission_zone import emission_heights
from sim.optics.film.film import exit_height_um
from sim.optics.film_on_grid.bias import (
    FilmPower,
    exact_power,
    film_stack,
    grid_power,
    lossless_film,
)
from sim.optics.film_on_grid.zone import zone_factors
from sim.optics.grid.layout import Layout
from sim.optics.grid.source_spread import SourceSpread
from sim.optics.grid.source_stencil import is_compensated
from sim.results.averages import lee
from sim.results.records import GridCorrection, OpticalResult

NEAREST_WALL_CELLS = 1.0
"""Distance from a wall in lateral cells up to which a dipole is not corrected."""

WALL_TOLERANCE_CELLS = 1e-6
"""Rounding of a distance from a wall, in cells."""

_ORIENTATION = np.array([0, 0, 1])
"""Row of a film's powers that x, y and z dipoles take."""

_MOST = 2.0
"""Largest factor by which the other shares make room for those to air and substrate."""

_NEGLIGIBLE = 1e-9
"""Share below which a film has no power of a kind, and no ratio."""


@dataclass(frozen=True)
class KnownFilm:
    """The unpatterned film behind every dipole of a case.

    Attributes:
        asked: exact, of the device as asked for, over its emission zone.
        at_nodes: the same at the heights that were solved alone.
        snapped: exact, with the interfaces and dipole heights of the grid.
        on_grid: the latter on the grid.
        applies: (N,) whether a dipole may be corrected by its film.

    Powers have the shape (N, O, W).
    """

    asked: FilmPower
    at_nodes: FilmPower
    snapped: FilmPower
    on_grid: FilmPower
    applies: NDArray[np.bool_]

    def mean_lee(self, power: FilmPower, result: OpticalResult) -> float:
        """LEE of one of the films, averaged over the dipoles that the result has."""
        solved = np.where(result.purcell != 0.0, power.purcell, 0.0)
        return lee(replace(result, purcell=solved, air=power.air))


def known_film(layout: Layout, result: OpticalResult, heights: int) -> KnownFilm:
    """Solve the film behind every dipole of a result.

    Args:
        layout: the device on its grid.
        result: with the dipoles' positions; heights vary slowest.
        heights: number of heights in it.

    Raises:
        ValueError: lateral cells too coarse for the waves of the densest layer.
    """
    cell = layout.grid.lateral_cell_um
    count = result.node_um.shape[0]
    zone = emission_heights(layout.asked.emission, layout.asked.stack.emitter.thickness_um, heights)
    asked_um = np.repeat(zone.height_um, count // heights)
    used_um = np.round(result.node_um[:, 2] - layout.device.emitter_below_um, 9)
    wide = np.array([is_compensated(float(d), cell) for d in result.wall_distance_um])
    waves = [float(w) for w in layout.spectrum.wavelength_um]
    stacks = {w: lossless_film(layout, w) for w in waves}
    asked_stacks = {w: film_stack(layout.asked, w) for w in waves}

    def on_grid(n: int, w: float) -> FilmPower:
        spread = SourceSpread.COMPENSATED if wide[n] else SourceSpread.SPLIT
        return grid_power(layout, stacks[w], used(n), w, spread)

    def used(n: int) -> float:
        return exit_height_um(layout.device, float(used_um[n]))

    def exact(n: int, w: float) -> FilmPower:
        return exact_power(asked_stacks[w], exit_height_um(layout.asked, float(asked_um[n])), w)

    applies = is_away_from_wall(result.wall_distance_um, cell)
    if layout.device.exit.upwards:
        applies = np.zeros_like(applies)
    height_of = np.unique(used_um, return_inverse=True)[1]
    at_nodes = _table(exact, height_of, waves)
    return KnownFilm(
        asked=_over_zone(at_nodes, [zone_factors(layout.asked, heights, w) for w in waves]),
        at_nodes=at_nodes,
        snapped=_table(lambda n, w: exact_power(stacks[w], used(n), w), height_of, waves),
        on_grid=_table(on_grid, 2 * height_of + wide, waves),
        applies=applies,
    )


def is_away_from_wall(wall_distance_um: FloatArray, cell_um: float) -> NDArray[np.bool_]:
    """Whether dipoles are at least one lateral cell away; 0.65 - 0.60 is a cell of 0.05."""
    return np.asarray(wall_distance_um >= (NEAREST_WALL_CELLS - WALL_TOLERANCE_CELLS) * cell_um)


def _over_zone(at_nodes: FilmPower, factors: list[FilmPower]) -> FilmPower:
    """Powers (N, O, W) times the zone's factors of every wavelength."""

    return at_nodes.each(
        lambda power, *factor: np.asarray(power * _by_orientation(factor)),
        *factors,
    )


def _by_orientation(rows: Sequence[FloatArray]) -> FloatArray:
    """(O, W) from W rows (2,) of in-plane and vertical dipoles."""
    return np.array(rows)[:, _ORIENTATION].T


def _table(
    solve: Callable[[int, float], FilmPower], same: NDArray[np.int_], waves: list[float]
) -> FilmPower:
    """(N, O, W) powers; dipoles with the same number in ``same`` share one solution."""
    first = {int(number): n for n, number in reversed(list(enumerate(same)))}
    solved = {number: [solve(n, w) for w in waves] for number, n in first.items()}

    by_number = {
        number: row[0].each(lambda *powers: _by_orientation(powers), *row[1:])
        for number, row in solved.items()
    }
    dipoles = [by_number[int(number)] for number in same]
    return dipoles[0].each(lambda *powers: np.array(powers), *dipoles[1:])


def film_factors(
    raw: FilmPower,
    closure: FloatArray,
    exact: FilmPower,
    on_grid: FilmPower,
    capped: bool = True,
) -> GridCorrection:
    """Factors on the Purcell factor and the shares of dipoles, from the film behind each.

    Args:
        raw: of the dipoles as found on the grid.
        closure: open share of their budgets.
        exact, on_grid: of the film, or of another dipole in two solutions; all arrays broadcast.
        capped: whether power beyond that of ``on_grid`` is left alone.
    """
    total = exact.purcell / on_grid.purcell  # (1)

    def scaled(own: FloatArray, film: FloatArray, grid_film: FloatArray) -> FloatArray:
        """Share after the correction over the share before, up to the common factor."""
        has_power = (own > _NEGLIGIBLE) & (grid_film > _NEGLIGIBLE) & (film > _NEGLIGIBLE)
        most = _ratio(grid_film * on_grid.purcell, own * raw.purcell, has_power)
        known = np.where(has_power, np.minimum(1.0, most) if capped else 1.0, 0.0)
        change = np.where(has_power, _ratio(film * total, grid_film, has_power) - 1.0, 0.0)
        return np.asarray((1.0 + known * change) / total)  # (2), as shares: P = F share

    other = 1.0 - raw.air - raw.substrate - closure
    air = scaled(raw.air, exact.air, on_grid.air)
    substrate = scaled(raw.substrate, exact.substrate, on_grid.substrate)
    remaining = 1.0 - closure - raw.air * air - raw.substrate * substrate
    rest = np.clip(_ratio(remaining, other, other > _NEGLIGIBLE), 1.0 / _MOST, _MOST)  # (3)
    corrected = raw.air * air + raw.substrate * substrate + other * rest
    common = (1.0 - closure) / corrected  # (4)
    return GridCorrection(np.asarray(total), air * common, substrate * common, rest * common)


def _ratio(over: FloatArray, under: FloatArray, where: NDArray[np.bool_]) -> FloatArray:
    shape = np.broadcast(over, under, where).shape
    return np.divide(over, under, out=np.ones(shape), where=np.broadcast_to(where, shape))


def grid_correction(result: OpticalResult, known: KnownFilm) -> GridCorrection:
    """The factors for every dipole of a result; 1 where the film does not apply or nothing ran."""
    given = result.purcell > 0.0
    filled = np.where(given, result.purcell, 1.0)
    factors = film_factors(
        FilmPower(filled, result.air, result.substrate),
        np.where(given, result.closure_error, 0.0),
        known.asked,
        known.on_grid,
    )
    use = known.applies[:, None, None] & given

    def kept(factor: FloatArray) -> FloatArray:
        return np.where(use, factor, 1.0)

    return GridCorrection(
        kept(factors.purcell), kept(factors.air), kept(factors.substrate), kept(factors.other)
    )


def apply_correction(result: OpticalResult, factors: GridCorrection) -> OpticalResult:
    """A result with corrected powers; what was applied is kept in it, times what was before."""
    before = result.correction
    return replace(
        result,
        purcell=result.purcell * factors.purcell,
        air=result.air * factors.air,
        substrate=result.substrate * factors.substrate,
        lateral=result.lateral * factors.other,
        superstrate=result.superstrate * factors.other,
        absorbed=result.absorbed * factors.other[..., None],
        far_field=result.far_field * factors.air[..., None, None],
        collected=_times(result.collected, factors.air),
        lossy_air=_times(result.lossy_air, factors.purcell * factors.air),
        away=_times(result.away, factors.purcell),
        correction=factors if before is None else before.then(factors),
    )


def _times(power: FloatArray | None, factor: FloatArray) -> FloatArray | None:
    return None if power is None else power * factor


def is_corrected(result: OpticalResult) -> bool:
    """Whether the film has moved a result: then it holds for the whole emission zone."""
    correction = result.correction
    return correction is not None and bool(np.any(correction.purcell != 1.0))
