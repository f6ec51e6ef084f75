"""Bessel functions of a mode's radius, scaled so that none of them overflows.

A mode exp(i m phi) of the radial wavevector beta holds J_m(beta r), finite at the centre, and
H_m(beta r), which goes out. Both are given over their size at a radius `a`,

    f_J = J_m(beta r) / sqrt(|J_m|^2 + |J_m'|^2)(beta a),    f_H = H_m(beta r) / H_m(beta a),   (1)

with their derivatives along r. Where m is so large that these leave the range of numbers,

    J_m(z) ~ z^m (1 - z^2 / 4 (m + 1)),    H_m(z) ~ z^-m (1 + z^2 / 4 (m - 1)),             (2)

over their values at `a`, right to z^4 / 16 m^2, which is below 1e-4 there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import hankel1e, jve

from geometry.arrays import BoolArray, ComplexArray, FloatArray

_SMALLEST, _LARGEST = 1e-200, 1e200
"""Between these numbers keep their digits, products of them with others included."""


@dataclass(frozen=True)
class Radial:
    """Functions of radius and their derivatives, (M, ...) each, the latter in 1/um."""

    value: ComplexArray
    slope: ComplexArray


@dataclass(frozen=True)
class RadialModes:
    """Both functions of M modes of one azimuthal order.

    Attributes:
        order: m, not negative.
        beta: (M,) radial wavevectors in 1/um, Im beta >= 0.
    """

    order: int
    beta: ComplexArray

    def regular(self, r_um: float | FloatArray, at_um: float) -> Radial:
        """f_J at radii (...) up to ``at_um``."""
        r, m = np.asarray(r_um, float), self.order
        shape = (-1, *(1,) * r.ndim)
        beta, lost = self.beta.reshape(shape), self._lost(at_um).reshape(shape)
        size = np.where(lost, 1.0, self._size(at_um).reshape(shape))
        grown = np.exp(np.abs(beta.imag) * (r - at_um)) / size
        value, slope = jve(m, beta * r) * grown, beta * _jve_slope(m, beta * r) * grown
        if lost.any():
            power, bend = (r / at_um) ** m, beta**2 / (4.0 * (m + 1))
            low = power * (1.0 - bend * (r**2 - at_um**2))
            value = np.where(lost, low, value)
            slope = np.where(lost, m / r * low - 2.0 * bend * r * power, slope)
        return Radial(np.asarray(value), np.asarray(slope))

    def outgoing(self, r_um: float, at_um: float) -> Radial:
        """f_H at a radius from ``at_um`` on, (M,)."""
        m, beta, lost = self.order, self.beta, self._lost(at_um)
        at = np.where(lost, 1.0, hankel1e(m, beta * at_um))
        gone = np.exp(1j * beta * (r_um - at_um)) / at
        here, before = hankel1e(m, beta * r_um), hankel1e(m - 1, beta * r_um)
        value, slope = here * gone, (beta * before - m / r_um * here) * gone
        if lost.any():
            power, bend = (at_um / r_um) ** m, beta**2 / (4.0 * (m - 1))
            low = power * (1.0 + bend * (r_um**2 - at_um**2))
            value = np.where(lost, low, value)
            slope = np.where(lost, -m / r_um * low + 2.0 * bend * r_um * power, slope)
        return Radial(np.asarray(value), np.asarray(slope))

    def product(self, at_um: float) -> ComplexArray:
        """J_m H_m over f_J f_H, (M,): what both are divided by in (1)."""
        lost, z = self._lost(at_um), self.beta * at_um
        size, outer = self._size(at_um), np.where(lost, 0.0, hankel1e(self.order, z))
        low = -1j / (np.pi * max(self.order, 1))
        return np.asarray(np.where(lost, low, size * outer * np.exp(1j * z.real)))

    def _size(self, at_um: float) -> FloatArray:
        z = self.beta * at_um
        return np.hypot(np.abs(jve(self.order, z)), np.abs(_jve_slope(self.order, z)))

    def _lost(self, at_um: float) -> BoolArray:
        """Modes whose functions leave the range of numbers."""
        outer = np.abs(hankel1e(self.order, self.beta * at_um))
        return np.asarray((self._size(at_um) < _SMALLEST) | ~(outer < _LARGEST))


def _jve_slope(m: int, z: ComplexArray) -> ComplexArray:
    """J_m' scaled as jve is."""
    return np.asarray(0.5 * (jve(m - 1, z) - jve(m + 1, z)))
