"""LEDs, transistors and panels for tests, without a solved case."""

from __future__ import annotations

import numpy as np

from geometry.arrays import FloatArray
from sim.analysis.panel.evaluate import PanelCase
from sim.analysis.panel.pixels import PanelPixel
from sim.electrical.led_table import LedTable, led_table
from sim.electrical.panel.backplane import pixel_circuit
from sim.electrical.panel.led_charge import LedCharge, stored_charge
from sim.electrical.panel.pixel_circuit import Led
from sim.electrical.panel.spec import PanelSpec
from sim.results.electrical import ElectricalResult
from sim.results.status import Status

PITCH_M, EMITTING_M = 270e-6, 200e-6
CHARGE = LedCharge.constant(17e-12)


def diode_result(slope_v: float = 0.08) -> ElectricalResult:
    """exp(V / slope) from 2e-5 A/m2 at 1.2 V on, 1.75 cd/A, with a resistance above."""
    voltage = np.linspace(0.0, 4.0, 41)
    bare = 3e-9 * np.expm1(voltage / slope_v)
    current = bare / (1.0 + bare / 3000.0)
    zeros = np.zeros_like(voltage)
    return ElectricalResult(
        model="made up",
        status=Status.OK,
        voltage_v=voltage,
        current_density_a_m2=current,
        luminance_cd_m2=50.0 * current,
        eqe=zeros,
        current_efficiency_cd_a=zeros,
        iqe=zeros,
        injection_efficiency=zeros,
        losses={},
        photometry="lambertian",
    )


def diode() -> LedTable:
    """The law of :func:`diode_result`."""
    return led_table(diode_result())


def peaked_charge() -> LedCharge:
    """17 pF, and a peak of four times that at 1.9 V, as a film has it at turn-on."""
    voltage = np.linspace(0.0, 4.0, 81)
    density = 4e-4 * (1.0 + 3.0 * np.exp(-(((voltage - 1.9) / 0.15) ** 2)))
    return stored_charge(voltage, voltage, density, EMITTING_M**2, 1e-12)


def panel_case(image: FloatArray, charge: LedCharge = CHARGE, **written: object) -> PanelCase:
    """A panel of 270 um pixels with 200 um of emitting width and 17 pF each."""
    rows, columns = image.shape
    spec = PanelSpec.model_validate({"rows": rows, "columns": columns, **written})
    led = Led(diode(), EMITTING_M**2, charge)
    circuit = pixel_circuit(spec.circuit, led)
    gap = PITCH_M - EMITTING_M
    return PanelCase(spec, PanelPixel(circuit, PITCH_M**2, PITCH_M, gap, "given"), image)
