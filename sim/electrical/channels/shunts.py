"""Current that passes beside the emitter, Ohmic, over the emitting area."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.electrical.channels.sidewall import gap_shunt_a_m2, perimeter_shunt_a_m2
from sim.electrical.pixel import Pixel
from sim.electrical.spec import ElectricalBase

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Shunts:
    """Leakage currents, A/m2, shape (V,): along the wall, between pixels, through the area."""

    perimeter: FloatArray
    gap: FloatArray
    area: FloatArray

    @property
    def total(self) -> FloatArray:
        """All of them together."""
        return self.perimeter + self.gap + self.area


def shunt_currents(spec: ElectricalBase, pixel: Pixel, voltage_v: FloatArray) -> Shunts:
    """Leakage at terminal voltages of shape (V,); the bank blocks its share of the gap."""
    conductivity = spec.gap_conductivity_s_m * (1.0 - spec.gap_blocking)
    return Shunts(
        perimeter=perimeter_shunt_a_m2(voltage_v, spec.perimeter_shunt_s_m, pixel.edge),
        gap=gap_shunt_a_m2(voltage_v, conductivity, pixel.electrode_gap_m, pixel.edge),
        area=np.asarray(spec.leakage_s_m2 * voltage_v),
    )
