"""How a device does in use: turn-on, efficiency roll-off, heat."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.constants import elementary_charge

from geometry.arrays import FloatArray
from sim.results.averages import radiative_environment
from sim.results.curves import roll_off_current_a_m2, turn_on_voltage_v, value_at_current
from sim.results.records import ElectricalResult, OpticalResult

_A_M2_PER_MA_CM2 = 10.0
_W_CM2_PER_W_M2 = 1e-4


@dataclass(frozen=True)
class RollOff:
    """Where the EQE falls beyond its peak, and what it is at round currents; nan if not reached."""

    turn_on_v: float
    j90_ma_cm2: float
    j50_ma_cm2: float
    eqe_at_1_ma_cm2: float
    eqe_at_10_ma_cm2: float
    eqe_at_100_ma_cm2: float


def roll_off(result: ElectricalResult) -> RollOff:
    """Turn-on (1 cd/m2), currents at 90 and 50 % of the peak EQE, EQE at round currents."""
    return RollOff(
        turn_on_v=turn_on_voltage_v(result),
        j90_ma_cm2=roll_off_current_a_m2(result, 0.9) / _A_M2_PER_MA_CM2,
        j50_ma_cm2=roll_off_current_a_m2(result, 0.5) / _A_M2_PER_MA_CM2,
        eqe_at_1_ma_cm2=value_at_current(result, result.eqe, 10.0),
        eqe_at_10_ma_cm2=value_at_current(result, result.eqe, 100.0),
        eqe_at_100_ma_cm2=value_at_current(result, result.eqe, 1000.0),
    )


def light_w_cm2(result: ElectricalResult, optics: OpticalResult) -> FloatArray:
    """Radiant power into air per emitting area, EQE J E_photon / q, shape (V,)."""
    volts = radiative_environment(optics).photon_energy_j / elementary_charge
    return np.asarray(result.eqe * result.current_density_a_m2 * volts * _W_CM2_PER_W_M2)


def joule_heat_w_cm2(result: ElectricalResult, optics: OpticalResult) -> FloatArray:
    """Power that stays in device and glass per emitting area, J V minus the light, shape (V,).

    An upper estimate: light that leaves the glass at its sides is counted as heat.
    """
    supplied = result.current_density_a_m2 * result.voltage_v * _W_CM2_PER_W_M2
    return np.asarray(supplied - light_w_cm2(result, optics))
