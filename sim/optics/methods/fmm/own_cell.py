"""Fields of one dipole alone, in the emitter of its own pixel and of all others.

The field of the dipole at R = 0 alone is the mean over the zone of the fields E_k, not of their
powers. With the mean taken coherently inside the own cell and incoherently over all cells,

    own  = w eps'' / 2  integral of |1/K sum_k E_k|^2,                              (1)
    all  = w eps'' / 2  1/K sum_k integral of |E_k|^2,                              (2)

all - own is what the emitters of other pixels take. The near field, without bound in an absorbing
emitter, is in both and drops out. With a transparent emitter and the waves that travel alone, (1)
is what the own emitter would take back to first order (sim.optics.fields.reabsorption).

E_k of an image wavevector k = g k' is g E_k'(g^-1 r) of the dipole's image.

A stripe is a pixel without end along y: waves of different k_y add up incoherently over its length,

    own  = n w eps'' / 2  sum over k_y of integral of |1/K sum over k_x of E_k|^2,  (3)

n wavevectors along y in a zone, the integral over the piece that is the cell.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from geometry.arrays import BoolArray, ComplexArray, FloatArray, IntArray
from sim.optics.methods.fmm.slices import Slices
from sim.optics.methods.fmm.waves.emission import bulk_power
from sim.optics.methods.fmm.waves.inside import fields_in_slice
from sim.optics.methods.fmm.waves.problem import Emission

POINTS = 24
"""Points along each vector of the cell at which fields are taken."""

HEIGHTS = 2
"""Gauss nodes in the height of every slice of the emitter, as many below and above the dipole."""


SAME_ROW = 1e-7
"""Difference of k_y over k0 that is rounding."""


@dataclass(frozen=True)
class EmitterPoints:
    """Points of the own emitter, slice by slice.

    Attributes:
        slices: numbers of the slices that hold the emitter.
        x_um, y_um: points in each of them.
        area_um2: that a point stands for.
    """

    slices: tuple[int, ...]
    x_um: tuple[FloatArray, ...]
    y_um: tuple[FloatArray, ...]
    area_um2: float


@dataclass(frozen=True)
class CellPoints:
    """Points that sample the own pixel's or sub-pixel's cell evenly, x and y (M,) each.

    Attributes:
        share: of the area that repeats.
    """

    x_um: FloatArray
    y_um: FloatArray
    share: float


def cell_points(slices: Slices) -> CellPoints:
    """Of the own cell; of a stripe on a line across it."""
    at = _thinned(slices)
    own = slices.own[at]
    return CellPoints(slices.x_um[at][own], slices.y_um[at][own], float(own.mean()))


def _thinned(slices: Slices) -> tuple[IntArray, ...]:
    """Rows and columns of the raster's points that are used."""
    size = slices.x_um.shape[0]
    rows = (np.arange(POINTS) * size + size // 2) // POINTS
    return np.ix_(rows, rows[:1] if slices.cell.is_endless else rows)


def emitter_points(slices: Slices, emitter: str) -> EmitterPoints:
    """Where the own emitter is; ``emitter`` names the layer."""
    at = _thinned(slices)
    numbers, xs, ys = [], [], []
    for number, one in enumerate(slices.slices):
        media = [m for m in one.media if slices.media[m].part == emitter]
        if not media:
            continue
        inside = slices.own[at]
        if one.raster is not None:
            inside = inside & np.isin(one.raster[at], media)
        numbers.append(number)
        xs.append(slices.x_um[at][inside])
        ys.append(slices.y_um[at][inside])
    area_um2 = slices.cell.area_um2 / slices.own[at].size
    return EmitterPoints(tuple(numbers), tuple(xs), tuple(ys), area_um2)


@dataclass
class OwnCell:
    """Sums over the zone of the fields of L dipoles with O orientations at one height.

    Attributes:
        points: of the own emitter.
        loss: eps'' of the emitter.
        limit: largest lateral index of the waves that count; inf for all.
        along: n of (3) for stripes; None for pixels that end.
        continuous: whether the emitter goes on from pixel to pixel: all of it is the own one then.
        coherent: per height node (and k_y of stripes), sum of E, (L O, 3, M).
        everywhere: (L O,) sum of (2).
    """

    points: EmitterPoints
    loss: float
    limit: float
    along: int | None = None
    continuous: bool = False
    coherent: dict[tuple[int, int, int], ComplexArray] = field(default_factory=dict)
    weight: dict[tuple[int, int, int], float] = field(default_factory=dict)
    everywhere: FloatArray | None = None

    def add(self, emission: Emission, images: FloatArray, share: float) -> None:
        """Add a wavevector with all of its star.

        Args:
            emission: of L O I dipoles, the images last.
            images: (I, 2, 2).
            share: weight of each image in the zone.
        """
        given = emission.around.solved.problem
        lateral = emission.around.solved.lateral
        travels: BoolArray = np.hypot(*lateral) < self.limit
        unit = self._unit(emission)
        # Rows of stripes may hold no wave that counts: no size is left to be inferred.
        shape = (3, int(travels.sum()), emission.waves.up.shape[1] // images.shape[0], len(images))
        for place, number in enumerate(self.points.slices):
            x, y = (p[place] * given.k0_1_um for p in (self.points.x_um, self.points.y_um))
            for node, at in enumerate(fields_in_slice(emission, number, HEIGHTS)):
                amplitude = np.stack(at.electric)[:, travels].reshape(shape)
                for i, g in enumerate(images):
                    kx, ky = g @ lateral[:, travels]
                    wave = np.exp(1j * (np.outer(kx, x) + np.outer(ky, y)))
                    parts = np.tensordot(amplitude[..., i], wave, axes=(1, 0))
                    turned = np.concatenate([np.tensordot(g, parts[:2], 1), parts[2:]])
                    key = (number, node, self._row(g @ lateral[:, 0]))
                    self._keep(key, turned, at.weight * unit, share)

    def own(self) -> FloatArray:
        """(1) or (3) over bulk power, (L O,); (2) of a continuous emitter."""
        if self.continuous and self.everywhere is not None:
            return self.everywhere
        taken = sum(
            self.weight[key] * (np.abs(field) ** 2).sum(axis=(0, 2))
            for key, field in self.coherent.items()
        )
        return np.asarray(taken * (1 if self.along is None else self.along))

    def elsewhere(self) -> FloatArray:
        """(2) - (1) over bulk power, (L O,)."""
        assert self.everywhere is not None  # at least one wavevector
        return np.asarray(self.everywhere - self.own())

    def _unit(self, emission: Emission) -> float:
        """w eps'' / 2 per point over bulk power."""
        given = emission.around.solved.problem
        area = self.points.area_um2 * given.k0_1_um**2
        return 0.5 * self.loss * area / bulk_power(given.emitter_index)

    def _row(self, lateral: FloatArray) -> int:
        """Name of a wave's k_y where waves of different ones do not add up; else 0."""
        return 0 if self.along is None else round(float(lateral[1]) / SAME_ROW)

    def _keep(
        self, key: tuple[int, int, int], parts: ComplexArray, weight: float, share: float
    ) -> None:
        if key not in self.coherent:
            self.coherent[key] = np.zeros_like(parts)
            self.weight[key] = weight
        self.coherent[key] += share * parts
        taken = share * weight * (np.abs(parts) ** 2).sum(axis=(0, 2))
        self.everywhere = taken if self.everywhere is None else self.everywhere + taken
