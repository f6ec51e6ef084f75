"""Powers that leave an absorbing emitter, as a run on the FDTD grid would find them.

The film on the grid as in sim.optics.film_on_grid.solver, with the emitter's k in all of its cells
and planes, those of the dipole included: no power at the source enters. What leaves the emitter for
good is summed where it arrives,

    P_away = into the half-spaces + W/2 Im(eps D) |E|^2 of planes and W/2 Im(eps) d |E_z|^2 of cells

of the other layers; a plane that is the emitter's face belongs to both sides by their shares of
Im(eps D). All of it lies on the real axis, where the emitter's loss widens every resonance.

An in-plane current radiates alike in an absorbing layer and in a vanishing transparent sheet, as
tangential E is continuous. A vertical one does not: it excites waves as 1 / eps of its own cell, so
that its powers are multiplied by |eps / n^2|^2 to be those of the transparent sheet
(:func:`sheet_factor`; a run needs the same factor).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from geometry.arrays import ComplexArray, FloatArray
from sim.optics.film.gauss_kronrod import integrate
from sim.optics.film.glass_air import cross
from sim.optics.film.multilayer import PlanarStack, Polarisation
from sim.optics.film.outside import Outside
from sim.optics.film_on_grid.chain import outgoing_factor
from sim.optics.film_on_grid.grid_dipole import Case, bulk_powers, grid_case, zone_orders
from sim.optics.film_on_grid.yee_film import (
    FilmCells,
    MetalSurface,
    YeeGrid,
    p_bonds,
    p_solutions,
    s_solution,
)
from sim.optics.grid.source_spread import SourceSpread

_TOLERANCE = 1e-7
"""Per quadrature panel, relative to the bulk power."""


@dataclass(frozen=True)
class GridAway:
    """In-plane and vertical dipole, (2,) each; powers over bulk on the same grid.

    Attributes:
        air: reaches the observer (single pass).
        entering: enters the substrate, air included.
        away: all that leaves the emitter for good.
        error: estimated quadrature error.
    """

    air: FloatArray
    entering: FloatArray
    away: FloatArray
    error: float


def sheet_factor(emitter_index: complex) -> float:
    """Powers of a vertical dipole in a transparent sheet over those in the absorbing layer."""
    permittivity = complex(emitter_index) ** 2
    return abs(permittivity / complex(emitter_index).real ** 2) ** 2


def grid_powers_away(
    stack: PlanarStack,
    dipole_height_um: float,
    wavelength_um: float,
    grid: YeeGrid,
    surface: MetalSurface = MetalSurface.SHEET,
    spread: SourceSpread = SourceSpread.COMPENSATED,
) -> GridAway:
    """P_air and P_away of a film as an FDTD run on ``grid`` would find them.

    Arguments as in :func:`sim.optics.film_on_grid.solver.solve_planar_grid`, with the emitter's k.

    Raises:
        ValueError: as there, and an emitter that does not absorb.
    """
    index = complex(stack.layer_index[stack.emitter])
    if index.imag <= 0.0:
        raise ValueError(
            f"the emitter must absorb for light to come back to it; got n + ik = {index}: use "
            "solve_planar_grid for a transparent one"
        )
    case = grid_case(stack, dipole_height_um, wavelength_um, grid, surface, spread, absorbing=True)
    cells = round(stack.thickness_um[stack.emitter] / grid.vertical_cell_um)
    loss = _OtherLoss.of(case.cells, cells, index)
    rows, error = _powers(case, loss, wavelength_um, stack.outside)
    rows = rows / bulk_powers(case) * np.array([1.0, sheet_factor(index)])
    return GridAway(air=rows[0], entering=rows[1], away=rows[2], error=error)


@dataclass(frozen=True)
class _OtherLoss:
    """Im(eps D) per plane and Im(eps) d per cell of all but the emitter."""

    plane: FloatArray
    cell: FloatArray

    @staticmethod
    def of(cells: FilmCells, count: int, index: complex) -> _OtherLoss:
        """The emitter has ``count`` cells from its first plane on."""
        first = cells.first_emitter_plane
        plane, cell = cells.plane_weight.imag.copy(), cells.permittivity.imag * cells.height_um
        height = float(cells.height_um[first])
        own = (index**2).imag * height
        plane[first : first + count + 1] -= own * np.array([0.5, *[1.0] * (count - 1), 0.5])
        cell[first : first + count] = 0.0
        return _OtherLoss(np.maximum(plane, 0.0), cell)


def _powers(
    case: Case, loss: _OtherLoss, wavelength_um: float, outside: Outside
) -> tuple[FloatArray, float]:
    """Air, entering, away: (3, 2) powers, and the quadrature's error over the bulk power."""
    glass = math.sqrt(case.cells.below.real)
    edge = 2.0 / case.grid.lateral_cell_um
    vacuum = 2.0 * math.pi / wavelength_um
    dense = max(math.sqrt(e.real) for e in case.cells.permittivity if e.real > 0.0)
    points = {0.0, min(glass, outside.index) * vacuum, glass * case.frequency}
    points |= {dense * case.frequency, edge, math.sqrt(2.0) * edge}
    breaks = np.array(sorted(points))
    unit = float(bulk_powers(case).min())

    def integrand(t: FloatArray) -> ComplexArray:
        segment = np.minimum(t.astype(int), breaks.size - 2)
        angle = 0.5 * math.pi * (t - segment)
        width = np.diff(breaks)[segment]
        lateral = breaks[segment] + width * np.sin(angle) ** 2
        slope = width * 0.5 * math.pi * np.sin(2.0 * angle)
        density = _density(case, loss, lateral, lateral / vacuum, outside)
        return np.asarray(density.reshape(6, -1) * slope / unit, dtype=complex)

    integral = integrate(
        integrand, np.linspace(0.0, breaks.size - 1, 4 * breaks.size - 3), _TOLERANCE
    )
    return integral.value.real.reshape(3, 2) * unit, integral.error


