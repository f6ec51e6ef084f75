"""Which data voltage gives which luminance once everything has settled.

    2T1C:  I_drive(V_data, V_dd, a) = A J(a)                                       (1)
    3T1C:  gate - anode = v after writing, I_drive(a + v, V_dd, a) = A J(a)        (2)

A panel's driver is set by (1) or (2): grey levels are exact for a picture that stands still for
long. What a frame makes of them is the transient's.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from geometry.arrays import FloatArray
from sim.electrical.panel.pixel_circuit import PixelCircuit, Pixels, supply_current_a

POINTS = 400
_HALVINGS = 50


def settled_current_a(
    circuit: PixelCircuit, gate_of: Callable[[FloatArray], FloatArray], shape: int
) -> FloatArray:
    """LED currents of settled pixels, (N,), by halving the anode's range.

    Args:
        circuit: the pixel.
        gate_of: gate voltage of an anode voltage, by pixel.
        shape: number of pixels.
    """
    low, high = np.zeros(shape), np.full(shape, circuit.supply_v)
    area = circuit.led.area_m2
    for _ in range(_HALVINGS):
        anode = 0.5 * (low + high)
        more = supply_current_a(circuit, Pixels(), gate_of(anode), anode)
        above = more > area * circuit.led.table.current(anode)[0]
        low, high = np.where(above, anode, low), np.where(above, high, anode)
    return np.asarray(area * circuit.led.table.current(0.5 * (low + high))[0])


def data_for(
    luminance_cd_m2: FloatArray, data_v: FloatArray, reached_cd_m2: FloatArray
) -> FloatArray:
    """Data voltages at luminances of any shape, from a curve of settled luminance.

    Args:
        luminance_cd_m2: asked for; above the curve its brightest, 0 the darkest.
        data_v, reached_cd_m2: the curve, (K,), monotone either way.
    """
    order = np.argsort(reached_cd_m2, kind="stable")
    # ln L is smoother in V below and above threshold than L is.
    reached = np.log(np.maximum(reached_cd_m2[order], 1e-30))
    asked = np.log(np.maximum(luminance_cd_m2, 1e-30))
    voltage = np.interp(asked, reached, data_v[order])
    return np.asarray(np.where(luminance_cd_m2 > 0.0, voltage, data_v[order][0]))
