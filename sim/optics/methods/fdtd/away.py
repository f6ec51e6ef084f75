"""P_air and P_away of a case from its runs with an absorbing emitter.

    P_away = P_tot (air + substrate + superstrate + plates + absorbed - own + (1 - r) lateral)
                                                            (sim.optics.fields.power_away)

times |eps / n^2|^2 for vertical dipoles (sim.optics.film_on_grid.recycling.sheet_factor). r: what
of the light that leaves a film's window ends in the film's emitter; beside a pixel that is other
pixels' emitter, so that r is 0 and

    to neighbours = P_tot (absorbed by the emitters - own + f lateral),

f the emitter's share of the film's guided light. A pixel's
powers are corrected by its film, exact (g, over the emission zone) and on the grid (h), as
sim.optics.film_on_grid.correction does:

    P_air' = P_air + (g / h - 1) min(P_air, h),     P_away' = P_away g / h.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geometry.arrays import FloatArray
from sim.optics.fields.power_away import AwayBudget
from sim.optics.film.away_ratio import FilmPowers
from sim.optics.film.decay import guided_fate
from sim.optics.film.film import exit_height_um, planar_stack
from sim.optics.film_on_grid.away_bias import grid_away
from sim.optics.film_on_grid.correction import is_away_from_wall
from sim.optics.film_on_grid.recycling import sheet_factor
from sim.optics.grid.layout import Layout
from sim.optics.grid.source_spread import SourceSpread
from sim.optics.grid.source_stencil import is_compensated
from sim.optics.lossy_powers import LossyPowers
from sim.optics.methods.fdtd.sideways import KINDS
from sim.optics.powers import Shares
from sim.results.records import ORIENTATIONS, OpticalResult


def away_powers(
    layout: Layout, heights_um: FloatArray, shares: Shares, own: FloatArray
) -> LossyPowers:
    """As found by the runs.

    Args:
        layout: of the runs, with the absorbing emitter.
        heights_um: (N,) of the dipoles from the substrate's face.
        shares: of all dipoles, S = (N, O, W), of the power at the source.
        own: (N, O, W) share that the own emitter absorbs.
    """
    waves = [float(w) for w in layout.spectrum.wavelength_um]
    ends = _ends_in_emitter(layout, heights_um)
    is_film = layout.device.emitter_is_continuous
    emitter = [layer.name for layer in layout.device.stack.layers].index(
        layout.device.stack.emitter.name
    )
    vertical = [_vertical_factor(layout, w) for w in waves]
    air, away, others = (np.zeros(shares.purcell.shape) for _ in range(3))
    for n, o, w in np.ndindex(*shares.purcell.shape):
        at = (n, o, w)
        unit = shares.purcell[at] * (vertical[w] if ORIENTATIONS[o] == "z" else 1.0)
        outside = shares.substrate[at] + shares.superstrate[at] + shares.encapsulation[at]
        budget = AwayBudget(
            air=float(unit * shares.air[at]),
            elsewhere=float(unit * outside),
            lateral=float(unit * shares.lateral[at]),
            absorbed=unit * shares.absorbed[at],
            own=float(unit * own[at]),
        )
        air[at], away[at] = budget.air, budget.away(float(ends[at]) if is_film else 0.0)
        if not is_film:
            elsewhere = float(budget.absorbed[emitter]) - budget.own
            others[at] = elsewhere + float(ends[at]) * budget.lateral
    return LossyPowers(air, away, others)


def open_of_leaving(shares: Shares, own: FloatArray) -> float:
    """Power at the sources that arrives nowhere over all that leaves the emitter, mean of all runs.

    Args:
        shares: (N, O, W) of the absorbing emitter.
        own: (N, O, W) share that it takes.
    """
    power = shares.purcell
    leaving = float((power * (1.0 - own)).sum())
    return float((power * np.abs(shares.closure)).sum()) / leaving if leaving > 0.0 else 0.0


def _ends_in_emitter(layout: Layout, heights_um: FloatArray) -> FloatArray:
    """Share of guided light beyond the cell that ends in an emitter, (N, O, W)."""
    travelled = layout.grid.window_x * layout.grid.lateral_cell_um
    levels, at = np.unique(np.round(heights_um, 9), return_inverse=True)
    by_level = []
    for level in levels:
        above = float(level) - layout.device.emitter_below_um
        rows = []
        for wavelength in layout.spectrum.wavelength_um:
            stack = planar_stack(layout.device.stack, float(wavelength))
            fate = guided_fate(stack, float(wavelength), above, travelled)
            rows.append(fate[list(KINDS), stack.emitter])
        by_level.append(np.array(rows).T)
    return np.array(by_level)[at]


def _vertical_factor(layout: Layout, wavelength_um: float) -> float:
    return sheet_factor(complex(layout.device.stack.emitter.material.index(wavelength_um * 1e3)))


def corrected_away(
    layout: Layout, stepped: LossyPowers, result: OpticalResult, film: FilmPowers
) -> LossyPowers:
    """Without what the grid does to the film behind every dipole, as far as that is known.

    Args:
        layout: of the runs, with the absorbing emitter.
        stepped: as the runs have them.
        result: of the case, for the dipoles' places.
        film: exact, at the dipoles' heights or over the emission zone.

    Raises:
        ValueError: lateral cells too coarse for the waves of the densest layer.
    """
    cell = layout.grid.lateral_cell_um
    applies = is_away_from_wall(result.wall_distance_um, cell)
    if layout.device.exit.upwards or not applies.any():
        return stepped
    waves = [float(w) for w in layout.spectrum.wavelength_um]
    used = np.round(result.node_um[:, 2] - layout.device.emitter_below_um, 9)
    wide = [is_compensated(float(d), cell) for d in result.wall_distance_um]
    on_grid: dict[tuple[float, bool, float], _Film] = {}
    air, away, others = (
        power.copy() for power in (stepped.air, stepped.away, stepped.to_neighbours)
    )
    for n in np.flatnonzero(applies):
        for number, wavelength in enumerate(waves):
            key = (float(used[n]), wide[n], wavelength)
            if key not in on_grid:
                on_grid[key] = _film_on_grid(layout, *key)
            h = on_grid[key]
            g_air, g_away = film.lossy_air[n, :, number], film.away[n, :, number]
            known = np.minimum(air[n, :, number], h.air)
            air[n, :, number] += (g_air / h.air - 1.0) * known
            away[n, :, number] *= g_away / h.away
            others[n, :, number] *= g_away / h.away
    return LossyPowers(air, away, others)


@dataclass(frozen=True)
class _Film:
    """A film's powers over bulk on its grid, (O,) each."""

    air: FloatArray
    away: FloatArray


def _film_on_grid(layout: Layout, height_um: float, wide: bool, wavelength_um: float) -> _Film:
    """The layout's film on its grid, (O,) each."""
    spread = SourceSpread.COMPENSATED if wide else SourceSpread.SPLIT
    height = exit_height_um(layout.device, height_um)
    solved = grid_away(layout, height, wavelength_um, spread)
    kinds = list(KINDS)
    return _Film(solved.air[kinds], solved.away[kinds])
