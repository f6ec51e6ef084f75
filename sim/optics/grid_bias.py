"""What a grid does to the unpatterned film, known without a run.

The film of a layout is solved twice: exactly, and exactly *on the layout's grid*
(sim.optics.planar_grid). Their difference is the grid's bias of the film: finite cells, time step
and the metal's surface. A pixel's walls add what no film knows, so for pixels it is an estimate.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.averages import orientation_weights
from sim.optics.emission_zone import emission_heights
from sim.optics.layout import Layout
from sim.optics.multilayer import PlanarStack
from sim.optics.planar import solve_planar
from sim.optics.planar_case import planar_stack
from sim.optics.planar_grid import SourceSpread, solve_planar_grid
from sim.optics.yee_film import MetalSurface, YeeGrid

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class FilmPower:
    """In-plane and vertical dipoles, averaged over heights and spectrum: shape (2,) each."""

    purcell: FloatArray
    air: FloatArray


@dataclass(frozen=True)
class GridBias:
    """The film of a layout, exactly and on its grid.

    Attributes:
        exact, on_grid: Purcell factor and share to air.
        horizontal_fraction: of the emission.
    """

    exact: FilmPower
    on_grid: FilmPower
    horizontal_fraction: float

    @property
    def lee(self) -> float:
        """LEE on the grid minus LEE, absolute."""
        return self._lee(self.on_grid) - self._lee(self.exact)

    @property
    def purcell(self) -> FloatArray:
        """Purcell factors on the grid over the exact ones, minus 1, (2,)."""
        return np.asarray(self.on_grid.purcell / self.exact.purcell - 1.0)

    def _lee(self, power: FilmPower) -> float:
        x, y, z = orientation_weights(self.horizontal_fraction)
        weight = np.array([x + y, z]) * power.purcell
        return float((weight @ power.air) / weight.sum())


def grid_bias(layout: Layout) -> GridBias:
    """Solve the film of a layout exactly and on its grid.

    Raises:
        ValueError: lateral cells too coarse for the waves of the densest layer.
    """
    emission = layout.device.emission
    emitter = layout.device.stack.emitter
    heights = emission_heights(emission, emitter.thickness_um, 1)
    exact, on_grid = [], []
    for wavelength in layout.spectrum.wavelength_um:
        stack = _film(layout, float(wavelength))
        for height in heights.height_um:
            exact.append(_exact(stack, float(height), float(wavelength)))
            on_grid.append(_on_grid(layout, stack, float(height), float(wavelength)))
    weight = np.outer(layout.spectrum.weight, heights.weight).ravel()
    return GridBias(_mean(exact, weight), _mean(on_grid, weight), emission.horizontal_fraction)


def _film(layout: Layout, wavelength_um: float) -> PlanarStack:
    stack = planar_stack(layout.device.stack, wavelength_um).with_lossless_emitter()
    kept = [i for i, thickness in enumerate(stack.thickness_um) if thickness > 0.0]
    return replace(
        stack,
        layer_index=tuple(stack.layer_index[i] for i in kept),
        thickness_um=tuple(stack.thickness_um[i] for i in kept),
        emitter=kept.index(stack.emitter),
    )


def _exact(stack: PlanarStack, height_um: float, wavelength_um: float) -> FilmPower:
    found = solve_planar(stack, height_um, wavelength_um)
    both = (found.horizontal, found.vertical)
    return FilmPower(np.array([p.purcell for p in both]), np.array([p.air for p in both]))


def _on_grid(
    layout: Layout, stack: PlanarStack, height_um: float, wavelength_um: float
) -> FilmPower:
    grid = layout.grid
    cells = YeeGrid(grid.lateral_cell_um, grid.film_cell_um, layout.courant)
    ended = replace(stack, superstrate_index=None) if grid.closed else stack
    found = solve_planar_grid(
        ended, height_um, wavelength_um, cells, MetalSurface.SHEET, SourceSpread.COMPENSATED
    )
    both = (found.horizontal, found.vertical)
    return FilmPower(np.array([p.purcell for p in both]), np.array([p.air for p in both]))


def _mean(rows: list[FilmPower], weight: FloatArray) -> FilmPower:
    return FilmPower(
        weight @ np.array([row.purcell for row in rows]),
        weight @ np.array([row.air for row in rows]),
    )
