"""The field beyond a recording plane: its lateral waves followed on into a uniform half-space.

Away from the device every lateral wave K (sim.optics.fields.angular_spectrum) goes its own way; at
a distance d behind the plane, for exp(-i w t),

    E(K, d) = E(K, 0) exp(i k_z d),   k_z = sqrt(n^2 k_0^2 - K^2),  Im k_z >= 0            (1)
    E_z = (K_y H_x - K_x H_y) / (n^2 k_0)                                                 (2)

(2) is the curl of H, in units in which H = E in vacuum, and holds on both sides of a device. Waves
that left through the absorbers at the plane's sides are missing: the picture is that of a window.
"""

from __future__ import annotations

import numpy as np
from scipy.fft import fft2, ifft

from geometry.arrays import ComplexArray, FloatArray
from sim.optics.fields.angular_spectrum import (
    grid_wavevector,
    half_phases,
    padded_points,
    whole_step_shift,
)
from sim.optics.fields.plane_fields import PlaneFields

_PADDING = 2
"""Transform length over the plane's: what wraps around comes from beyond its absorbers."""


def continued(
    fields: PlaneFields, component: str, y_um: float, distance_um: FloatArray
) -> ComplexArray:
    """One component of E on a line along x behind a plane, at the cells' centres.

    Args:
        fields: on the plane.
        component: "x", "y" or "z".
        y_um: of the line, from the plane's middle.
        distance_um: (D,) from the plane, evenly spaced.

    Returns:
        (nx, D).
    """
    points = padded_points(max(fields.ex.shape + fields.ey.shape), _PADDING)
    half = half_phases(points)
    waves = _waves(fields, component, half)
    k = grid_wavevector(half, fields.cell_um)
    k0 = 2.0 * np.pi / fields.wavelength_um
    kz = np.sqrt((fields.index * k0) ** 2 - k[:, None] ** 2 - k[None, :] ** 2 + 0j)
    waves *= np.exp(1j * kz * distance_um[0])  # (1)
    step = np.exp(1j * kz * (distance_um[1] - distance_um[0]))
    from_first = y_um / fields.cell_um + 0.5 * (fields.ey.shape[1] - 1)
    at_line = np.exp(2j * half * from_first) / points
    lines = []
    for _ in distance_um:
        lines.append(waves @ at_line)
        waves *= step
    return np.asarray(ifft(np.array(lines).T, axis=0)[: fields.ex.shape[0]])


def _waves(fields: PlaneFields, component: str, half_phase: FloatArray) -> ComplexArray:
    """Amplitudes of a component's lateral waves, with the first half-step as origin."""
    points = half_phase.size
    from_x, from_y = fields.whole_from_half
    along_x = whole_step_shift(half_phase, from_x)[:, None]
    along_y = whole_step_shift(half_phase, from_y)[None, :]

    def transformed(values: ComplexArray, shift: ComplexArray) -> ComplexArray:
        return np.asarray(fft2(values, s=(points, points)) * shift)

    if component == "x":
        return transformed(fields.ex, along_y)
    if component == "y":
        return transformed(fields.ey, along_x)
    k = grid_wavevector(half_phase, fields.cell_um)
    h_x, h_y = transformed(fields.hx, along_x), transformed(fields.hy, along_y)
    along_z = k[None, :] * h_x - k[:, None] * h_y  # (2)
    return np.asarray(along_z / (fields.index**2 * 2.0 * np.pi / fields.wavelength_um))
