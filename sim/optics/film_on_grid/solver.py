"""The exact solution of an unpatterned film on the FDTD grid: the grid's bias at no cost.

The film's fields on the grid are known for every lateral wave (sim.optics.film_on_grid.yee_film); a
point dipole is their integral over the Brillouin zone, |k_x|, |k_y| < pi / a. In K_i = (2/a)
sin(k_i a / 2) the zone is the square |K_i| < 2 / a and

    d^2 k = d^2 K / (c_x c_y),     c_i = cos(k_i a / 2) = sqrt(1 - (K_i a / 2)^2).  (1)

At one |K| the azimuth phi is integrated over the arc within the square; with the shares f of a
source's current (SourceSpread: f_h along the component's own axis, f_w across) the weights of
s waves, p waves and of vertical dipoles are

    O_s = int sin^2 f / (c_x c_y) dphi,  O_p = int cos^2 f / (c_x c_y) dphi,
    f = f_h(x) f_w(y) for a dipole along x,                                         (2)
    O_z = int f_w(x) f_w(y) / (c_x c_y) dphi.                                       (3)

The total power is integrated over |K| below the real axis, past the guided modes, and along the
axis beyond; the light that enters the substrate on the axis, and its Fresnel transmission at K,
which is where the grid refracts it. How a dipole's current is spread over grid points enters as a
factor per axis (SourceSpread); a vertical dipole at a plane is shared by the two cells next to it.

Powers are normalised as a run in the unbounded emitter medium on the same grid would be. Its power
is that of the continuum at frequency W times the mean over the sphere |K| = n W of the same density
of states and shares:

    < 3/2 (1 - e^2) prod_i 1 / c_i  x shares >,    e the direction cosine along the dipole.  (4)

What is not in it: the finite cell with its absorbing borders, the run's finite time, the
interpolation of fields to a monitor, and the difference between a fitted metal and the index used
here.
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
from sim.optics.film_on_grid.grid_dipole import Case, bulk_powers, grid_case, zone_orders
from sim.optics.film_on_grid.yee_film import MetalSurface, YeeGrid, p_fields, s_field
from sim.optics.grid.source_spread import SourceSpread

_TOLERANCE = 1e-8
"""Per quadrature panel, relative to the bulk power."""
_DEPTH = 0.25
"""Depth of the contour over the emitter's wave number."""
_PAST_MODES = 1.3
"""Real end of the contour over the largest wave number of a transparent layer."""


@dataclass(frozen=True)
class GridPower:
    """One orientation on the grid; shares of its own total power.

    Attributes:
        purcell: total power over that in the unbounded emitter medium on the same grid.
        air: leaves the substrate into air (single pass).
        entering: enters the substrate, air included.
        error: quadrature error of the total over the bulk power.
    """

    purcell: float
    air: float
    entering: float
    error: float


@dataclass(frozen=True)
class GridSolution:
    """An in-plane and a vertical dipole on the grid."""

    horizontal: GridPower
    vertical: GridPower


def solve_planar_grid(
    stack: PlanarStack,
    dipole_height_um: float,
    wavelength_um: float,
    grid: YeeGrid,
    surface: MetalSurface = MetalSurface.SHEET,
    spread: SourceSpread = SourceSpread.COMPENSATED,
) -> GridSolution:
    """Purcell factor and light extraction of a film as an FDTD run on ``grid`` would find them.

    Args:
        stack: real index in the substrate; ``superstrate_index`` None ends the last layer in a
            perfect conductor, as FDTD cells do. The emitter is taken lossless.
        dipole_height_um: above the emitter's lower face; linear interpolation between grid points.
        surface: treatment of the planes between metal and dielectric.
        spread: of the current over the points of its component.

    Raises:
        ValueError: layers that are not whole cells, an absorbing or conducting substrate, a dipole
            outside the film, or lateral cells too coarse for the waves of the densest layer.
    """
    case = grid_case(stack, dipole_height_um, wavelength_um, grid, surface, spread)
    total, error = _total(case)
    entering = _entering(case)
    air = _air(case, wavelength_um, stack.outside)
    bulk = bulk_powers(case)
    rows = [
        GridPower(float(t / b), float(a / t), float(e / t), error / float(b))
        for t, b, a, e in zip(total, bulk, air, entering, strict=True)
    ]
    return GridSolution(*rows)


