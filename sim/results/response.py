"""Raw results of pulses and small signals.

Axes: V voltage (of its own), F frequency, T time, E element of the equivalent circuit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geometry.arrays import ComplexArray, FloatArray
from sim.results.status import Status

ELEMENTS = ("R_s", "R_qd", "C_qd", "R_i", "C_i")
"""Of the equivalent circuit R_s + (R_qd || C_qd) + (R_i || C_i), the faster arc first."""


@dataclass(frozen=True)
class TransientResult:
    """A device under pulses, arrays of shape (T,), over the emitting area.

    Attributes:
        status: ok, or not_converged where the march ended early; what was reached is kept.
        sentence: why; empty where it did not.
        time_s: ends of the steps, from the start of the first rising edge.
        generator_v, terminal_v, device_v: voltages along the circuit.
        current_density_a_m2: through the device, with displacement.
        current_spread_a_m2: largest difference of it between the edges of the mesh.
        luminance_cd_m2: along the normal.
        step_error: estimated error of each step's light over the light.
        area_m2: emitting area behind the generator.
        response_s: from the start of the last rising edge to 90 % of the light at the pulse's end.
        response_error_s: what the steps' errors, all of one sign, do to it.
        onset_s, rise_s, fall_s: to 10 %; from 10 to 90 %; from the falling edge to 10 %.
        period_change: largest change of light between the last two periods over the largest light;
            nan for a single pulse.
    """

    status: Status
    sentence: str
    time_s: FloatArray
    generator_v: FloatArray
    terminal_v: FloatArray
    device_v: FloatArray
    current_density_a_m2: FloatArray
    current_spread_a_m2: FloatArray
    luminance_cd_m2: FloatArray
    step_error: FloatArray
    area_m2: float
    response_s: float
    response_error_s: float
    onset_s: float
    rise_s: float
    fall_s: float
    period_change: float


@dataclass(frozen=True)
class ImpedanceResult:
    """Small signals at the terminals, over the emitting area; nan where a voltage failed.

    Attributes:
        status: not_converged where any voltage failed.
        voltage_v: (V,).
        frequency_hz: (F,).
        conductance_s_m2, susceptance_s_m2: real and imaginary part of Y, (V, F).
        light_real_cd_m2_v, light_imaginary_cd_m2_v: luminance per volt, (V, F).
        spread: largest difference of the current between the edges of the mesh over it, (V,).
        bandwidth_hz: where light per current has fallen to 1/sqrt 2 of its value at the lowest
            frequency, (V,); nan where it has not, or where there is no light.
        area_m2: of the impedance in ohm.
        elements: R_s, R_qd, R_i in ohm m2, C_qd, C_i in F/m2, in the order of ELEMENTS, (V, E).
        element_errors: one standard deviation of their logarithms, (V, E).
        fit_residual: root mean square of the relative misfit, (V,).
        fit_verdict: sentence per voltage: what of the circuit can be told; empty if all of it.
        point_status: sentence per voltage; empty where converged.
    """

    status: Status
    voltage_v: FloatArray
    frequency_hz: FloatArray
    conductance_s_m2: FloatArray
    susceptance_s_m2: FloatArray
    light_real_cd_m2_v: FloatArray
    light_imaginary_cd_m2_v: FloatArray
    spread: FloatArray
    bandwidth_hz: FloatArray
    area_m2: float
    elements: FloatArray
    element_errors: FloatArray
    fit_residual: FloatArray
    fit_verdict: tuple[str, ...]
    point_status: tuple[str, ...]

    @property
    def impedance_ohm(self) -> ComplexArray:
        """Z of the area, (V, F)."""
        return np.asarray(1.0 / (self.conductance_s_m2 + 1j * self.susceptance_s_m2) / self.area_m2)

    @property
    def capacitance_f_m2(self) -> FloatArray:
        """Im Y / omega, (V, F)."""
        return np.asarray(self.susceptance_s_m2 / (2.0 * np.pi * self.frequency_hz))
