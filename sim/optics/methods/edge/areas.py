"""How far the points of a pixel are from its walls.

Densities of distance d per emitting area, for the nearest wall and for all of them, each wall
acting on what lies in front of it:

    shape                   nearest                      all
    circle, radius R        2 (R - d) / R^2, d < R       2 |R - d| / R^2, d < 2 R
    square, hexagon         2 (r - d) / r^2, d < r       2 / r,  d < 2 r         (r the inradius)
    rectangle w < l         (2 w + 2 l - 8 d) / (w l)    2/w (d < w) + 2/l (d < l)
    stripe w                2 / w, d < w / 2             2 / w, d < w

The first integrates to 1. Both begin with perimeter / area; what they differ by further on is where
corners and curvature come in.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from geometry.aperture import aperture_length_um
from geometry.arrays import FloatArray
from geometry.measures import aperture_area_um2, perimeter_per_area_1_um
from geometry.spec import ApertureShape, ArraySpec

_CIRCLE_IMAGES = 24
"""Directions over which a round wall's normals are averaged."""


@dataclass(frozen=True)
class WallDistances:
    """Distances of a pixel's points from its straight walls.

    Attributes:
        shape: of the aperture.
        width_um, length_um: extents across and along; equal but for rectangles.
    """

    shape: ApertureShape
    width_um: float
    length_um: float

    @property
    def inradius_um(self) -> float:
        """Largest distance from the nearest wall."""
        return 0.5 * min(self.width_um, self.length_um)

    @property
    def farthest_um(self) -> float:
        """Largest distance from any wall that counts."""
        return max(self.width_um, self.length_um)

    def nearest(self, d: FloatArray) -> FloatArray:
        """Share of the area per distance from the nearest wall, 1/um."""
        r = self.inradius_um
        if self.shape is ApertureShape.STRIPE:
            density = np.full_like(d, 1.0 / r)
        elif self.shape is ApertureShape.RECTANGLE:
            w, length = self.width_um, self.length_um
            density = (2.0 * (w + length) - 8.0 * d) / (w * length)
        else:
            density = 2.0 * (r - d) / r**2
        return np.asarray(np.where(d < r, density, 0.0))

    def every(self, d: FloatArray) -> FloatArray:
        """Share of the area per distance from any wall, all walls added, 1/um."""
        r = self.inradius_um
        if self.shape is ApertureShape.CIRCLE:
            return np.asarray(np.where(d < 2.0 * r, 2.0 * np.abs(r - d) / r**2, 0.0))
        if self.shape is ApertureShape.STRIPE:
            return np.asarray(np.where(d < 2.0 * r, 1.0 / r, 0.0))
        if self.shape is ApertureShape.RECTANGLE:
            w, length = self.width_um, self.length_um
            return np.asarray(np.where(d < w, 2.0 / w, 0.0) + np.where(d < length, 2.0 / length, 0))
        return np.asarray(np.where(d < 2.0 * r, 2.0 / r, 0.0))


def wall_distances(array: ArraySpec) -> WallDistances:
    """Distances from the walls of an aperture."""
    aperture = array.aperture
    length = aperture.width_um
    if aperture.shape is ApertureShape.RECTANGLE:
        length = aperture_length_um(aperture)
    return WallDistances(aperture.shape, aperture.width_um, length)


@dataclass(frozen=True)
class WallNormals:
    """Directions that a pixel's walls face, as rotations and mirrors of x; weights sum to 1."""

    image: FloatArray
    weight: FloatArray


def wall_normals(array: ArraySpec) -> WallNormals:
    """Images (G, 2, 2) of the section's directions with weights (G,), by length of wall."""
    aperture = array.aperture
    shape = aperture.shape
    if shape is ApertureShape.CIRCLE:
        angles = {2.0 * math.pi * i / _CIRCLE_IMAGES: 1.0 for i in range(_CIRCLE_IMAGES)}
    elif shape is ApertureShape.HEXAGON:
        angles = {math.pi * i / 3.0: 1.0 for i in range(6)}
    elif shape is ApertureShape.STRIPE:
        angles = {0.0: 1.0, math.pi: 1.0}
    else:
        along = aperture_length_um(aperture)
        across = aperture.width_um
        angles = {0.0: along, math.pi: along, 0.5 * math.pi: across, 1.5 * math.pi: across}
    angle, weight = np.array(list(angles)), np.array(list(angles.values()))
    cosine, sine = np.cos(angle), np.sin(angle)
    image = np.moveaxis(np.array([[cosine, sine], [-sine, cosine]]), -1, 0)
    return WallNormals(image, weight / weight.sum())


@dataclass(frozen=True)
class PixelMeasures:
    """Emitting area and wall over area of a pixel."""

    area_um2: float
    perimeter_per_area_1_um: float


def pixel_measures(array: ArraySpec) -> PixelMeasures:
    """Of the aperture at the bank's foot."""
    return PixelMeasures(aperture_area_um2(array), perimeter_per_area_1_um(array))
