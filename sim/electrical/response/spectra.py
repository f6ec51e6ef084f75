r"""Spectra over frequency and voltage, and what is read off them.

    Z = 1 / Y,   C = Im Y / omega                                                        (1)
    |dL/dJ (f)| = |dL/dV / Y| = 1/sqrt 2 of its value at the lowest frequency            (2)

Y and dL/dV are those of the terminals (:mod:`sim.electrical.response.operating`); (2) is the
bandwidth of light that a current drives. The circuit of papers is fitted at every voltage.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from geometry.arrays import ComplexArray, FloatArray
from sim.electrical.pixel import Pixel
from sim.electrical.response.capacitance import outwards
from sim.electrical.response.equivalent_circuit import CircuitFit, fit_circuit
from sim.electrical.response.operating import DeviceAtRest, SmallSignal
from sim.electrical.response_spec import ImpedanceSpec
from sim.electrical.spec import DriftDiffusionSpec
from sim.results.records import RadiativeEnvironment
from sim.results.response import ELEMENTS, ImpedanceResult
from sim.results.status import Status

_DARK_CD_M2_V = 1e-6
"""Light per volt below which no bandwidth is read."""


def solve_impedance(
    spec: DriftDiffusionSpec,
    block: ImpedanceSpec,
    pixel: Pixel,
    environment: RadiativeEnvironment,
    told: Callable[[float, float], None],
) -> ImpedanceResult:
    """Every voltage at every frequency; voltages that fail are nan and say so.

    Args:
        spec: inputs of the model.
        block: frequencies and voltages.
        pixel: the device, SI.
        environment: optics per emitter position.
        told: receives voltages done and their number.

    Raises:
        ValueError: layers or traps that the model does not take.
        ArithmeticError: no equilibrium.
    """
    device = DeviceAtRest(spec, pixel, environment)
    frequency = np.geomspace(block.frequency_start_hz, block.frequency_stop_hz, block.frequencies)
    voltage = np.linspace(block.voltage_start_v, block.voltage_stop_v, block.voltages)
    rows: dict[float, tuple[SmallSignal | None, str]] = {}
    for done, volts in enumerate(outwards(voltage)):
        rows[volts] = _at(device, volts, frequency)
        told(done + 1.0, float(voltage.size))
    answers = [rows[float(v)] for v in voltage]
    fits = [_fit(frequency, answer) for answer, _ in answers]
    admittance = np.stack([_part(a, "admittance_s_m2", frequency) for a, _ in answers])
    light = np.stack([_part(a, "light_cd_m2_v", frequency) for a, _ in answers])
    failed = any(answer is None for answer, _ in answers)
    return ImpedanceResult(
        status=Status.NOT_CONVERGED if failed else Status.OK,
        voltage_v=voltage,
        frequency_hz=frequency,
        conductance_s_m2=admittance.real,
        susceptance_s_m2=admittance.imag,
        light_real_cd_m2_v=light.real,
        light_imaginary_cd_m2_v=light.imag,
        spread=np.array([np.nan if a is None else float(a.spread.max()) for a, _ in answers]),
        bandwidth_hz=np.array(
            [bandwidth_hz(frequency, y, x) for y, x in zip(admittance, light, strict=True)]
        ),
        area_m2=block.area_m2,
        elements=np.stack([fit.elements for fit in fits]),
        element_errors=np.stack([fit.errors for fit in fits]),
        fit_residual=np.array([fit.residual for fit in fits]),
        fit_verdict=tuple(fit.verdict for fit in fits),
        point_status=tuple(status for _, status in answers),
    )


def _at(
    device: DeviceAtRest, voltage_v: float, frequency_hz: FloatArray
) -> tuple[SmallSignal | None, str]:
    point = device.go_to(voltage_v)
    if not point.is_solved:
        return None, point.status
    try:
        return device.small_signal(frequency_hz), point.status
    except ArithmeticError as error:
        return None, str(error)


def _part(answer: SmallSignal | None, name: str, frequency_hz: FloatArray) -> ComplexArray:
    if answer is None:
        return np.full(frequency_hz.size, np.nan + 1j * np.nan)
    return np.asarray(getattr(answer, name))


def _fit(frequency_hz: FloatArray, answer: SmallSignal | None) -> CircuitFit:
    if answer is None:
        nothing = np.full(len(ELEMENTS), np.nan)
        return CircuitFit(nothing, nothing, np.nan, "not solved")
    return fit_circuit(frequency_hz, 1.0 / answer.admittance_s_m2)


def bandwidth_hz(frequency_hz: FloatArray, admittance: ComplexArray, light: ComplexArray) -> float:
    """(2) by interpolation in logarithms; nan where it is not reached or all is dark."""
    if not abs(light[0]) > _DARK_CD_M2_V:
        return float("nan")
    size = np.abs(light / admittance)
    low = np.flatnonzero(size < size[0] / np.sqrt(2.0))
    if low.size == 0 or low[0] == 0:
        return float("nan")
    part = slice(low[0] - 1, low[0] + 1)
    logs = np.log(size[part])
    return float(
        np.exp(np.interp(-np.log(size[0] / np.sqrt(2.0)), -logs, np.log(frequency_hz[part])))
    )
