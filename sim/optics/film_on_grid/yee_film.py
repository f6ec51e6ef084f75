"""A planar film as the FDTD grid sees it: fields of one lateral wave on a chain of cells.

On a Yee grid the lateral derivatives of a Bloch wave become i K, K_x = (2/a) sin(k_x a / 2), and
the time derivative -i W, W = (2/dt) sin(w dt / 2). Tangential E lies on planes between cells,
tangential H and E_z inside cells. A film is invariant in x and y, so that each wave splits into s
and p with respect to (K_x, K_y); with cell heights d, plane weights D = (d_below + d_above) / 2 and
permittivity eps,

    s:  (E_+ - E) / d_+ - (E - E_-) / d_- + (W^2 eps - K^2) D E = -i W I_s                 per plane
    p:  (H_+ - H) / e_+ - (H - H_-) / e_- + (W^2 - K^2 / eps) d H
            = I_- / e_- - I_+ / e_+ + i K I_z / eps,   e = eps D of a plane               per cell

with I the current per area of a plane (x or y dipole) or cell (z dipole). These are the equations
of a stretched-coordinate medium, eps' = eps diag(1/s, 1/s, s), as well: the plane weights are what
the mean of eps / s on both sides of an interface gives. Beyond its ends the film continues as a
uniform chain, whose outgoing wave falls by a fixed factor per cell, or ends in a perfect conductor.

Source: K. S. Yee, IEEE Trans. Antennas Propag. 14, 302 (1966); A. Taflove, S. C. Hagness,
Computational Electrodynamics, Artech House 2005, chapter 4 (dispersion); the rest is elimination.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from geometry.arrays import ComplexArray, FloatArray
from sim.optics.film.multilayer import PlanarStack
from sim.optics.film_on_grid.chain import outgoing_factor, tridiagonal

_WHOLE = 1e-6
"""Largest deviation of a thickness from whole cells, in cells: rounding of decimal lengths."""


class MetalSurface(str, Enum):
    """Tangential permittivity of the grid plane between a metal and a dielectric.

    PURE: the metal's own (no averaging of dispersive media).
    SHEET: the mean of both sides (half a cell of averaged medium centred on the plane).
    """

    PURE = "pure"
    SHEET = "sheet"


@dataclass(frozen=True)
class YeeGrid:
    """Cells and time step.

    Attributes:
        lateral_cell_um: in x and y, and in all directions in the substrate.
        vertical_cell_um: height of a cell in the films (physical, unstretched).
        courant: time step over lateral cell, c = 1.
    """

    lateral_cell_um: float
    vertical_cell_um: float
    courant: float

    def __post_init__(self) -> None:
        if min(self.lateral_cell_um, self.vertical_cell_um, self.courant) <= 0.0:
            raise ValueError("cells and Courant number must be positive")

    @property
    def time_step_um(self) -> float:
        """c dt."""
        return self.courant * self.lateral_cell_um

    def frequency(self, wavelength_um: float) -> float:
        """W = (2/dt) sin(w dt / 2) with c = 1, per micrometre."""
        half = np.pi / wavelength_um * self.time_step_um
        return float(2.0 / self.time_step_um * np.sin(half))


@dataclass(frozen=True)
class FilmCells:
    """The chain of cells from the substrate up; the lowest one belongs to the substrate.

    Attributes:
        height_um: (M,) cell heights.
        permittivity: (M,) inside cells (E_z).
        plane_weight: (M + 1,) eps D of every plane, um; plane 0 lies inside the substrate.
        plane_um: (M + 1,) D of every plane.
        below: permittivity under the chain; cells there are as high as the lowest.
        above: permittivity over the chain, cells as high as the topmost; None: perfect conductor.
        first_emitter_plane: index of the emitter's lower face.
        emitter_index: its real index.
    """

    height_um: FloatArray
    permittivity: ComplexArray
    plane_weight: ComplexArray
    plane_um: FloatArray
    below: complex
    above: complex | None
    first_emitter_plane: int
    emitter_index: float


def film_cells(
    stack: PlanarStack, grid: YeeGrid, surface: MetalSurface, *, absorbing: bool = False
) -> FilmCells:
    """Cut a stack into cells; the emitter is taken lossless unless it is to be ``absorbing``.

    Raises:
        ValueError: a layer that is not a whole number of cells, or a substrate that conducts
            perfectly.
    """
    clean = stack if absorbing else stack.with_lossless_emitter()
    if clean.substrate_index is None:
        raise ValueError("the grid's film needs a substrate that light can enter")
    below = complex(clean.substrate_index) ** 2
    above = None if clean.superstrate_index is None else complex(clean.superstrate_index) ** 2
    heights, eps, first_emitter = [grid.lateral_cell_um], [below], 0
    for at, (index, thickness) in enumerate(
        zip(clean.layer_index, clean.thickness_um, strict=True)
    ):
        if at == clean.emitter:
            first_emitter = len(heights)
        cells = _whole_cells(thickness, grid.vertical_cell_um)
        heights += [grid.vertical_cell_um] * cells
        eps += [complex(index) ** 2] * cells
    if above is not None:
        heights.append(grid.vertical_cell_um)
        eps.append(above)
    height = np.array(heights)
    inside = np.array(eps)
    outer = inside[-1] if above is None else above
    widths = np.concatenate([height[:1], height, height[-1:]])
    media = np.concatenate([[below], inside, [outer]])
    plane = 0.5 * (widths[1:] + widths[:-1])
    return FilmCells(
        height,
        inside,
        _plane_weights(media, widths, surface),
        plane,
        below,
        above,
        first_emitter,
        clean.emitter_index,
    )


def _whole_cells(thickness_um: float, cell_um: float) -> int:
    cells = round(thickness_um / cell_um)
    if abs(thickness_um / cell_um - cells) > _WHOLE:
        raise ValueError(f"{thickness_um:g} um is not a whole number of cells of {cell_um:g} um")
    return cells


def _plane_weights(media: ComplexArray, widths: FloatArray, surface: MetalSurface) -> ComplexArray:
    """eps D of the planes between consecutive cells."""
    mean = 0.5 * (media[1:] * widths[1:] + media[:-1] * widths[:-1])
    if surface is MetalSurface.SHEET:
        return np.asarray(mean)
    metal = media.real < 0.0
    plane = 0.5 * (widths[1:] + widths[:-1])
    only_above, only_below = metal[1:] & ~metal[:-1], metal[:-1] & ~metal[1:]
    pure = np.where(only_above, media[1:], media[:-1]) * plane
    return np.where(only_above | only_below, pure, mean)


@dataclass(frozen=True)
class GridField:
    """Answer of the chain to dipoles, for lateral wave numbers (X,).

    Attributes:
        self_field: field at the dipole, interpolated as the source is, without the current's own
            displacement term, which carries no power.
        into_substrate: power per area that flows downwards into the substrate.
    """

    self_field: ComplexArray
    into_substrate: FloatArray


def s_solution(
    cells: FilmCells, current: FloatArray, lateral: ComplexArray, frequency: float
) -> ComplexArray:
    """E of s waves on all planes but a conductor's, (planes, X), for an in-plane dipole.

    Args:
        current: (M + 1,) per plane, sum 1.
    """
    d, planes = cells.height_um, cells.plane_um
    last = planes.size if cells.above is not None else planes.size - 1
    sink = outgoing_factor(cells.below, d[0], lateral, frequency)
    squared = frequency**2 * cells.plane_weight[:, None] - lateral**2 * planes[:, None]
    to_below = 1.0 / np.concatenate([d[:1], d])
    to_above = 1.0 / np.concatenate([d, d[-1:]])
    diagonal = squared - (to_below + to_above)[:, None]
    diagonal[0] += sink * to_below[0]
    if cells.above is not None:
        diagonal[-1] += outgoing_factor(cells.above, d[-1], lateral, frequency) * to_above[-1]
    right = np.repeat((-1j * frequency * current)[:, None], lateral.size, axis=1)
    bond = to_above[: last - 1].astype(complex)
    return tridiagonal(bond, diagonal[:last], bond, right[:last])


def s_field(
    cells: FilmCells, current: FloatArray, lateral: ComplexArray, frequency: float
) -> GridField:
    """s waves of an in-plane dipole; ``current`` (M + 1,) per plane, sum 1."""
    field = s_solution(cells, current, lateral, frequency)
    step = cells.height_um[0]
    sink = outgoing_factor(cells.below, step, lateral, frequency)
    down = sink.imag * np.abs(field[0]) ** 2 / (2.0 * frequency * step)
    return GridField(np.asarray(current[: field.shape[0]] @ field), down)


def p_bonds(cells: FilmCells) -> ComplexArray:
    """1 / (eps D) per plane, (M + 1,); 0 where tangential E vanishes on the conductor."""
    bond = 1.0 / cells.plane_weight
    return bond if cells.above is not None else np.append(bond[:-1], 0.0)


def p_solutions(
    cells: FilmCells,
    in_plane: FloatArray,
    normal: FloatArray,
    lateral: ComplexArray,
    frequency: float,
) -> tuple[ComplexArray, ComplexArray]:
    """H of p waves in all cells, (M, X) each, for dipoles as in :func:`p_fields`."""
    d, eps, bond = cells.height_um, cells.permittivity, p_bonds(cells)
    squared = (frequency**2 - lateral**2 / eps[:, None]) * d[:, None]
    diagonal = squared - (bond[:-1] + bond[1:])[:, None]
    diagonal[0] += outgoing_factor(cells.below, d[0], lateral, frequency) * bond[0]
    if cells.above is not None:
        diagonal[-1] += outgoing_factor(cells.above, d[-1], lateral, frequency) * bond[-1]
    inner = bond[1:-1]
    push = in_plane * bond
    right_plane = np.repeat((push[:-1] - push[1:])[:, None], lateral.size, axis=1)
    right_normal = 1j * lateral * (normal / eps)[:, None]
    return (
        tridiagonal(inner, diagonal, inner, right_plane.astype(complex)),
        tridiagonal(inner, diagonal, inner, right_normal),
    )


def p_fields(
    cells: FilmCells,
    in_plane: FloatArray,
    normal: FloatArray,
    lateral: ComplexArray,
    frequency: float,
) -> tuple[GridField, GridField]:
    """p waves of a dipole along K, current (M + 1,) per plane, and along z, (M,) per cell."""
    h_plane, h_normal = p_solutions(cells, in_plane, normal, lateral, frequency)
    bond = p_bonds(cells)
    push = in_plane * bond
    field_plane = (push[:-1] - push[1:]) @ h_plane / (1j * frequency)
    field_normal = -lateral * ((normal / cells.permittivity) @ h_normal) / frequency
    sink = outgoing_factor(cells.below, cells.height_um[0], lateral, frequency)

    def down(h: ComplexArray) -> FloatArray:
        flow = sink.imag * np.abs(h[0]) ** 2 * (bond[0] / (2.0 * frequency))
        return np.asarray(flow.real)

    return (
        GridField(np.asarray(field_plane), down(h_plane)),
        GridField(np.asarray(field_normal), down(h_normal)),
    )
