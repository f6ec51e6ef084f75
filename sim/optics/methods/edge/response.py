"""What a straight wall does to dipoles: powers against distance, with the film as control.

The film's powers are exact; the wall's effect is the difference of two runs that share grid,
window, wavevectors and source:

    X(d) = X_planar + [X_wall(d) - X_film],                                         (1)

powers over that in the unbounded emitter. Light that reaches the window's sides in guided modes is
lost to "lateral" in both runs. A film without end would turn part of it into

    g_i = max(X_planar,i - X_film,i, 0),    i substrate, superstrate, absorbing parts,   (2)

and keep r = X_planar,lateral / X_film,lateral of it (none where nothing absorbs or leaks). What the
wall adds to "lateral", E, is taken to do the same: it loses

    f = (1 - r) E,                                                                  (3)

which is added to the others in the proportions of their gains, f g_i / sum g.      (4)
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from geometry.arrays import FloatArray
from sim.optics.fields.reabsorption import reabsorbed_share
from sim.optics.methods.edge.quadrature import DistanceBasis
from sim.optics.methods.edge.records import WallPowers
from sim.optics.powers import Powers, powers_of
from sim.results.averages import orientation_weights
from sim.results.records import Cost, OpticalResult, Status
from sim.study import Method

MOST_REFLECTED = 0.95
"""Largest share of guided light that a wall is taken to send back: no metal does better at grazing
and normal incidence on the mean, and beyond it the sum over walls hangs on that share alone."""


@dataclass(frozen=True)
class CoarseEffect:
    """Powers of wall minus film with fewer wavevectors, (Z, D, O, W) each.

    Attributes:
        total, air: as in Powers.
        foreign_air, foreign_collected: what leaves over the neighbour.
    """

    total: FloatArray
    air: FloatArray
    foreign_air: FloatArray
    foreign_collected: FloatArray


@dataclass(frozen=True)
class GridCells:
    """What a grid stepped in time makes of film and wall.

    Attributes:
        film: relative error of the film's powers on this grid.
        snapping: change of the film's LEE by snapping its heights.
        wall_um: relative error of LEE by what the grid makes of a wall, over the wall's length per
            area (sim.optics.wall_alone.error).
        last_change: mean relative change of powers at the end of the runs.
    """

    film: float
    snapping: float
    wall_um: float
    last_change: float


@dataclass(frozen=True)
class ModeCells:
    """What cells along the stack alone make of a wall, its modes exact across it.

    Attributes:
        total, air: (Z, D, O, W) the wall's effects with coarser cells.
    """

    total: FloatArray
    air: FloatArray


@dataclass(frozen=True)
class EdgeResponse:
    """A straight wall's effect, D distances, Z heights, O orientations, W wavelengths.

    The film is exact at more heights than the wall was solved at; the effect is interpolated.

    Attributes:
        basis: distances from the wall, and how the effect goes on beyond them.
        height_um, height_weight: (Z,).
        wavelength_um, spectral_weight: (W,).
        planar: exact film, shapes (Z, 1, O, W, ...).
        effect: wall minus film, shapes (Z, D, O, W, ...).
        coarse_effect: with the coarse k_y rule.
        film_on_grid: the film as the same grid and window find it, shapes as planar.
        guided: (Z, 1, O, W) what the film emits into neither air nor substrate at a height, over
            the same interpolated from the heights of the runs: the effect may go with it.
        horizontal_fraction: of the emission.
        parts: names of the absorbing parts, P.
        plqy: of the emission.
        status: the worst of the runs.
        cost: runs in all; steps and seconds of those that were not kept from before.
        film: the exact solution.
        reflectance: share of the guided light that arrives at the wall which comes back into the
            pixel, at most MOST_REFLECTED.
        cells: what the cells may be wrong by.
        warnings: what the grid changes.
        method: that solved the wall.
    """

    basis: DistanceBasis
    height_um: FloatArray
    height_weight: FloatArray
    wavelength_um: FloatArray
    spectral_weight: FloatArray
    planar: Powers
    effect: Powers
    coarse_effect: CoarseEffect
    film_on_grid: Powers
    guided: FloatArray
    horizontal_fraction: float
    parts: tuple[str, ...]
    plqy: float
    status: Status
    cost: Cost
    film: OpticalResult
    reflectance: float
    cells: GridCells | ModeCells
    warnings: tuple[str, ...]
    method: Method = Method.EDGE

    @property
    def distance_um(self) -> FloatArray:
        """(D,) distances from the wall."""
        return self.basis.distance_um

    @property
    def lee(self) -> FloatArray:
        """Share to air at every distance, averaged over orientation, height and spectrum, (D,)."""
        return self.lee_of(self.effect.total, self.effect.air)

    @property
    def planar_lee(self) -> float:
        """Share to air of the film, averaged over orientation, height and spectrum."""
        return float(self.lee_of(0.0 * self.planar.total, 0.0 * self.planar.air)[0])

    def emitted(self, power: FloatArray) -> float:
        """Mean of a power (Z, O, W) over heights, orientations and spectrum."""
        weight = orientation_weights(self.horizontal_fraction)[:, None]
        return float(self.height_weight @ (weight * power).sum(axis=1) @ self.spectral_weight)

    def lee_of(self, total: FloatArray, air: FloatArray) -> FloatArray:
        """As :attr:`lee`, of any effects (Z, D, O, W), (D,)."""
        weight = orientation_weights(self.horizontal_fraction)[:, None]
        power = (weight * (self.planar.total + total)).sum(axis=2)
        lit = (weight * (self.planar.air + air)).sum(axis=2)
        by_height = np.tensordot(self.height_weight, lit / power, 1)
        return np.asarray(by_height @ self.spectral_weight)


def reflected_share(basis: DistanceBasis, sent: float, returned: float) -> float:
    """Share of the guided light that arrives at a wall which comes back, 0 to MOST_REFLECTED.

    Args:
        basis: whose last distance and decay the light has to pass, there and back.
        sent: leaves the window on one side without a wall.
        returned: what a wall at the last distance adds to that on the own side.
    """
    if sent <= 0.0 or basis.decay_um <= 0.0:
        return 0.0
    there_and_back = 2.0 * float(basis.distance_um[-1]) / basis.decay_um
    return float(np.clip(returned / sent * np.exp(there_and_back), 0.0, MOST_REFLECTED))


def at_any_distance(film: OpticalResult, parts: tuple[str, ...]) -> Powers:
    """A film's powers, (Z, 1, O, W, ...)."""
    return powers_of(film, parts).each(lambda power: power[:, None])


