"""Light of one dipole that reaches the observer: where it leaves the array, and its directions.

The waves of the whole zone in the exit half-space, K = k + G, are those of a dipole that is alone
in n x n pixels. With a_K = E_K sqrt(T), T the share that reaches the observer, in s and p, their
admittances Y and the directions e_p = K / |K|, e_s = z x e_p,

    E = sum_K a_K e exp(i K r),   H = sum_K Y a_K e exp(i K r),   S = Re(E H*) / 2,  (1)

is the power that leaves at r; its integral over the own unit cell, over that of all waves, is the
own share (definition as in sim.optics.fields.escape, within a numerical aperture too). A stripe's
cell is endless along y: waves of different k_y have no cross terms in it. Every wave's own power,
over its share of the plane of wavevectors, is the far field

    dP / dOmega = P_K / d^2K (m k0)^2 cos(theta),    d^2K = (2 pi)^2 / (n^2 A),      (2)

linear between wavevectors.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy.interpolate import LinearNDInterpolator, NearestNDInterpolator

from geometry.arrays import ComplexArray, FloatArray, IntArray
from sim.optics.fields.angular_spectrum import is_within, stop
from sim.optics.methods.fmm.arriving import Radiated
from sim.optics.methods.fmm.own_cell import SAME_ROW


@dataclass
class AirWaves:
    """Waves that reach the observer, of S = L O dipoles at one height.

    Attributes:
        share: 1 / n^2, of one wavevector in the zone.
        lateral: (2, X) per wavevector, over k0.
        s, p: (X, S) amplitudes with the root of T.
        half_s, half_p: (X,) Y / 2.
        along: n for stripes; None for pixels that end.
    """

    share: float
    lateral: list[FloatArray] = field(default_factory=list)
    s: list[ComplexArray] = field(default_factory=list)
    p: list[ComplexArray] = field(default_factory=list)
    half_s: list[FloatArray] = field(default_factory=list)
    half_p: list[FloatArray] = field(default_factory=list)
    along: int | None = None

    def add(self, waves: Radiated, images: FloatArray) -> None:
        """Add a wavevector with all of its star.

        Args:
            waves: of S I dipoles, the images last.
            images: (I, 2, 2).
        """
        seen = (waves.to_air_s > 0.0) | (waves.to_air_p > 0.0)
        if not seen.any():
            return
        shape = (int(seen.sum()), -1, images.shape[0])
        s = (np.sqrt(waves.to_air_s)[:, None] * waves.s)[seen].reshape(shape)
        p = (np.sqrt(waves.to_air_p)[:, None] * waves.p)[seen].reshape(shape)
        for i, g in enumerate(images):
            self.lateral.append(g @ waves.lateral[:, seen])
            # A mirror turns the direction across the wavevector round.
            self.s.append(float(np.linalg.det(g)) * s[..., i])
            self.p.append(p[..., i])
            self.half_s.append(waves.into_s[seen])
            self.half_p.append(waves.into_p[seen])

    def within(self, edge: float) -> AirWaves:
        """The waves that a stop in the plane of wavevectors lets through; its radius over k0."""
        waves = AirWaves(
            self.share, self.lateral, half_s=self.half_s, half_p=self.half_p, along=self.along
        )
        for lateral, s, p in zip(self.lateral, self.s, self.p, strict=True):
            whole = is_within(np.hypot(*lateral), edge)[:, None]
            waves.s.append(whole * s)
            waves.p.append(whole * p)
        return waves

    def powers(self) -> FloatArray:
        """Of every wave per unit area, if all pixels had the dipole; (X of all, S)."""
        s, p = np.concatenate(self.s), np.concatenate(self.p)
        half_s, half_p = np.concatenate(self.half_s), np.concatenate(self.half_p)
        return np.asarray(half_s[:, None] * np.abs(s) ** 2 + half_p[:, None] * np.abs(p) ** 2)


@dataclass(frozen=True)
class OwnPoints:
    """x and y that sample the own cell evenly, over 1 / k0; ``share`` of what repeats it is."""

    x: FloatArray
    y: FloatArray
    share: float = 1.0


def own_share(air: AirWaves, points: OwnPoints) -> FloatArray:
    """Share of the light to the observer that leaves through the own cell, (S,).

    Args:
        air: waves of the whole zone.
        points: of the own cell.
    """
    lateral = np.concatenate(air.lateral, axis=1)
    total = air.powers().sum(axis=0)
    rows = [np.arange(lateral.shape[1])]
    share = air.share * points.share
    if air.along is not None:
        _, row = np.unique(np.round(lateral[1] / SAME_ROW), return_inverse=True)
        rows = [np.flatnonzero(row == number) for number in range(int(row.max()) + 1)]
        share *= air.along
    through = sum(_through(air, lateral, row, points) for row in rows)
    return np.asarray(share * through / np.where(total > 0.0, total, 1.0))


def _through(air: AirWaves, lateral: FloatArray, kept: IntArray, points: OwnPoints) -> FloatArray:
    """Mean over the points of S in (1), of waves that add up, twice; (S,)."""
    lateral = lateral[:, kept]
    length = np.hypot(*lateral)
    safe = np.where(length > 0.0, length, 1.0)
    cosine, sine = np.where(length > 0.0, lateral[0] / safe, 1.0), lateral[1] / safe
    s, p = np.concatenate(air.s)[kept], np.concatenate(air.p)[kept]
    wave = np.exp(1j * (np.outer(points.x, lateral[0]) + np.outer(points.y, lateral[1])))
    half_s, half_p = (np.concatenate(h)[kept, None] for h in (air.half_s, air.half_p))
    along_x, along_y = wave * cosine, wave * sine
    electric = (along_x @ p - along_y @ s, along_y @ p + along_x @ s)  # (1)
    magnetic = (
        along_x @ (half_p * p) - along_y @ (half_s * s),
        along_y @ (half_p * p) + along_x @ (half_s * s),
    )
    return np.asarray(
        sum((e * np.conj(h)).real.mean(axis=0) for e, h in zip(electric, magnetic, strict=True))
    )


@dataclass(frozen=True)
class Collected:
    """Light of S dipoles within a numerical aperture.

    Attributes:
        of_air: (S,) over the light to the observer.
        own_share: (S,) share of it whose image lies over the own cell.
        edge_range: (S,) by how much that share moves with the stop, by half a step between waves.
    """

    of_air: FloatArray
    own_share: FloatArray
    edge_range: FloatArray


def collected(air: AirWaves, points: OwnPoints, aperture: float, step: float) -> Collected:
    """What optics of a numerical aperture take of the light to the observer.

    Args:
        air: waves of the whole zone.
        points: as in :func:`own_share`.
        aperture: NA, the stop's radius over k0.
        step: between neighbouring wavevectors, over k0.
    """
    powers, lateral = air.powers(), np.concatenate(air.lateral, axis=1)
    passing = stop(np.hypot(*lateral), aperture, step)
    total = powers.sum(axis=0)
    images = [own_share(air.within(aperture + move), points) for move in (-step / 4, step / 4)]
    return Collected(
        passing @ powers / np.where(total > 0.0, total, 1.0),
        0.5 * (images[0] + images[1]),
        np.abs(images[1] - images[0]),
    )


def far_field(air: AirWaves, observer: float, direction_cosine: FloatArray) -> FloatArray:
    """(2) up to a factor that all dipoles and directions have in common, (S, U, U).

    Args:
        air: waves of the whole zone.
        observer: index m of the observer's medium.
        direction_cosine: (U,) grid of ux and uy.
    """
    lateral = np.concatenate(air.lateral, axis=1).T / observer
    values = air.powers()
    ux, uy = np.meshgrid(direction_cosine, direction_cosine, indexing="ij")
    inside = ux**2 + uy**2 < 1.0
    wanted = np.stack([ux[inside], uy[inside]], axis=1)
    if lateral.shape[0] > 3:
        density = LinearNDInterpolator(lateral, values)(wanted)
        beyond = np.isnan(density[:, 0])
    else:
        density = np.zeros((wanted.shape[0], values.shape[1]))
        beyond = np.ones(wanted.shape[0], dtype=bool)
    if beyond.any():
        density[beyond] = NearestNDInterpolator(lateral, values)(wanted[beyond])
    result = np.zeros((values.shape[1], *ux.shape))
    cosine = np.sqrt(1.0 - ux[inside] ** 2 - uy[inside] ** 2)
    result[:, inside] = (density * cosine[:, None]).T
    return result
