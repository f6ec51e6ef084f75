"""A wall without its stack on the grid against the exact answer of the planar engine, turned.

sim.optics.wall_alone with the media of the review of the wall: a well of 1.93388, PMMA
behind it, 520 nm.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from physics.fdtd_cases import LED, device

from geometry.device import Device
from sim.optics.grid.layout import Layout
from sim.optics.wall_alone.exact import AloneFilm, AloneWall, alone_exact
from sim.optics.wall_alone.run import (
    AloneCells,
    alone_distance_um,
    alone_layout,
    alone_on_grid,
    without_wall,
)

WAVELENGTH_UM = 0.520
WELL, BANK = 1.93388, 1.50088
SILVER, SPACER, OXIDE, ABSORBER = 0.052 + 3.2j, 1.685, 1.685, 1.8 + 0.5j

Film = AloneFilm


@dataclass(frozen=True)
class Wall:
    """Films from the well outwards; none for a bare wall."""

    films: tuple[Film, ...] = ()

    @staticmethod
    def silver(thickness_um: float, spacer_um: float = 0.0) -> Wall:
        """A mirror, with an oxide between it and the well."""
        spacer = (Film(spacer_um, SPACER),) if spacer_um else ()
        return Wall((*spacer, Film(thickness_um, SILVER)))

    @property
    def alone(self) -> AloneWall:
        """Between the well and PMMA."""
        return AloneWall(WELL, self.films, complex(BANK), WAVELENGTH_UM)


@dataclass(frozen=True)
class Cells:
    """A grid for the wall alone.

    Attributes:
        cell_um: edge of a cell.
        shift_cells: of the wall from a vertex of the grid.
        means: whether upright faces have their mean permittivities.
        refinement: how many cells stand for one from 0.1 um before the wall to 0.1 um behind it.
    """

    cell_um: float
    shift_cells: float = 0.0
    means: bool = True
    refinement: int = 1

    def distance_um(self, asked_um: float) -> float:
        """The nearest distance of the wall from a vertex with this shift."""
        return (round(asked_um / self.cell_um) + self.shift_cells) * self.cell_um

    @property
    def alone(self) -> AloneCells:
        """Without the shift, which is the distance's."""
        return AloneCells(self.cell_um, self.refinement, self.means)


def exact(wall: Wall, distance_um: float, orientation: str, k_y_index: float) -> float:
    """Power of a line of dipoles beside a wall over that in the well's medium."""
    return alone_exact(wall.alone, distance_um, orientation, k_y_index)


@cache
def film() -> Device:
    """Whose spectrum the choice of models of media asks for."""
    return device(LED)


def wall_layout(wall: Wall, distance_um: float, cells: Cells) -> Layout:
    """The wall alone with its dipole at the middle."""
    return alone_layout(film(), wall.alone, distance_um, cells.alone)


def distance_for_light_um(wall: Wall, distance_um: float, k_y_index: float, cells: Cells) -> float:
    """Where light that meets the wall head-on finds it, coarse cells before the zone counted."""
    return alone_distance_um(film(), wall.alone, distance_um, k_y_index, cells.alone)


def on_grid(
    wall: Wall, distance_um: float, orientation: str, k_y_index: float, cells: Cells
) -> float:
    """The same as :func:`exact`, stepped, over the same line in the well's medium on that grid."""
    place = (distance_um, orientation, k_y_index, cells.alone)
    return alone_on_grid(film(), wall.alone, *place) / _free_power(wall.alone, *place)


@cache
def _free_power(
    wall: AloneWall, distance_um: float, orientation: str, k_y_index: float, cells: AloneCells
) -> float:
    """Of the well's medium alone, on the cells that the wall has."""
    return alone_on_grid(film(), without_wall(wall), distance_um, orientation, k_y_index, cells)
