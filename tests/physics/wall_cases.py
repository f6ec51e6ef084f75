"""A wall without its stack: exactly, as a planar problem turned by 90 degrees, and on the grid.

The wall alone is well | spacer | liner | bank, endless along y and upwards:

    x      absorber 0.8 um | well 1 um | dipole | d | layers | bank to the end | absorber 0.8 um
    z      absorber 0.8 um | 1 um | dipole | 1 um | absorber 0.8 um

Exact: a line of dipoles exp(i k_y y) in an index n_1 is an integral over k_z of waves of lateral
wavevector k = (k_y, k_z), which the layers return with r_s, r_p (the latter of H) of the planar
engine, exp(2 i k_x d) included. With k_x^2 = k_1^2 - k^2, c_u = k_u / k, s_u^2 = 1 - c_u^2,

    across (x):         k^2 / k_x (1 + r_p)                                             (1)
    along u (y or z):   (k_1^2 / k_x) s_u^2 (1 + r_s) + k_x c_u^2 (1 - r_p)             (2)

and the power over that in the well's medium is the real part of the integral, over the same with
r = 0. The way k_z - 0.35 i k_1 k_z / (k_1 + k_z) passes below all poles.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from physics.fdtd_cases import LED, device

from geometry.materials.library import constant_material
from geometry.shapes import Polygon, Solid
from sim.optics.film.multilayer import Polarisation, Side, respond
from sim.optics.grid.grading import Grading
from sim.optics.grid.grid import Grid
from sim.optics.grid.layout import Layout
from sim.optics.grid.media_choice import choose_media
from sim.optics.grid.walls.graded_layout import with_grading
from sim.optics.grid.walls.upright import with_upright_columns
from sim.optics.meep.cell import SteppedCell, pulse
from sim.optics.meep.load import mp
from sim.optics.methods.edge.section.scene import section_blocks
from sim.optics.methods.edge.section.source import section_stencil, section_weights
from sim.optics.methods.edge.section.zone import slowing
from sim.optics.spectrum import SpectrumRule

WAVELENGTH_UM = 0.520
WELL, BANK = 1.93388, 1.50088
SILVER, SPACER, OXIDE, ABSORBER = 0.052 + 3.2j, 1.685, 1.685, 1.8 + 0.5j

_CLEAR_UM, _ABSORBER_UM = 1.0, 0.8
_END, _NODES = 12.0, 400
"""Of the integral, in vacuum wavevectors: exp(-2 k_x d) is below 1e-8 at 0.13 um."""

_BESIDE_UM, _CLEAR_CELLS = 0.1, 2
"""Of a zone of finer cells: beside the wall, and between its end and the dipole."""

_LONGEST_UM = 24.0
_COMPONENT = {"x": mp.Ex, "y": mp.Ez, "z": mp.Ey}


@dataclass(frozen=True)
class Film:
    """One film of a wall: thickness and n + i k."""

    thickness_um: float
    index: complex


@dataclass(frozen=True)
class Wall:
    """Films from the well outwards; none for a bare wall."""

    films: tuple[Film, ...] = ()

    @staticmethod
    def silver(thickness_um: float, spacer_um: float = 0.0) -> Wall:
        """A mirror, with an oxide between it and the well."""
        spacer = (Film(spacer_um, SPACER),) if spacer_um else ()
        return Wall((*spacer, Film(thickness_um, SILVER)))


def exact(wall: Wall, distance_um: float, orientation: str, k_y_index: float) -> float:
    """Power of a line of dipoles beside a wall over that in the well's medium.

    Args:
        wall: its films.
        distance_um: of the line from the first of them.
        orientation: "x" across the wall, "y" along the line, "z" along the wall.
        k_y_index: k_y over the vacuum's wavevector.
    """
    t, weight = np.polynomial.legendre.leggauss(_NODES)
    straight = _END * (0.5 * (t + 1.0)) ** 2
    path = straight - 0.35j * WELL * straight / (WELL + straight)
    step = (1.0 - 0.35j * WELL**2 / (WELL + straight) ** 2) * 0.5 * _END * (t + 1.0) * weight
    k = np.sqrt(path**2 + k_y_index**2)
    side = Side(
        WELL,
        distance_um,
        tuple(film.index for film in wall.films),
        tuple(film.thickness_um for film in wall.films),
        BANK,
    )
    r_s, r_p = (
        respond(side, k, polarisation, WAVELENGTH_UM).reflection for polarisation in Polarisation
    )
    k_x = np.sqrt(WELL**2 - k**2)
    if orientation == "x":
        returned = k**2 / k_x * r_p  # (1)
    else:
        c2 = ((path if orientation == "z" else k_y_index) / k) ** 2
        returned = WELL**2 / k_x * (1.0 - c2) * r_s - k_x * c2 * r_p  # (2)
    return 1.0 + float(np.real(step @ returned)) / _free(orientation, k_y_index)


def _free(orientation: str, k_y_index: float) -> float:
    """The integral for r = 0: waves that travel, k_z = K sin(t) with K^2 = k_1^2 - k_y^2."""
    travelling = WELL**2 - k_y_index**2
    if orientation == "y":
        return 0.5 * math.pi * travelling
    return 0.25 * math.pi * (WELL**2 + k_y_index**2)


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


def wall_layout(wall: Wall | None, distance_um: float, cells: Cells, bank: float = BANK) -> Layout:
    """The wall alone with its dipole at the middle; None for the well's medium everywhere."""
    a = cells.cell_um
    absorber = math.ceil(_ABSORBER_UM / a)
    half = math.ceil((_CLEAR_UM + 0.3) / a)
    high = 2 * (math.ceil(_CLEAR_UM / a) + absorber)
    grid = Grid(a, a, half, 1, absorber, 0, high // 2, high // 2, 0, False)
    solids = [Solid("emitter", constant_material("well", WELL), -math.inf, math.inf)]
    if wall is not None:
        faces = distance_um + np.cumsum([0.0, *(film.thickness_um for film in wall.films)])
        media = [
            *(constant_material(f"film {i}", f.index.real, f.index.imag)
              for i, f in enumerate(wall.films)),
            constant_material("bank", bank),
        ]  # fmt: skip
        far = grid.half_width_um[0] + 1.0
        for face, medium in zip(faces, media, strict=True):
            outline = Polygon(((face, -far), (far, -far), (far, far), (face, far)))
            solids.append(Solid(medium.name, medium, -math.inf, math.inf, outline))
    film = device(LED)
    painted = tuple(solids)
    waves = np.array([WAVELENGTH_UM])
    choice = choose_media(film, painted, waves, WAVELENGTH_UM)
    rule = SpectrumRule(waves, np.array([1.0]))
    layout = Layout(film, film, (), grid, painted, choice, rule, 0)
    if cells.refinement > 1:
        layout = with_grading(layout, _zone(wall, distance_um, cells))
    return with_upright_columns(layout) if cells.means else layout


def _zone(wall: Wall | None, distance_um: float, cells: Cells) -> Grading:
    """From 0.1 um before the wall to 0.1 um behind it, its ends two cells from the dipole."""
    thickness_um = 0.0 if wall is None else sum(film.thickness_um for film in wall.films)
    start = math.floor((distance_um - _BESIDE_UM) / cells.cell_um + 1e-6)
    if start < _CLEAR_CELLS:
        start = min(start, -_CLEAR_CELLS)
    end = math.ceil((distance_um + thickness_um + _BESIDE_UM) / cells.cell_um - 1e-6)
    zone = Grading(start, end - start, cells.refinement)
    return replace(zone, dipole=round(zone.stepped(0.0)))


def distance_for_light_um(wall: Wall, distance_um: float, k_y_index: float, cells: Cells) -> float:
    """Where light that meets the wall head-on finds it, coarse cells before the zone counted."""
    layout = wall_layout(wall, distance_um, cells)
    zone = layout.grid.grading
    coarse_um = distance_um if zone is None else max(0, zone.start) * cells.cell_um
    across = math.sqrt(WELL**2 - k_y_index**2)
    return distance_um + (slowing(layout, across) - 1.0) * coarse_um


def on_grid(
    wall: Wall, distance_um: float, orientation: str, k_y_index: float, cells: Cells
) -> float:
    """The same as :func:`exact`, stepped, over the same line in the well's medium on that grid."""
    zone = _zone(wall, distance_um, cells) if cells.refinement > 1 else None
    fine = zone is not None and zone.refines(zone.dipole)
    compensated = distance_um > 3.5 * cells.cell_um / (cells.refinement if fine else 1)
    beside = _power(wall_layout(wall, distance_um, cells), orientation, k_y_index, compensated)
    alone = replace(cells, shift_cells=0.0)
    if zone is None:
        return beside / _free_power(orientation, k_y_index, alone, compensated)
    return beside / _free_power(orientation, k_y_index, alone, compensated, wall, distance_um)


@cache
def _free_power(
    orientation: str,
    k_y_index: float,
    cells: Cells,
    compensated: bool,
    wall: Wall | None = None,
    distance_um: float = 0.0,
) -> float:
    """Of the well's medium alone, on the cells that the wall has."""
    layout = wall_layout(None, 0.0, cells)
    if wall is not None:
        free = Wall(tuple(replace(film, index=WELL) for film in wall.films))
        layout = wall_layout(free, distance_um, cells, bank=WELL)
    return _power(layout, orientation, k_y_index, compensated)


def _power(layout: Layout, orientation: str, k_y_index: float, compensated: bool) -> float:
    """Power of the line over the square of its current."""
    grid, a = layout.grid, layout.grid.lateral_cell_um
    place = 0 if grid.grading is None else grid.grading.dipole
    stencil = section_stencil(orientation, compensated=compensated)
    frequency = np.array([1.0 / WAVELENGTH_UM])
    component = _COMPONENT[orientation]
    cell = SteppedCell(
        layout,
        (grid.nx, grid.nz),
        frequency,
        geometry=section_blocks(layout),
        sources=[
            mp.Source(pulse(frequency), component, center=mp.Vector3((p.dx + place) * a, p.dz * a),
                      amplitude=p.weight)
            for p in stencil.points
        ],
        boundary_layers=[
            mp.Absorber(grid.absorber * a, direction=mp.X),
            mp.Absorber(grid.absorber * a, direction=mp.Y),
        ],
        k_point=mp.Vector3(0.0, 0.0, k_y_index / WAVELENGTH_UM),
        kz_2d="real/imag",
        ensure_periodicity=False,
    )  # fmt: skip
    try:
        monitor = cell.transform([component], (place - 2, -1), (place + 2, 1), every_step=True)
        cell.begin(with_current=True)
        interval, before = max(1, round(1.5 / layout.time_step_um)), math.nan
        while cell.elapsed_um < _LONGEST_UM:
            cell.advance(interval)
            field = complex(np.sum(section_weights(stencil) * cell.read(monitor, component, 0)))
            current = complex(cell.current()[0])
            power = -float(np.real(field * np.conj(current))) / abs(current) ** 2
            if cell.elapsed_um > 10.0 and abs(power / before - 1.0) < 1e-3:
                break
            before = power
        return power
    finally:
        cell.close()
