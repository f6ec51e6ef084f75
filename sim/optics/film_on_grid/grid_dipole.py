"""A dipole in a film on the FDTD grid: its place, its waves' weights, its bulk power."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import roots_legendre

from geometry.arrays import ComplexArray, FloatArray
from sim.optics.film.multilayer import PlanarStack
from sim.optics.film_on_grid.chain import interpolation
from sim.optics.film_on_grid.yee_film import FilmCells, MetalSurface, YeeGrid, film_cells
from sim.optics.grid.source_spread import SourceSpread

_ANGLES = 24
"""Gauss points per quarter turn of azimuth."""


@dataclass(frozen=True)
class Case:
    """A dipole in a film on a grid, ready to integrate.

    ``in_plane``, ``normal``: weights on planes and cells of in-plane and vertical dipoles.
    """

    cells: FilmCells
    grid: YeeGrid
    frequency: float
    in_plane: FloatArray
    normal: FloatArray
    spread: SourceSpread


def grid_case(
    stack: PlanarStack,
    dipole_height_um: float,
    wavelength_um: float,
    grid: YeeGrid,
    surface: MetalSurface,
    spread: SourceSpread,
    *,
    absorbing: bool = False,
) -> Case:
    """Put a film and a dipole on the grid.

    Raises:
        ValueError: as :func:`sim.optics.film_on_grid.solver.solve_planar_grid`.
    """
    cells = film_cells(stack, grid, surface, absorbing=absorbing)
    if cells.below.imag != 0.0:
        raise ValueError("the grid's film needs a transparent substrate")
    position = cells.first_emitter_plane + dipole_height_um / grid.vertical_cell_um
    return Case(
        cells,
        grid,
        grid.frequency(wavelength_um),
        interpolation(position, cells.plane_um.size),
        interpolation(position - 0.5, cells.height_um.size),
        spread,
    )


def zone_orders(case: Case, lateral: ComplexArray) -> ComplexArray:
    """Zone integrals over azimuth at |K|, (3, X): weights of s, p (in-plane) and p (vertical).

    int d phi {sin^2, cos^2, 1} share / (c_x c_y) over the part of the circle in the square.
    """
    edge = 2.0 / case.grid.lateral_cell_um
    root, weight = roots_legendre(_ANGLES)
    size = lateral.real
    # first octant: phi from where the circle enters the square to the diagonal
    start = np.arccos(np.minimum(1.0, edge / np.maximum(size, 1e-300)))
    span = np.maximum(0.0, 0.25 * math.pi - start)
    # squared map: inverse square root of the density of states at the zone's edge
    s = 0.5 * (1.0 + root)[:, None]
    phi = start + span * s**2
    measure = weight[:, None] * span * s
    totals = np.zeros((3, lateral.size), dtype=complex)
    cosine, sine = np.cos(phi), np.sin(phi)
    x = 1.0 - (lateral * cosine / edge) ** 2
    y = 1.0 - (lateral * sine / edge) ** 2
    density = measure / (np.sqrt(x) * np.sqrt(y))
    half_x, half_y = case.spread.half_step(x), case.spread.half_step(y)
    whole_x, whole_y = case.spread.whole_step(x), case.spread.whole_step(y)
    # an x dipole in the octant and in its mirror image at the diagonal; four such pairs
    along_x, along_y = half_x * whole_y, half_y * whole_x
    totals[0] = 4.0 * (density * (sine**2 * along_x + cosine**2 * along_y)).sum(axis=0)
    totals[1] = 4.0 * (density * (cosine**2 * along_x + sine**2 * along_y)).sum(axis=0)
    totals[2] = 8.0 * (density * whole_x * whole_y).sum(axis=0)
    return totals


def bulk_powers(case: Case) -> FloatArray:
    """Powers (2,) of the same dipoles in the unbounded emitter on the same grid."""
    n, grid = case.cells.emitter_index, case.grid
    root, weight = roots_legendre(_ANGLES)
    cos_theta = 0.5 * (1.0 + root)[:, None]
    phi = 0.25 * math.pi * (1.0 + root)[None, :]
    mean = 0.5 * weight[:, None] * 0.5 * weight[None, :]
    sin_theta = np.sqrt(1.0 - cos_theta**2)
    e_x, e_y, e_z = sin_theta * np.cos(phi), sin_theta * np.sin(phi), cos_theta
    size = 0.5 * n * case.frequency
    x = 1.0 - (size * grid.lateral_cell_um * e_x) ** 2
    y = 1.0 - (size * grid.lateral_cell_um * e_y) ** 2
    z = 1.0 - (size * grid.vertical_cell_um * e_z) ** 2
    states = mean * 1.5 / np.sqrt(x * y * z)
    theta = 2.0 * np.arcsin(size * grid.vertical_cell_um * e_z)
    share_x = case.spread.half_step(x) * case.spread.whole_step(y)
    share_z = case.spread.whole_step(x) * case.spread.whole_step(y)
    in_plane = (states * (1.0 - e_x**2) * share_x * _shared(case.in_plane, theta)).sum()
    vertical = (states * (1.0 - e_z**2) * share_z * _shared(case.normal, theta)).sum()
    return np.asarray(np.array([in_plane, vertical]) * n * case.frequency**2 / (12.0 * math.pi))


def _shared(weights: FloatArray, theta: FloatArray) -> FloatArray:
    """|sum of weights exp(i theta j)|^2: a dipole shared by neighbouring points."""
    place = np.nonzero(weights)[0]
    total = sum(weights[j] * np.exp(1j * theta * (j - place[0])) for j in place)
    return np.asarray(np.abs(total) ** 2)
