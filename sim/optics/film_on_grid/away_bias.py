"""What a grid does to the powers that leave an absorbing film: factors without a run.

As sim.optics.film_on_grid.bias for the transparent film: the film of a layout solved exactly and on
the layout's grid, here with the emitter's own absorption. A pixel's P_air and P_away times these
factors are free of the film's grid bias where its dipoles are away from the wall.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from geometry.arrays import FloatArray
from sim.optics.film.film import exit_stack
from sim.optics.film.multilayer import PlanarStack
from sim.optics.film.recycling import powers_away
from sim.optics.film_on_grid.recycling import GridAway, grid_powers_away
from sim.optics.film_on_grid.yee_film import MetalSurface, YeeGrid
from sim.optics.grid.layout import Layout
from sim.optics.grid.source_spread import SourceSpread


@dataclass(frozen=True)
class AwayFactors:
    """Exact over found on the grid, in-plane and vertical dipoles, (2,) each."""

    air: FloatArray
    away: FloatArray


def absorbing_film(layout: Layout, wavelength_um: float) -> PlanarStack:
    """The film of a layout as it is stepped with an absorbing emitter; vanished layers left out.

    Raises:
        ValueError: a wavelength outside a material's table.
    """
    stack = exit_stack(layout.device, wavelength_um)
    kept = [i for i, thickness in enumerate(stack.thickness_um) if thickness > 0.0]
    return replace(
        stack,
        layer_index=tuple(stack.layer_index[i] for i in kept),
        thickness_um=tuple(stack.thickness_um[i] for i in kept),
        emitter=kept.index(stack.emitter),
    )


def grid_away(
    layout: Layout,
    height_um: float,
    wavelength_um: float,
    spread: SourceSpread = SourceSpread.COMPENSATED,
) -> GridAway:
    """P_air and P_away of a layout's film as a run on its grid would find them.

    Arguments and errors as in :func:`away_factors`.
    """
    stack, grid = absorbing_film(layout, wavelength_um), layout.grid
    cells = YeeGrid(grid.lateral_cell_um, grid.film_cell_um, layout.courant)
    ended = replace(stack, superstrate_index=None) if grid.closed else stack
    return grid_powers_away(ended, height_um, wavelength_um, cells, MetalSurface.SHEET, spread)


def away_factors(
    layout: Layout,
    height_um: float,
    wavelength_um: float,
    spread: SourceSpread = SourceSpread.COMPENSATED,
) -> AwayFactors:
    """Factors on P_air and P_away of one height and wavelength.

    Args:
        height_um: above the emitter's face on the exit side.

    Raises:
        ValueError: lateral cells too coarse for the waves of the densest layer, or an emitter that
            does not absorb at this wavelength.
    """
    exact = powers_away(absorbing_film(layout, wavelength_um), height_um, wavelength_um)
    on_grid = grid_away(layout, height_um, wavelength_um, spread)
    both = (exact.horizontal, exact.vertical)
    return AwayFactors(
        air=np.array([power.air for power in both]) / on_grid.air,
        away=np.array([power.away for power in both]) / on_grid.away,
    )
