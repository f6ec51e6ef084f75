"""Charge of a pixel's LED against its voltage: what lies between plates, and what carriers store.

    Q(V) = C_beside V + A int c dV_i                                                      (1)

c(V) is the device's capacitance at one low frequency, per emitting area and with its plates; V_i
the voltage across it, behind the resistance that the device model has in front; C_beside what lies
beside the emitting area (banks, fringes). Read at rest: a pixel that is charged faster than
carriers follow sees less, at the least the plates. Where c falls below 0 (carriers that lag beyond
turn-on) nothing is stored: current, not charge, decides there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geometry.arrays import FloatArray
from sim.electrical.led_table import GRID_V

_FEWEST = 2


@dataclass(frozen=True)
class LedCharge:
    """The law Q(V) of one pixel.

    Attributes:
        charge_c: on the grid of ``GRID_V`` from 0 V, shape (G,), rising; beyond either end the
            last slope goes on.
    """

    charge_c: FloatArray

    @classmethod
    def constant(cls, capacitance_f: float) -> LedCharge:
        """One capacitance at every voltage."""
        return cls(np.array([0.0, capacitance_f * GRID_V]))

    def at(self, voltage_v: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Q in C and dQ/dV in F at voltages of any shape."""
        place = np.asarray(voltage_v) / GRID_V
        cell = np.clip(place.astype(np.int64), 0, self.charge_c.size - 2)
        low, high = self.charge_c[cell], self.charge_c[cell + 1]
        return low + (place - cell) * (high - low), (high - low) / GRID_V

    @property
    def at_rest_f(self) -> float:
        """Capacitance at 0 V."""
        return float(self.charge_c[1] - self.charge_c[0]) / GRID_V

    @property
    def largest_f(self) -> float:
        """Largest capacitance of the table."""
        return float(np.diff(self.charge_c).max()) / GRID_V

    @property
    def is_constant(self) -> bool:
        """Whether it is one capacitance."""
        return self.charge_c.size == _FEWEST


def stored_charge(
    voltage_v: FloatArray,
    device_voltage_v: FloatArray,
    capacitance_f_m2: FloatArray,
    area_m2: float,
    beside_f: float,
) -> LedCharge:
    """(1) from a table of voltages, (V,) each, rising; those that were not solved are passed over.

    Args:
        voltage_v: at the terminals.
        device_voltage_v: V_i.
        capacitance_f_m2: c.
        area_m2: A.
        beside_f: C_beside, above 0.

    Raises:
        ValueError: fewer than two voltages from 0 V on were solved.
    """
    solved = np.isfinite(device_voltage_v) & np.isfinite(capacitance_f_m2) & (voltage_v >= 0.0)
    if np.count_nonzero(solved) < _FEWEST:
        raise ValueError(
            f"the case's capacitance is known at {np.count_nonzero(solved)} voltages from 0 V on; "
            f"expected {_FEWEST} at least"
        )
    at, inner = voltage_v[solved], device_voltage_v[solved]
    density = np.maximum(capacitance_f_m2[solved], 0.0)
    steps = 0.5 * (density[1:] + density[:-1]) * np.maximum(np.diff(inner), 0.0)
    per_area = np.concatenate(([0.0], np.cumsum(steps)))
    count = int(np.floor((at[-1] - at[0]) / GRID_V + 1e-9))
    grid = GRID_V * np.arange(max(count, 1) + 1)
    return LedCharge(beside_f * grid + area_m2 * np.interp(grid + at[0], at, per_area))
