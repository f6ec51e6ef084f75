"""Directional emission into air: polar profile, Lambertian ratio, light in a cone.

The far field is stored as the emitted fraction per steradian, I(ux, uy), on a square grid of
direction cosines ux = sin(theta) cos(phi), uy = sin(theta) sin(phi).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import RegularGridInterpolator

from geometry.arrays import FloatArray
from sim.results.averages import Averager
from sim.results.records import OpticalResult

_THETA_POINTS = 181
_PHI_POINTS = 72
_PICTURE_POINTS = 401
"""Of a film's map along ux and uy: as many as a printed column resolves."""


@dataclass(frozen=True)
class DirectionMap:
    """Averaged emission on the grid of direction cosines.

    Attributes:
        cosine: (U,) grid of ux and uy.
        intensity_per_sr: (U, U) emitted fraction per steradian, NaN outside the unit disc.
    """

    cosine: FloatArray
    intensity_per_sr: FloatArray


@dataclass(frozen=True)
class AngularProfile:
    """Emission against polar angle, averaged over azimuth.

    Attributes:
        theta_deg: (T,) from 0 to 90.
        intensity_per_sr: (T,) emitted fraction per steradian.
        air: emitted fraction that reaches the observer, known without directions.
    """

    theta_deg: FloatArray
    intensity_per_sr: FloatArray
    air: float

    def in_cone(self, half_angle_deg: float) -> float:
        """Emitted fraction into the cone: 2 pi int_0^alpha I(theta) sin(theta) dtheta.

        Raises:
            ValueError: the half angle is outside 0 to 90 degrees.
        """
        if not 0.0 <= half_angle_deg <= 90.0:
            raise ValueError(f"half angle {half_angle_deg:g} deg; expected 0 to 90 deg")
        theta = np.radians(self.theta_deg)
        end = np.radians(half_angle_deg)
        ring = 2.0 * np.pi * self.intensity_per_sr * np.sin(theta)
        inside = theta < end
        angles = np.append(theta[inside], end)
        return float(np.trapz(np.append(ring[inside], np.interp(end, theta, ring)), angles))

    @property
    def total(self) -> float:
        """Emitted fraction into the half space."""
        return self.in_cone(90.0)

    @property
    def lambertian_ratio(self) -> float:
        """I(0) over that of a Lambertian source of as much light, I_L(0) = air / pi.

        The light is that of the powers, as luminance takes it, not the integral over directions.
        """
        return float(np.pi * self.intensity_per_sr[0] / self.air)

    @property
    def half_intensity_angle_deg(self) -> float:
        """Smallest polar angle at which I falls to half of I(0); 60 for a Lambertian source."""
        half = 0.5 * self.intensity_per_sr[0]
        below = np.flatnonzero(self.intensity_per_sr <= half)
        if below.size == 0:
            return 90.0
        last = int(below[0])
        pair = slice(last, last - 2 if last > 1 else None, -1)
        return float(np.interp(half, self.intensity_per_sr[pair], self.theta_deg[pair]))


def has_far_field(result: OpticalResult) -> bool:
    """Whether the result carries directional data."""
    return result.direction_cosine.size > 1


def direction_map(result: OpticalResult) -> DirectionMap:
    """Far field averaged over positions, orientations and spectrum like the LEE.

    Raises:
        ValueError: the result carries no far field.
    """
    if not has_far_field(result):
        raise ValueError("this result carries no far field")
    ux, uy = np.meshgrid(result.direction_cosine, result.direction_cosine, indexing="ij")
    mean = Averager(result).mean(result.far_field)
    return DirectionMap(result.direction_cosine, np.where(ux**2 + uy**2 < 1.0, mean, np.nan))


def picture_of_directions(result: OpticalResult) -> DirectionMap:
    """The far field for a picture: of a film, which is round, as fine as its rings are known.

    Raises:
        ValueError: the result carries no far field.
    """
    if result.rings is None:
        return direction_map(result)
    profile = angular_profile(result)
    cosine = np.linspace(-1.0, 1.0, _PICTURE_POINTS)
    sine = np.hypot(cosine[:, None], cosine[None, :])
    angle = np.degrees(np.arcsin(np.minimum(sine, 1.0)))
    intensity = np.interp(angle, profile.theta_deg, profile.intensity_per_sr)
    return DirectionMap(cosine, np.where(sine < 1.0, intensity, np.nan))


def angular_profile(result: OpticalResult) -> AngularProfile:
    """Azimuthal average of the far field.

    The radiance I / cos(theta) is interpolated (bilinear in ux and uy), because I itself falls
    with infinite slope at grazing angles, and divided by the interpolated disc, so that the empty
    directions outside it do not pull the last rings down.

    Films hold it as it is, at angles of their own.

    Raises:
        ValueError: the result carries no far field.
    """
    if result.rings is not None and result.ring_deg is not None:
        averager = Averager(result)
        air = float(averager.mean(result.air))
        return AngularProfile(result.ring_deg, averager.mean(result.rings), air)
    emission = direction_map(result)
    theta = np.linspace(0.0, 0.5 * np.pi, _THETA_POINTS)
    phi = 2.0 * np.pi * np.arange(_PHI_POINTS) / _PHI_POINTS
    sine = np.sin(theta)[:, None]
    points = np.stack([sine * np.cos(phi), sine * np.sin(phi)], axis=-1)
    ux, uy = np.meshgrid(emission.cosine, emission.cosine, indexing="ij")
    cosine = np.sqrt(np.clip(1.0 - ux**2 - uy**2, 0.0, None))
    inside = cosine > 0.0
    radiance = np.divide(emission.intensity_per_sr, cosine, out=np.zeros_like(cosine), where=inside)
    axes = (emission.cosine, emission.cosine)
    values = _bilinear(axes, radiance, points).sum(axis=1)
    weight = _bilinear(axes, inside.astype(float), points).sum(axis=1)
    profile = np.divide(values, weight, out=np.zeros_like(values), where=weight > 0.0)
    air = float(Averager(result).mean(result.air))
    return AngularProfile(np.degrees(theta), profile * np.cos(theta), air)


def _bilinear(
    axes: tuple[FloatArray, FloatArray], values: FloatArray, points: FloatArray
) -> FloatArray:
    lookup = RegularGridInterpolator(axes, values, bounds_error=False, fill_value=0.0)
    return np.asarray(lookup(points))
