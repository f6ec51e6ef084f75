"""What a grid does to the unpatterned film, known without a run.

The film of a layout is solved twice: exactly, and exactly *on the layout's grid*
(sim.optics.film_on_grid.solver). Their difference is the grid's bias of the film: finite cells,
time step and the metal's surface. A pixel's walls add what no film contains, so for pixels it is an
estimate.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from geometry.arrays import FloatArray
from geometry.device import Device
from sim.optics.emission_zone import emission_heights
from sim.optics.film.film import exit_height_um, exit_stack
from sim.optics.film.multilayer import PlanarStack
from sim.optics.film.solver import solve_planar
from sim.optics.film_on_grid.solver import solve_planar_grid
from sim.optics.film_on_grid.yee_film import MetalSurface, YeeGrid
from sim.optics.grid.layout import Layout
from sim.optics.grid.source_spread import SourceSpread
from sim.results.averages import orientation_weights


@dataclass(frozen=True)
class FilmPower:
    """In-plane and vertical dipoles, shape (2, ...) each.

    Attributes:
        purcell: total power over that in the unbounded emitter.
        air, substrate: shares of the total power; ``substrate`` enters the glass and does not reach
            the observer.
    """

    purcell: FloatArray
    air: FloatArray
    substrate: FloatArray

    def each(self, change: Callable[..., FloatArray], *others: FilmPower) -> FilmPower:
        """``change`` of every array; those of ``others`` are its further arguments."""
        return FilmPower(
            purcell=change(self.purcell, *(o.purcell for o in others)),
            air=change(self.air, *(o.air for o in others)),
            substrate=change(self.substrate, *(o.substrate for o in others)),
        )


@dataclass(frozen=True)
class GridBias:
    """The film of a layout, exactly and on its grid.

    Attributes:
        exact, on_grid: averaged over heights and spectrum, shape (2,) each.
        horizontal_fraction: of the emission.
    """

    exact: FilmPower
    on_grid: FilmPower
    horizontal_fraction: float

    @property
    def lee(self) -> float:
        """LEE on the grid minus LEE, absolute."""
        on_grid = film_lee(self.on_grid, self.horizontal_fraction)
        return on_grid - film_lee(self.exact, self.horizontal_fraction)

    @property
    def purcell(self) -> FloatArray:
        """Purcell factors on the grid over the exact ones, minus 1, (2,)."""
        return np.asarray(self.on_grid.purcell / self.exact.purcell - 1.0)


def kind_weights(horizontal_fraction: float) -> FloatArray:
    """Shares of in-plane and vertical dipoles, (2,)."""
    x, y, z = orientation_weights(horizontal_fraction)
    return np.array([x + y, z])


def film_lee(power: FilmPower, horizontal_fraction: float) -> float:
    """LEE of one height and wavelength, in-plane and vertical dipoles weighted by their power."""
    weight = kind_weights(horizontal_fraction) * power.purcell
    return float((weight @ power.air) / weight.sum())


def grid_bias(layout: Layout) -> GridBias:
    """Solve the film of a layout exactly and on its grid, at the middle of its emission zone.

    Raises:
        ValueError: lateral cells too coarse for the waves of the densest layer.
    """
    emission = layout.device.emission
    emitter = layout.device.stack.emitter
    heights = emission_heights(emission, emitter.thickness_um, 1)
    exact, on_grid = [], []
    for wavelength in layout.spectrum.wavelength_um:
        stack = lossless_film(layout, float(wavelength))
        for height in heights.height_um:
            at = exit_height_um(layout.device, float(height))
            exact.append(exact_power(stack, at, float(wavelength)))
            on_grid.append(grid_power(layout, stack, at, float(wavelength)))
    weight = np.multiply.outer(layout.spectrum.weight, heights.weight).ravel()
    return GridBias(_mean(exact, weight), _mean(on_grid, weight), emission.horizontal_fraction)


def lossless_film(layout: Layout, wavelength_um: float) -> PlanarStack:
    """The film of a layout as it is stepped: snapped, vanished layers left out, emitter lossless.

    Raises:
        ValueError: a wavelength outside a material's table.
    """
    stack = film_stack(layout.device, wavelength_um)
    kept = [i for i, thickness in enumerate(stack.thickness_um) if thickness > 0.0]
    return replace(
        stack,
        layer_index=tuple(stack.layer_index[i] for i in kept),
        thickness_um=tuple(stack.thickness_um[i] for i in kept),
        emitter=kept.index(stack.emitter),
    )


def film_stack(device: Device, wavelength_um: float) -> PlanarStack:
    """The layers of a device from its exit side on, with a lossless emitter, and what is outside.

    Raises:
        ValueError: a wavelength outside a material's table.
    """
    return exit_stack(device, wavelength_um).with_lossless_emitter()


def exact_power(stack: PlanarStack, height_um: float, wavelength_um: float) -> FilmPower:
    """A film, exactly; ``height_um`` from the emitter's face on the exit side."""
    solution = solve_planar(stack, height_um, wavelength_um)
    kinds = (solution.horizontal, solution.vertical)
    return FilmPower(
        np.array([p.purcell for p in kinds]),
        np.array([p.air for p in kinds]),
        np.array([p.substrate + p.encapsulation for p in kinds]),
    )


def grid_power(
    layout: Layout,
    stack: PlanarStack,
    height_um: float,
    wavelength_um: float,
    spread: SourceSpread = SourceSpread.COMPENSATED,
) -> FilmPower:
    """A film as a run on the layout's grid would find it, without a run.

    Raises:
        ValueError: lateral cells too coarse for the waves of the densest layer.
    """
    grid = layout.grid
    cells = YeeGrid(grid.lateral_cell_um, grid.film_cell_um, layout.courant)
    ended = replace(stack, superstrate_index=None) if grid.closed else stack
    solution = solve_planar_grid(ended, height_um, wavelength_um, cells, MetalSurface.SHEET, spread)
    kinds = (solution.horizontal, solution.vertical)
    return FilmPower(
        np.array([p.purcell for p in kinds]),
        np.array([p.air for p in kinds]),
        np.array([p.entering - p.air for p in kinds]),
    )


def _mean(rows: list[FilmPower], weight: FloatArray) -> FilmPower:
    return rows[0].each(lambda *row: weight @ np.array(row), *rows[1:])
