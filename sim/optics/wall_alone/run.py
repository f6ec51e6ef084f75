"""The power of a line of dipoles beside a wall without a stack, stepped on given cells.

    x      absorber 0.8 um | well 1 um | dipole | d | films | bank to the end | absorber 0.8 um
    z      absorber 0.8 um | 1 um | dipole | 1 um | absorber 0.8 um

Cells are as high as they are wide; across the wall they may be finer
(sim.optics.section.zone).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from geometry.device import Device
from geometry.materials.library import constant_material
from geometry.shapes import Polygon, Solid
from sim.optics.grid.grid import Grid
from sim.optics.grid.layout import Layout
from sim.optics.grid.media_choice import choose_media
from sim.optics.grid.walls.graded_layout import with_grading
from sim.optics.grid.walls.upright import with_upright_columns
from sim.optics.meep.cell import SteppedCell, pulse
from sim.optics.meep.load import mp
from sim.optics.section.scene import section_blocks
from sim.optics.section.source import section_stencil, section_weights
from sim.optics.section.zone import WallZone, slowing
from sim.optics.spectrum import SpectrumRule
from sim.optics.wall_alone.exact import AloneWall

_CLEAR_UM, _ABSORBER_UM = 1.0, 0.8

_LONGEST_UM = 24.0
"""Time times c at which a run ends in any case."""

_LEAST_UM, _SETTLED = 10.0, 1e-3
"""Time times c from which on a run ends, once its power changes by less than that between looks
1.5 um apart."""

_COMPENSATED_CELLS = 3.5
"""Distance from the wall in cells up to which a source is no more spread: its points would lie
beside one another and the wall."""

_COMPONENT = {"x": mp.Ex, "y": mp.Ez, "z": mp.Ey}


@dataclass(frozen=True)
class AloneCells:
    """Cells beside a wall.

    Attributes:
        cell_um: edge of a lateral cell.
        refinement: how many cells stand for one across the wall; odd.
        means: whether upright faces have their mean permittivities.
    """

    cell_um: float
    refinement: int = 1
    means: bool = True


def alone_on_grid(
    device: Device,
    wall: AloneWall,
    distance_um: float,
    orientation: str,
    k_y_index: float,
    cells: AloneCells,
) -> float:
    """Power of a line of dipoles over the square of its current; over :func:`without_wall`'s, that
    of :func:`sim.optics.wall_alone.exact.alone_exact`.

    Args:
        device: a film, whose spectrum the choice of models of media asks for.
        wall, distance_um, orientation, k_y_index: as there; the line is on a vertex.
        cells: of the grid.
    """
    fine = _zone(wall, cells).holds(distance_um, cells.cell_um)
    cell_um = cells.cell_um / (cells.refinement if fine else 1)
    layout = alone_layout(device, wall, distance_um, cells)
    return _power(layout, wall, orientation, k_y_index, distance_um > _COMPENSATED_CELLS * cell_um)


def without_wall(wall: AloneWall) -> AloneWall:
    """The well's medium everywhere, on the cells that the wall has."""
    films = tuple(replace(film, index=complex(wall.well)) for film in wall.films)
    return replace(wall, films=films, bank=complex(wall.well))


def alone_distance_um(
    device: Device, wall: AloneWall, distance_um: float, k_y_index: float, cells: AloneCells
) -> float:
    """Where light that meets the wall head-on finds it, coarse cells before the zone counted."""
    layout = alone_layout(device, wall, distance_um, cells)
    zone = layout.grid.grading
    coarse_um = distance_um if zone is None else max(0, zone.spans[0].start) * cells.cell_um
    across = math.sqrt(wall.well**2 - k_y_index**2)
    return distance_um + (slowing(layout, across) - 1.0) * coarse_um


def alone_layout(device: Device, wall: AloneWall, distance_um: float, cells: AloneCells) -> Layout:
    """The wall alone with its line at the middle of the grid."""
    a = cells.cell_um
    absorber = math.ceil(_ABSORBER_UM / a)
    half = math.ceil((_CLEAR_UM + 0.3) / a)
    high = math.ceil(_CLEAR_UM / a) + absorber
    grid = Grid(a, a, half, 1, absorber, 0, high, high, 0, False)
    solids = [Solid("emitter", constant_material("well", wall.well), -math.inf, math.inf)]
    faces = distance_um + np.cumsum([0.0, *(film.thickness_um for film in wall.films)])
    behind = [*(film.index for film in wall.films), wall.bank]
    far = grid.half_width_um[0] + 1.0
    for number, (face, index) in enumerate(zip(faces, behind, strict=True)):
        material = constant_material(f"film {number}", index.real, index.imag)
        outline = Polygon(((face, -far), (far, -far), (far, far), (face, far)))
        solids.append(Solid(material.name, material, -math.inf, math.inf, outline))
    waves = np.array([wall.wavelength_um])
    media = choose_media(device, tuple(solids), waves, wall.wavelength_um)
    rule = SpectrumRule(waves, np.array([1.0]))
    layout = Layout(device, device, (), grid, tuple(solids), media, rule, 0)
    grading = _zone(wall, cells).grading(distance_um, 0.0, a)
    if grading is not None:
        layout = with_grading(layout, grading)
    return with_upright_columns(layout) if cells.means else layout


def _zone(wall: AloneWall, cells: AloneCells) -> WallZone:
    return WallZone(0.0, wall.thickness_um, cells.refinement)


def _power(
    layout: Layout, wall: AloneWall, orientation: str, k_y_index: float, compensated: bool
) -> float:
    """Power of the line over the square of its current."""
    grid, a = layout.grid, layout.grid.lateral_cell_um
    place = 0 if grid.grading is None else grid.grading.dipole
    stencil = section_stencil(orientation, compensated=compensated)
    frequency = np.array([1.0 / wall.wavelength_um])
    component = _COMPONENT[orientation]
    cell = SteppedCell(
        layout,
        (grid.nx, grid.nz),
        frequency,
        geometry=section_blocks(layout),
        sources=[
            mp.Source(
                pulse(frequency),
                component,
                center=mp.Vector3((p.dx + place) * a, p.dz * a),
                amplitude=p.weight,
            )
            for p in stencil.points
        ],
        boundary_layers=[mp.Absorber(grid.absorber * a)],
        k_point=mp.Vector3(0.0, 0.0, k_y_index / wall.wavelength_um),
        kz_2d="real/imag",
        ensure_periodicity=False,
    )
    try:
        monitor = cell.transform([component], (place - 2, -1), (place + 2, 1), every_step=True)
        cell.begin(with_current=True)
        interval, before = max(1, round(1.5 / layout.time_step_um)), math.nan
        while cell.elapsed_um < _LONGEST_UM:
            cell.advance(interval)
            field = complex(np.sum(section_weights(stencil) * cell.read(monitor, component, 0)))
            current = complex(cell.current()[0])
            power = -float(np.real(field * np.conj(current))) / abs(current) ** 2
            if cell.elapsed_um > _LEAST_UM and abs(power / before - 1.0) < _SETTLED:
                break
            before = power
        return power
    finally:
        cell.close()
