"""Colours of a panel of three stripes, mixed by current and by light, against pixels per inch.

    pixel of pitch p = 25.4 mm / PPI, sub-pixels p / 3 wide, in order red, green, blue, red ...
    electrical   one colour driven, two floating, bridges between neighbours: shared_layer (1)
    optical      white pixels behind filters: ray_spread (1) over cells of p / 3

Both give a matrix M (driven colour, colour that leaves), rows of sum 1: photons by current, through
the EQE at each stripe's own current, or by the filter that the rays pass. Stripes of a colour lie
one above the other, so that nothing is mixed along them. All three LEDs have the J(V) of the case,
shifted by the difference of their photon energies to the middle one: the turn-on follows the gap.

Anchors: gamut against PPI falls optically from 100 to 3000 PPI (S. Sim et al., Opt. Express 30,
24155, 2022), electrically from 200 to 5000 PPI (Sci. Rep. 13, 14070, 2023).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.constants import c, elementary_charge, h

from geometry.arrays import FloatArray
from geometry.units import INCH_UM
from sim.electrical.led_table import LedTable
from sim.electrical.panel.ray_spread import offsets, shares_along
from sim.electrical.panel.shared_layer import bridge_s

_ROUNDS = 200
_CLIP_V = 0.1


@dataclass(frozen=True)
class Stripes:
    """Three stripes of one pixel.

    Attributes:
        pitch_m: of the whole pixel.
        aperture: emitting width over p / 3, and emitting length over p.
        shift_v: of each colour's J(V) to higher voltages, (3,).
    """

    pitch_m: float
    aperture: float
    shift_v: FloatArray

    @property
    def area_m2(self) -> float:
        """Emitting area of one colour."""
        return self.aperture**2 * self.pitch_m**2 / 3.0

    def bridge_s(self, sheet_s: float) -> float:
        """Conductance between neighbouring stripes."""
        gap = (1.0 - self.aperture) * self.pitch_m / 3.0
        return bridge_s(sheet_s, self.aperture * self.pitch_m, gap)


def pitch_m(ppi: float) -> float:
    """Pitch of whole pixels."""
    return 1e-6 * INCH_UM / ppi


def turn_on_shifts_v(peaks_nm: FloatArray) -> FloatArray:
    """Differences of photon energies to that of the middle colour, in V."""
    energy = h * c / (1e-9 * peaks_nm * elementary_charge)
    return np.asarray(energy - energy[1])


def electrical_mixing(
    stripes: Stripes, sheet_s: float, table: LedTable, luminance_cd_m2: float
) -> FloatArray:
    """Photons of each colour when one is driven, over all of them: (3, 3).

    Args:
        stripes: the pixel.
        sheet_s: conductance of the shared layer per square, sigma d.
        table: J(V) and luminance of the case per emitting area.
        luminance_cd_m2: that the driven colour would have without a shared layer, over the whole
            pixel, as the case's own colour would show it.
    """
    drive = table.current_for(np.array(luminance_cd_m2 * stripes.pitch_m**2 / stripes.area_m2))
    bridge = stripes.bridge_s(sheet_s)
    mixed = np.empty((3, 3))
    for driven in range(3):
        current = np.where(np.arange(3) == driven, float(drive) * stripes.area_m2, 0.0)
        density = _densities(stripes, bridge, table, current)
        light = table.luminance(np.maximum(density, 0.0))  # one EQE curve: luminance is photons
        mixed[driven] = light / light.sum()
    return mixed


def _densities(
    stripes: Stripes, bridge_s: float, table: LedTable, drive_a: FloatArray
) -> FloatArray:
    """J of three stripes in a row that repeats: each is beside both others."""
    area, shift = stripes.area_m2, stripes.shift_v
    laplacian = bridge_s * (3.0 * np.eye(3) - np.ones((3, 3)))
    voltage = table.voltage(drive_a / area) + shift
    for _ in range(_ROUNDS):
        density, slope = table.current(voltage - shift)
        residual = laplacian @ voltage + area * density - drive_a
        step = np.linalg.solve(laplacian + np.diag(area * slope), -residual)
        voltage = voltage + np.clip(step, -_CLIP_V, _CLIP_V)
        if float(np.abs(step).max()) < 1e-9:
            break
    return table.current(voltage - shift)[0]


def optical_mixing(stripes: Stripes, distance_m: float, index: float) -> FloatArray:
    """Light of each pixel by the filter that it passes: (3, 3)."""
    x, _ = offsets(distance_m, index)
    cell = stripes.pitch_m / 3.0
    reach = float(np.abs(x).max()) / cell + 0.5
    count = 3 * int(min(np.ceil(reach / 3.0) + 1, 40))
    shares = shares_along(x, stripes.aperture * cell, cell, count).mean(axis=0)
    numbers = np.arange(-count, count + 1)
    by_distance = np.array([shares[numbers % 3 == k].sum() for k in range(3)])
    return np.array([[by_distance[(other - own) % 3] for other in range(3)] for own in range(3)])
