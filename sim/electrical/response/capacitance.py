r"""Current, luminance and capacitance against voltage: the LED as a circuit sees it.

    J(V), L(V)                    at rest                                                (1)
    C(V) = Im Y / omega,          Y = dJ/dV of the device at one frequency               (2)

The circuit is V = V_i + R J_i with J_i the device's current at the voltage V_i across it, C beside
it, and the shunts g V beside both: J = J_i + g V. A circuit that is slow beside the carriers may
take (1) and (2) as its LED, C dV_i/dt + J_i. Limit: a low frequency in (2) counts charge that waits
at interfaces and answers within microseconds; an edge of nanoseconds sees the geometric
capacitance.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from geometry.arrays import FloatArray
from sim.electrical.pixel import Pixel, sweep_voltages_v
from sim.electrical.response.operating import DeviceAtRest
from sim.electrical.spec import DriftDiffusionSpec
from sim.results.records import RadiativeEnvironment


@dataclass(frozen=True)
class CapacitanceTable:
    """An LED at rest, arrays of shape (V,) over its emitting area; nan where a voltage failed.

    Attributes:
        frequency_hz: of the small signal.
        resistance_ohm_m2, shunt_s_m2: R in front of the device and g beside both.
        voltage_v: at the terminals.
        device_voltage_v: V_i.
        current_density_a_m2: with shunts.
        luminance_cd_m2: along the normal.
        capacitance_f_m2: by (2), across the device.
        status: a sentence where something is wrong.
    """

    frequency_hz: float
    resistance_ohm_m2: float
    shunt_s_m2: float
    voltage_v: FloatArray
    device_voltage_v: FloatArray
    current_density_a_m2: FloatArray
    luminance_cd_m2: FloatArray
    capacitance_f_m2: FloatArray
    status: tuple[str, ...]


def capacitance_table(
    spec: DriftDiffusionSpec,
    pixel: Pixel,
    environment: RadiativeEnvironment,
    frequency_hz: float = 100.0,
) -> CapacitanceTable:
    """The table at the voltages of the model's sweep.

    Args:
        spec: inputs of the model.
        pixel: the device, SI.
        environment: optics per emitter position.
        frequency_hz: of the small signal, above 0.

    Raises:
        ValueError: layers or traps that the model does not take.
        ArithmeticError: no equilibrium.
    """
    device = DeviceAtRest(spec, pixel, environment)
    voltage = sweep_voltages_v(spec.voltage_stop_v, spec.voltage_step_v, spec.voltage_start_v)
    rows = {v: _row(device, v, frequency_hz) for v in outwards(voltage)}
    inner, current, light, capacitance = np.array([rows[v][0] for v in voltage]).T
    return CapacitanceTable(
        frequency_hz=frequency_hz,
        resistance_ohm_m2=device.resistance_ohm_m2,
        shunt_s_m2=device.shunt_s_m2,
        voltage_v=voltage,
        device_voltage_v=inner,
        current_density_a_m2=current,
        luminance_cd_m2=light,
        capacitance_f_m2=capacitance,
        status=tuple(rows[v][1] for v in voltage),
    )


def outwards(voltage_v: FloatArray) -> Iterable[float]:
    """Voltages in the order in which they are solved: from 0 V down, then from 0 V up."""
    below, above = voltage_v[voltage_v < 0.0], voltage_v[voltage_v >= 0.0]
    return [float(v) for v in (*below[::-1], *above)]


def _row(
    device: DeviceAtRest, voltage_v: float, frequency_hz: float
) -> tuple[tuple[float, float, float, float], str]:
    point = device.go_to(voltage_v)
    if not point.is_solved:
        return (np.nan, np.nan, np.nan, np.nan), point.status
    answer = device.small_signal(np.array([frequency_hz])).device_s_m2[0]
    current = point.device_a_m2 + device.shunt_s_m2 * voltage_v
    capacitance = float(answer.imag) / (2.0 * np.pi * frequency_hz)  # (2)
    return (point.inner_v, current, device.luminance_cd_m2(), capacitance), point.status