def _spectral_power(case: Case, lateral: ComplexArray) -> ComplexArray:
    """Power per d|K| before the real part is taken, (2, X): in plane, vertical."""
    s = s_field(case.cells, case.in_plane, lateral, case.frequency).self_field
    p, z = p_fields(case.cells, case.in_plane, case.normal, lateral, case.frequency)
    orders = zone_orders(case, lateral)
    scale = -0.5 * lateral / (2.0 * math.pi) ** 2
    in_plane = orders[0] * s + orders[1] * p.self_field
    return np.asarray(scale * np.array([in_plane, orders[2] * z.self_field]))


def _total(case: Case) -> tuple[FloatArray, float]:
    """Total powers (2,) and quadrature error: contour, then the real axis to the zone's corner."""
    edge = 2.0 / case.grid.lateral_cell_um
    dense = max(math.sqrt(e.real) for e in case.cells.permittivity if e.real > 0.0)
    turn = min(_PAST_MODES * dense * case.frequency, 0.98 * edge)
    if turn < 1.05 * dense * case.frequency:
        raise ValueError(
            f"lateral cells of {case.grid.lateral_cell_um:g} um cannot carry the waves of the "
            f"densest layer (index {dense:g})"
        )
    depth = _DEPTH * case.cells.emitter_index * case.frequency
    unit = float(bulk_powers(case).min())

    def bent(t: FloatArray) -> ComplexArray:
        lateral = 0.5 * turn * (1.0 - np.cos(t)) - 1j * depth * np.sin(t)
        slope = 0.5 * turn * np.sin(t) - 1j * depth * np.cos(t)
        return _spectral_power(case, lateral) * slope / unit

    def straight(t: FloatArray) -> ComplexArray:
        # sin^2 between breaks: singular density of states at the zone's edge and corner
        breaks = np.array([turn, edge, math.sqrt(2.0) * edge])
        segment = np.minimum(t.astype(int), 1)
        low, width = breaks[segment], np.diff(breaks)[segment]
        angle = 0.5 * math.pi * (t - segment)
        lateral = low + width * np.sin(angle) ** 2
        slope = width * 0.5 * math.pi * np.sin(2.0 * angle)
        power = _spectral_power(case, lateral.astype(complex)).real
        return np.asarray(power * slope / unit, dtype=complex)

    first = integrate(bent, np.linspace(0.0, math.pi, 5), _TOLERANCE)
    second = integrate(straight, np.array([0.0, 0.5, 1.0, 2.0]), _TOLERANCE)
    return (first.value.real + second.value.real) * unit, (first.error + second.error) * unit


def _into_substrate(
    case: Case, lateral: FloatArray, s_share: FloatArray, p_share: FloatArray
) -> FloatArray:
    """Power per d|K| into the substrate times shares of s and p, (2, X)."""
    wave = lateral.astype(complex)
    s = s_field(case.cells, case.in_plane, wave, case.frequency).into_substrate * s_share
    p, z = p_fields(case.cells, case.in_plane, case.normal, wave, case.frequency)
    orders = zone_orders(case, wave).real
    in_plane = orders[0] * s + orders[1] * p.into_substrate * p_share
    vertical = orders[2] * z.into_substrate * p_share
    return np.asarray(lateral / (2.0 * math.pi) ** 2 * np.array([in_plane, vertical]))


def _entering(case: Case) -> FloatArray:
    """Powers (2,) that enter the substrate: |K| up to its wave number, on the real axis."""
    end = math.sqrt(case.cells.below.real) * case.frequency
    unit = float(bulk_powers(case).min())

    def integrand(t: FloatArray) -> ComplexArray:
        lateral, all_of_it = end * np.sin(t), np.ones_like(t)
        density = _into_substrate(case, lateral, all_of_it, all_of_it)
        return np.asarray(density * end * np.cos(t) / unit, complex)

    integral = integrate(integrand, np.linspace(0.0, 0.5 * math.pi, 4), _TOLERANCE)
    return np.asarray(integral.value.real * unit)


def _air(case: Case, wavelength_um: float, outside: Outside) -> FloatArray:
    """Powers (2,) through the substrate's outer face to the observer, Fresnel at K."""
    n = math.sqrt(case.cells.below.real)
    widest = min(n, outside.index)
    end = widest * 2.0 * math.pi / wavelength_um
    unit = float(bulk_powers(case).min())

    def integrand(t: FloatArray) -> ComplexArray:
        nu = widest * np.sin(t)
        t_s, t_p = (cross(n, outside, nu, p).transmitted for p in Polarisation)
        density = _into_substrate(case, end * np.sin(t), t_s, t_p)
        return np.asarray(density * end * np.cos(t) / unit, complex)

    integral = integrate(integrand, np.linspace(0.0, 0.5 * math.pi, 3), _TOLERANCE)
    return np.asarray(integral.value.real * unit)
