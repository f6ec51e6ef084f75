"""Current that passes beside the emitter: Ohmic, counted over the emitting area.

    along the wall                      J = g_p V P / A                         (1)
    through the stack between pixels    J = sigma V / t (1 - FF) / FF           (2)
    through the emitting area           J = g V                                 (3)

P / A is perimeter over area, FF the fill factor, t the distance of the electrodes. In (2) the bank
insulates the share ``gap_blocking`` of the gap. Source: none; conductances are assumed. Limit:
Ohmic at every voltage.
"""

from __future__ import annotations

import numpy as np

from geometry.arrays import FloatArray
from geometry.spec import Treatment
from sim.electrical.pixel import Pixel
from sim.electrical.spec import ElectricalBase


def _open_gap_s_m(spec: ElectricalBase) -> float:
    """Conductivity of the gap, averaged with what the bank insulates of it."""
    return spec.gap_conductivity_s_m * (1.0 - spec.gap_blocking)


def perimeter_shunt_a_m2(spec: ElectricalBase, pixel: Pixel, voltage_v: FloatArray) -> FloatArray:
    """Leakage along the wall at terminal voltages of shape (V,)."""
    conductance = spec.perimeter_shunt_s_m
    return np.asarray(conductance * voltage_v * pixel.perimeter.perimeter_per_area_1_m)  # (1)


def gap_shunt_a_m2(spec: ElectricalBase, pixel: Pixel, voltage_v: FloatArray) -> FloatArray:
    """Leakage through the stack between pixels at terminal voltages of shape (V,)."""
    fill = pixel.perimeter.fill_factor
    gap_over_pixel = (1.0 - fill) / fill
    leaked = _open_gap_s_m(spec) * voltage_v / pixel.electrode_gap_m * gap_over_pixel  # (2)
    return np.asarray(leaked)


def area_shunt_a_m2(spec: ElectricalBase, _: Pixel, voltage_v: FloatArray) -> FloatArray:
    """Leakage through the emitting area at terminal voltages of shape (V,)."""
    return np.asarray(spec.leakage_s_m2 * voltage_v)  # (3)


def perimeter_shunt_acts(spec: ElectricalBase, _: Treatment) -> bool:
    """Whether current leaks along the wall."""
    return spec.perimeter_shunt_s_m > 0.0


def gap_shunt_acts(spec: ElectricalBase, _: Treatment) -> bool:
    """Whether current leaks between pixels."""
    return _open_gap_s_m(spec) > 0.0
