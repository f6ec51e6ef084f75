"""Point dipoles on a Yee grid: where their current goes, and what they radiate in bulk.

A current at one grid point excites all lateral waves equally per d^2k. In terms of the grid's own
wavevector K_i = (2 / a) sin(k_i a / 2), on which fields, reflection and refraction depend as they
do on k in the continuum, that is

    d^2k = d^2K / (cos(k_x a / 2) cos(k_y a / 2)),

so waves of large K (guided modes) get too much power, by 4 % at a = lambda / 10. The stencils here
spread the current over a few points so that their form factor satisfies

    |f(k)|^2 = cos(k_x a / 2) cos(k_y a / 2) (1 + O((k a)^4)):

whole-step axis (points at the dipole):       1/16, 7/8, 1/16 at -1, 0, 1
half-step axis (points to either side):       -1/32, 17/32, 17/32, -1/32 at +-1/2, +-3/2

Along z cells are much smaller than waves, and half-step components are shared by two points.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.special import roots_legendre

from geometry.arrays import FloatArray

AXES = ("x", "y", "z")

NEAR_WALL_CELLS = 3
"""A dipole nearer to the wall than this keeps the narrow source, which does not cross the wall."""


@dataclass(frozen=True)
class AxisStencil:
    """Offsets in cells and weights (sum 1) along one axis."""

    offset: tuple[float, ...]
    weight: tuple[float, ...]

    def form_factor(self, half_phase: FloatArray) -> FloatArray:
        """sum of w exp(i k x), real because stencils are even; ``half_phase`` is k a / 2."""
        terms = [
            w * np.cos(2.0 * o * half_phase) for o, w in zip(self.offset, self.weight, strict=True)
        ]
        return np.asarray(sum(terms))


_POINT = AxisStencil((0.0,), (1.0,))
_SHARED = AxisStencil((-0.5, 0.5), (0.5, 0.5))
_WHOLE_STEP = AxisStencil((-1.0, 0.0, 1.0), (1 / 16, 7 / 8, 1 / 16))
_HALF_STEP = AxisStencil((-1.5, -0.5, 0.5, 1.5), (-1 / 32, 17 / 32, 17 / 32, -1 / 32))


@dataclass(frozen=True)
class StencilPoint:
    """One point of a stencil: offsets from the dipole in cells, share of the current."""

    dx: float
    dy: float
    dz: float
    weight: float


@dataclass(frozen=True)
class Stencil:
    """The points over which one dipole's current is spread.

    Attributes:
        orientation: "x", "y" or "z".
        along: stencil per axis.
    """

    orientation: str
    along: tuple[AxisStencil, AxisStencil, AxisStencil]

    @property
    def points(self) -> tuple[StencilPoint, ...]:
        """All points; weights sum to 1."""
        pairs = [tuple(zip(axis.offset, axis.weight, strict=True)) for axis in self.along]
        return tuple(
            StencilPoint(x, y, z, wx * wy * wz) for (x, wx), (y, wy), (z, wz) in product(*pairs)
        )

    @property
    def reach(self) -> float:
        """Largest lateral offset in cells."""
        return max(max(axis.offset) for axis in self.along[:2])


def is_compensated(wall_distance_um: float, lateral_cell_um: float) -> bool:
    """Whether a dipole's source is spread so that lateral waves get their continuum share."""
    return wall_distance_um > NEAR_WALL_CELLS * lateral_cell_um


def stencil(orientation: str, *, compensated: bool = True) -> Stencil:
    """The stencil of a dipole on a grid vertex.

    Args:
        orientation: "x", "y" or "z".
        compensated: spread the current so that lateral waves get their continuum share; otherwise
            the narrowest stencil, for dipoles within two cells of a wall.

    Raises:
        ValueError: another orientation.
    """
    if orientation not in AXES:
        raise ValueError(f"orientation must be one of {AXES}; got {orientation!r}")
    along = []
    for axis in AXES[:2]:
        if axis == orientation:
            along.append(_HALF_STEP if compensated else _SHARED)
        else:
            along.append(_WHOLE_STEP if compensated else _POINT)
    along.append(_SHARED if orientation == "z" else _POINT)
    return Stencil(orientation, (along[0], along[1], along[2]))


def bulk_power(
    source: Stencil,
    index: float,
    wavelength_um: float,
    cell_um: tuple[float, float, float],
    time_step_um: float,
) -> float:
    """Power of a unit current moment in the unbounded medium *on the grid*.

    The continuum value is n omega^2 / (6 pi) (units of Meep: c = eps0 = mu0 = 1, no factor 1/2).
    On the grid the pattern is the same in K, with Omega = (2/dt) sin(omega dt / 2) for omega, and
    every direction is weighted by |f|^2 / prod_i cos(k_i a_i / 2): the density of lattice modes.

    Args:
        source: the stencil.
        index: real index of the medium.
        wavelength_um: vacuum wavelength.
        cell_um: physical cell edges along x, y, z.
        time_step_um: time step times c.

    Returns:
        Power per unit current moment squared in physical (unstretched) space.

    Raises:
        ValueError: the grid cannot carry the wave (fewer than pi cells per wavelength).
    """
    omega = 2.0 * np.pi / wavelength_um
    grid_omega = 2.0 / time_step_um * np.sin(0.5 * omega * time_step_um)
    cosine, weight = roots_legendre(48)
    azimuth = np.arange(96) * (2.0 * np.pi / 96)
    sine = np.sqrt(1.0 - cosine**2)
    direction = (
        np.outer(sine, np.cos(azimuth)),
        np.outer(sine, np.sin(azimuth)),
        np.outer(cosine, np.ones(azimuth.size)),
    )
    modes = np.ones((cosine.size, azimuth.size))
    for axis, kappa, cell in zip(source.along, direction, cell_um, strict=True):
        argument = 0.5 * index * grid_omega * cell * kappa
        if np.max(np.abs(argument)) >= 1.0:
            raise ValueError(f"a cell of {cell:g} um cannot carry light of {wavelength_um:g} um")
        half_phase = np.arcsin(argument)
        modes = modes * axis.form_factor(half_phase) ** 2 / np.cos(half_phase)
    own = direction[AXES.index(source.orientation)]
    pattern = 3.0 / (8.0 * np.pi) * (1.0 - own**2)
    average = float(weight @ (pattern * modes).sum(axis=1)) * (2.0 * np.pi / azimuth.size)
    return float(index * grid_omega**2 / (6.0 * np.pi) * average)


def stencil_weights(source: Stencil) -> FloatArray:
    """Weights on the points of a box of two cells to either side, one along z; (., ., .)."""
    axes = []
    for axis, name in enumerate(AXES):
        reach = 1 if axis == 2 else 2
        points = (
            np.arange(-reach, reach) + 0.5
            if name == source.orientation
            else np.arange(-reach, reach + 1.0)
        )
        along = source.along[axis]
        weight = np.zeros(points.size)
        for offset, share in zip(along.offset, along.weight, strict=True):
            weight[np.abs(points - offset) < 0.25] += share
        axes.append(weight)
    return np.asarray(axes[0][:, None, None] * axes[1][None, :, None] * axes[2])