def _density(
    case: Case, loss: _OtherLoss, lateral: FloatArray, nu: FloatArray, outside: Outside
) -> FloatArray:
    """Air, entering, away of both dipoles per d|K|, (3, 2, X)."""
    cells, frequency, wave = case.cells, case.frequency, lateral.astype(complex)
    glass = math.sqrt(cells.below.real)
    orders = zone_orders(case, wave).real
    sinks = _sinks(cells, wave, frequency)
    waves = [_s_powers(case, loss, wave, sinks)]
    waves += _p_powers(case, loss, wave, sinks)
    s, p, z = waves
    t_s, t_p = (cross(glass, outside, nu, kind).transmitted for kind in Polarisation)
    result = np.zeros((3, 2, lateral.size))
    for part in (s, p, z):
        travels = lateral < glass * frequency
        part[0] = np.where(travels, part[0], 0.0)
    result[0, 0] = orders[0] * s[0] * t_s + orders[1] * p[0] * t_p
    result[0, 1] = orders[2] * z[0] * t_p
    for row in (0, 1):
        result[1 + row, 0] = orders[0] * s[row] + orders[1] * p[row]
        result[1 + row, 1] = orders[2] * z[row]
    result[2] += result[1]
    return result * lateral / (2.0 * math.pi) ** 2


def _sinks(cells: FilmCells, wave: ComplexArray, frequency: float) -> tuple[FloatArray, FloatArray]:
    """Im of the outgoing factor below and above, (X,) each: what the half-spaces draw."""
    below = outgoing_factor(cells.below, cells.height_um[0], wave, frequency).imag
    if cells.above is None:
        return below, np.zeros_like(below)
    return below, outgoing_factor(cells.above, cells.height_um[-1], wave, frequency).imag


def _s_powers(
    case: Case, loss: _OtherLoss, wave: ComplexArray, sinks: tuple[FloatArray, FloatArray]
) -> list[FloatArray]:
    """Into the substrate, and into all else but the emitter, (X,) each."""
    cells, w = case.cells, case.frequency
    squared = np.abs(s_solution(cells, case.in_plane, wave, w)) ** 2
    down = sinks[0] * squared[0] / (2.0 * w * cells.height_um[0])
    up = sinks[1] * squared[-1] / (2.0 * w * cells.height_um[-1])
    lost = 0.5 * w * loss.plane[: squared.shape[0]] @ squared
    return [down, up + lost]


def _p_powers(
    case: Case, loss: _OtherLoss, wave: ComplexArray, sinks: tuple[FloatArray, FloatArray]
) -> list[list[FloatArray]]:
    """Likewise for p waves of the in-plane and the vertical dipole."""
    cells, w, bond = case.cells, case.frequency, p_bonds(case.cells)
    both = p_solutions(cells, case.in_plane, case.normal, wave, w)
    below = outgoing_factor(cells.below, cells.height_um[0], wave, w)
    rows = []
    for h in both:
        down = sinks[0] * np.abs(h[0]) ** 2 * bond[0].real / (2.0 * w)
        up = sinks[1] * np.abs(h[-1]) ** 2 * bond[-1].real / (2.0 * w)
        # H beyond both ends: the outgoing wave; a conductor has none that matters
        outer = np.concatenate([below * h[:1], h, h[-1:]])
        planes = np.abs(np.diff(outer, axis=0)) ** 2 * (np.abs(bond) ** 2)[:, None]
        lost = loss.plane @ planes / (2.0 * w)
        normal = np.abs(wave) ** 2 * (
            (loss.cell / np.abs(cells.permittivity) ** 2) @ np.abs(h) ** 2
        )
        rows.append([down, up + lost + normal / (2.0 * w)])
    return rows