def bound_power(film: Powers) -> FloatArray:
    """What a film emits into neither air nor substrate, (Z, 1, O, W)."""
    return film.total - film.air - film.substrate


@dataclass(frozen=True)
class LineSums:
    """Powers of one point dipole as sums over k_y.

    Attributes:
        fine, coarse: integrated by the two rules; ``far`` of the former is unused.
        pattern: (W, U, U) per steradian in air.
    """

    fine: WallPowers
    coarse: WallPowers
    pattern: FloatArray


def line_sums(
    runs: list[WallPowers],
    k_1_um: FloatArray,
    weight: FloatArray,
    coarse_weight: FloatArray,
    wavelength_um: FloatArray,
) -> LineSums:
    """Integrate the runs (K,) of one distance, height and orientation over k_y."""

    def integral(weights: FloatArray) -> WallPowers:
        """Sum over k_y of every power."""
        return runs[0].each(lambda *rows: np.tensordot(weights, np.array(rows), 1), *runs[1:])

    fine = integral(weight)
    far = np.array([run.far for run in runs])
    patterns = [
        _pattern(far[:, w], k_1_um, float(wave), float(fine.air[w]))
        for w, wave in enumerate(wavelength_um)
    ]
    return LineSums(fine, integral(coarse_weight), np.array(patterns))


def _pattern(far: FloatArray, k_1_um: FloatArray, wavelength_um: float, air: float) -> FloatArray:
    """(U, U) per steradian from power per d(u_x) at each k_y (K, U), even in u_y.

    Between the few k_y inside the light cone the density is a quadratic in u_y^2; the map is scaled
    to carry the power to air.
    """
    size = far.shape[1]
    cosine = np.linspace(-1.0, 1.0, size)
    vacuum = 2.0 * np.pi / wavelength_um
    along = k_1_um / vacuum
    inside = along < 1.0
    degree = min(2, int(inside.sum()) - 1)
    if degree < 0:
        return np.zeros((size, size))
    basis = np.vander(along[inside] ** 2, degree + 1)
    fit = np.linalg.lstsq(basis, far[inside], rcond=None)[0]
    density = (np.vander(cosine**2, degree + 1) @ fit).T
    lateral = cosine[:, None] ** 2 + cosine[None, :] ** 2
    lit = np.where(lateral < 1.0, np.maximum(density, 0.0), 0.0)
    step = cosine[1] - cosine[0]
    carried = float(lit.sum()) * step**2
    upright = np.sqrt(np.clip(1.0 - lateral, 0.0, None))
    return np.asarray(lit * upright * (air / carried if carried > 0.0 else 0.0))


def point_powers(line: WallPowers, pattern: FloatArray) -> Powers:
    """Integrated powers of one dipole, shapes (W, ...)."""
    return Powers(
        total=line.total,
        air=line.air,
        substrate=line.glass - line.air,
        superstrate=line.superstrate,
        lateral=line.lateral,
        own_side=line.own_side,
        absorbed=line.absorbed,
        reabsorbed=reabsorbed_share(line.reabsorbed / line.total),
        foreign_air=line.air - line.own_air,
        far_field=pattern,
        collected=line.collected,
        foreign_collected=line.collected - line.own_collected,
    )


def without_window(effect: Powers, planar: Powers, film: Powers) -> Powers:
    """Share out what an effect adds to the light that leaves the window's sides, (2) to (4).

    Args:
        effect: wall minus film, both in the window, (Z, D, O, W, ...).
        planar, film: the exact and the windowed film, (Z, 1, O, W, ...).
    """
    ends = planar.minus(film)
    gain_substrate = np.maximum(ends.substrate, 0.0)  # (2)
    gain_superstrate = np.maximum(ends.superstrate, 0.0)
    gain_absorbed = np.maximum(ends.absorbed, 0.0)
    gain = gain_substrate + gain_superstrate + gain_absorbed.sum(axis=-1)
    lost = np.maximum(film.lateral, 1e-12)
    kept = np.clip(planar.lateral / lost, 0.0, 1.0)
    kept = np.where(gain > 0.0, kept, 1.0)
    freed = effect.lateral * (1.0 - kept)  # (3)
    per_gain = freed / np.where(gain > 0.0, gain, 1.0)
    return replace(
        effect,
        substrate=effect.substrate + per_gain * gain_substrate,  # (4)
        superstrate=effect.superstrate + per_gain * gain_superstrate,
        lateral=effect.lateral - freed,
        absorbed=effect.absorbed + per_gain[..., None] * gain_absorbed,
    )
