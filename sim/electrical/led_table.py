"""A device's J-V-L as a law: what circuits and electrodes take of a solved case.

Between the voltages of the sweep ln J is interpolated by a monotone cubic and then linearly on a
grid of a millivolt; below the first current it is a straight line through the origin, beyond the
last voltage the last slope goes on. Luminance is read against current.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import PchipInterpolator

from geometry.arrays import FloatArray
from sim.results.electrical import ElectricalResult

GRID_V = 1e-3
_LEAST_POINTS = 4
_FLOOR = 1e-12
"""Currents below this share of the largest are rounding of the device solver."""


@dataclass(frozen=True)
class LedTable:
    """Current and luminance of a device, per emitting area.

    Attributes:
        current_a_m2: J on the grid of ``GRID_V`` from 0 V, shape (G,).
        known_a_m2, luminance_cd_m2: luminance against current, rising, shapes (K,).
    """

    current_a_m2: FloatArray
    known_a_m2: FloatArray
    luminance_cd_m2: FloatArray

    @property
    def last_v(self) -> float:
        """Where the table ends."""
        return GRID_V * (self.current_a_m2.size - 1)

    def current(self, voltage_v: FloatArray) -> tuple[FloatArray, FloatArray]:
        """J in A/m2 and dJ/dV in S/m2 at voltages of any shape; below 0 V the slope at 0 V."""
        place = np.asarray(voltage_v) / GRID_V
        cell = np.clip(place.astype(np.int64), 0, self.current_a_m2.size - 2)
        low, high = self.current_a_m2[cell], self.current_a_m2[cell + 1]
        return low + (place - cell) * (high - low), (high - low) / GRID_V

    def voltage(self, current_a_m2: FloatArray) -> FloatArray:
        """Voltage at currents of any shape within the table."""
        grid = GRID_V * np.arange(self.current_a_m2.size)
        return np.asarray(np.interp(current_a_m2, self.current_a_m2, grid))

    def luminance(self, current_a_m2: FloatArray) -> FloatArray:
        """cd/m2 at currents of any shape; 0 without current, the last value beyond the table."""
        return np.asarray(np.interp(current_a_m2, self.known_a_m2, self.luminance_cd_m2))

    def current_for(self, luminance_cd_m2: FloatArray) -> FloatArray:
        """A/m2 at luminances of any shape, on the branch that rises."""
        peak = int(np.argmax(self.luminance_cd_m2)) + 1
        return np.asarray(
            np.interp(luminance_cd_m2, self.luminance_cd_m2[:peak], self.known_a_m2[:peak])
        )

    @property
    def brightest_cd_m2(self) -> float:
        """Largest luminance."""
        return float(self.luminance_cd_m2.max())


def led_table(result: ElectricalResult) -> LedTable:
    """The law of a solved device.

    Raises:
        ValueError: fewer than four voltages with a rising current.
    """
    voltage, current = result.voltage_v, result.current_density_a_m2
    light = result.luminance_cd_m2
    with np.errstate(invalid="ignore"):
        sound = np.isfinite(current) & np.isfinite(light) & (voltage > 0.0)
        sound &= current > _FLOOR * np.nanmax(current)
    kept = _rising(np.where(sound, current, 0.0))
    if np.count_nonzero(kept) < _LEAST_POINTS:
        raise ValueError(
            f"the case's J-V curve has {np.count_nonzero(kept)} voltages with a rising current; "
            f"expected {_LEAST_POINTS} at least: solve it over a wider range of voltages"
        )
    voltage, current, light = voltage[kept], current[kept], light[kept]
    grid = GRID_V * np.arange(int(np.floor(voltage[-1] / GRID_V + 1e-9)) + 1)
    log = PchipInterpolator(voltage, np.log(current))(np.maximum(grid, voltage[0]))
    law = np.where(grid < voltage[0], current[0] * grid / voltage[0], np.exp(log))
    return LedTable(
        np.asarray(law),
        np.concatenate(([0.0], current)),
        np.concatenate(([0.0], light)),
    )


def _rising(current: FloatArray) -> FloatArray:
    """Where a current exceeds all before it."""
    before = np.concatenate(([0.0], np.maximum.accumulate(current)[:-1]))
    return np.asarray(current > before)
