"""Lateral waves on a plane of the grid, split by polarisation; in one lateral direction or two.

The grid carries a wave of lateral phase k a per cell with the physics of

    K = (2 / a) sin(k a / 2)                                                        (1)

so K enters Fresnel's formulas and directions. With c, s the cosine and sine of a wave's lateral
direction the tangential fields split into s (E across the plane of incidence) and p:

    E_p = c E_x + s E_y,   E_s = c E_y - s E_x,   likewise H_p, H_s                  (2)
    power downwards   S_s = Re(E_s H_p*),   S_p = -Re(E_p H_s*)                      (3)

E and H components that multiply each other sit at the same lateral points. Behind a plane in a
half-space of index n every wave goes on with

    exp(i k_z d),   k_z = (2 / a) arcsin[(a / 2) sqrt(n^2 k_0^2 - |K|^2)],           (4)

the same dispersion upright, for cells as high as they are wide.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from geometry.arrays import ComplexArray, FloatArray


def padded_points(size: int, padding: int) -> int:
    """Length of the transform: a power of two, ``padding`` times the plane or more."""
    return int(2 ** np.ceil(np.log2(padding * size)))


def half_phases(points: int) -> FloatArray:
    """k a / 2 of the transform's waves along one axis, (points,)."""
    return np.pi * np.fft.fftfreq(points)


def grid_wavevector(half_phase: FloatArray, cell_um: float) -> FloatArray:
    """K in 1/um of waves with these k a / 2, (1)."""
    return 2.0 / cell_um * np.sin(half_phase)


def stop(lateral: FloatArray, edge: float, step: float) -> FloatArray:
    """Share of the power of waves that a stop in the plane of wavevectors lets through.

    Waves stand for a step each: of those within half of it from the edge a part passes. Of powers,
    that is: an image is made by waves that pass whole or not at all, :func:`is_within`.

    Args:
        lateral: distance from the stop's middle.
        edge: its radius, in the same unit.
        step: between neighbouring waves.
    """
    return np.asarray(np.clip((edge - lateral) / step + 0.5, 0.0, 1.0))


def is_within(lateral: FloatArray, edge: float) -> FloatArray:
    """1 for waves that a stop lets through, 0 for others."""
    return np.asarray(lateral < edge, dtype=np.float64)


def half_step_shift(half_phase: FloatArray) -> ComplexArray:
    """Phase that gives half-step components, which start half a cell later, a common origin."""
    return np.asarray(np.exp(-1j * half_phase))


def whole_step_shift(half_phase: FloatArray, from_half_step: float) -> ComplexArray:
    """Phase that refers whole-step components to the first half-step.

    Args:
        half_phase: k a / 2.
        from_half_step: where the first whole step lies from the first half-step, cells.
    """
    return np.asarray(np.exp(-2j * half_phase * from_half_step))


def centred_positions(points: int, first: float, cell_um: float) -> FloatArray:
    """Where the transform's points lie along an axis, from the plane's middle, um.

    Fields wrap around at the padded period, so positions beyond half of it are negative.

    Args:
        points: length of the transform.
        first: where its origin lies, cells from the plane's middle.
        cell_um: lateral cell.
    """
    offset = np.fft.fftfreq(points) * points + first
    return np.asarray(((offset + points / 2) % points - points / 2) * cell_um)


def back_by(
    lateral_1_um: FloatArray, inside_1_um: float, depth_um: float, cell_um: float
) -> ComplexArray:
    """Phase that takes waves on a plane back to a plane ``depth_um`` before it, (4).

    1 where waves do not travel.

    Args:
        lateral_1_um: |K|, any shape.
        inside_1_um: n k_0.
        depth_um: how far they have gone.
        cell_um: height of the cells there.
    """
    upright = np.sqrt(np.maximum(inside_1_um**2 - lateral_1_um**2, 0.0))
    k_z = 2.0 / cell_um * np.arcsin(np.minimum(0.5 * cell_um * upright, 1.0))
    return np.asarray(np.exp(-1j * k_z * depth_um))


@dataclass(frozen=True)
class AngularSpectrum:
    """Lateral waves of one plane, any shape; all arrays alike or broadcast.

    Attributes:
        cos, sin: of the waves' lateral direction.
        e_s, e_p, h_s, h_p: amplitudes.
        scale: turns a sum over waves of products into power (Parseval).
    """

    cos: FloatArray
    sin: FloatArray
    e_s: ComplexArray
    e_p: ComplexArray
    h_s: ComplexArray
    h_p: ComplexArray
    scale: float

    @classmethod
    def split(
        cls, fields: dict[str, ComplexArray], cos: FloatArray, sin: FloatArray, scale: float
    ) -> AngularSpectrum:
        """Split the transforms of "ex", "ey", "hx", "hy" that share an origin."""
        ex, ey, hx, hy = (fields[name] for name in ("ex", "ey", "hx", "hy"))
        return cls(
            cos=cos,
            sin=sin,
            e_s=cos * ey - sin * ex,  # (2)
            e_p=cos * ex + sin * ey,
            h_s=cos * hy - sin * hx,
            h_p=cos * hx + sin * hy,
            scale=scale,
        )

    @property
    def power(self) -> tuple[FloatArray, FloatArray]:
        """Downward power per wave in s and p, (3)."""
        s = np.real(self.e_s * np.conj(self.h_p)) * self.scale
        p = -np.real(self.e_p * np.conj(self.h_s)) * self.scale
        return s, p

    def density(
        self,
        s_factor: FloatArray | ComplexArray,
        p_factor: FloatArray | ComplexArray,
        inverse: Callable[[Any], Any],
    ) -> FloatArray:
        """Downward Poynting vector on the plane of waves whose amplitudes take these factors.

        Args:
            s_factor, p_factor: on the amplitudes, roots of power transmissions with phases.
            inverse: transform from waves to points.
        """
        e_s, h_p = s_factor * self.e_s, s_factor * self.h_p
        e_p, h_s = p_factor * self.e_p, p_factor * self.h_s
        ex = inverse(self.cos * e_p - self.sin * e_s)  # (2), undone
        ey = inverse(self.sin * e_p + self.cos * e_s)
        hx = inverse(self.cos * h_p - self.sin * h_s)
        hy = inverse(self.sin * h_p + self.cos * h_s)
        return np.asarray(np.real(ey * np.conj(hx) - ex * np.conj(hy)))
