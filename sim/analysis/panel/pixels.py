"""The pixel of a case as a panel takes it: areas, capacitance, LED, circuit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geometry.device import Device
from geometry.measures import aperture_area_um2, cell_area_um2
from sim.analysis.area import device_capacitance
from sim.electrical.area.array_capacitance import ArrayCapacitance
from sim.electrical.led_table import LedTable, led_table
from sim.electrical.panel.backplane import pixel_circuit
from sim.electrical.panel.led_charge import LedCharge, stored_charge
from sim.electrical.panel.pixel_circuit import Led, PixelCircuit
from sim.electrical.panel.spec import PanelSpec
from sim.electrical.response import CapacitanceTable
from sim.electrical.spec import ElectricalBase
from sim.results.electrical import ElectricalResult

_UM2 = 1e-12


@dataclass(frozen=True)
class PanelPixel:
    """A case's pixel on a panel.

    Attributes:
        circuit: with its LED.
        cell_m2: area of the pixel with its bank.
        pitch_m: distance of pixels.
        gap_m: between the edges of emitting areas, of squares of the same area.
        capacitance_law: in words.
    """

    circuit: PixelCircuit
    cell_m2: float
    pitch_m: float
    gap_m: float
    capacitance_law: str

    @property
    def table(self) -> LedTable:
        """J-V-L of the LED."""
        return self.circuit.led.table

    @property
    def fill_factor(self) -> float:
        """Emitting area over the pixel's."""
        return self.circuit.led.area_m2 / self.cell_m2

    @property
    def edge_m(self) -> float:
        """Side of the square of the emitting area."""
        return float(self.circuit.led.area_m2**0.5)


def panel_pixel(
    panel: PanelSpec,
    device: Device,
    spec: ElectricalBase,
    result: ElectricalResult,
    stored: CapacitanceTable | None = None,
) -> PanelPixel:
    """The pixel of a case.

    Args:
        panel: what was written.
        device: the case's, with an array.
        spec: its electrical inputs.
        result: its currents.
        stored: its capacitance against voltage; None for that of its plates alone.

    Raises:
        ValueError: a film, which has no pixels; a J-V curve that is too short.
    """
    array = device.array
    if array is None:
        raise ValueError("panel: the case is a film; expected device.array, which has pixels")
    cell = _UM2 * cell_area_um2(array)
    emitting = _UM2 * aperture_area_um2(array)
    charge, law = _charge(device_capacitance(device, spec), emitting, cell, stored)
    led = Led(led_table(result), emitting, charge)
    side = cell**0.5
    return PanelPixel(
        circuit=pixel_circuit(panel.circuit, led),
        cell_m2=cell,
        pitch_m=side,
        gap_m=max(side - emitting**0.5, 1e-9),
        capacitance_law=law,
    )


def _charge(
    parts: ArrayCapacitance, emitting_m2: float, cell_m2: float, stored: CapacitanceTable | None
) -> tuple[LedCharge, str]:
    """Charge of a pixel, and its law in words."""
    if stored is None:
        law = "geometric, without what carriers store; charging to turn-on is its"
        return LedCharge.constant(parts.total * cell_m2), law
    beside = parts.total * cell_m2 - parts.well * emitting_m2
    charge = stored_charge(
        stored.voltage_v, stored.device_voltage_v, stored.capacitance_f_m2, emitting_m2, beside
    )
    failed = int(np.count_nonzero(~np.isfinite(stored.capacitance_f_m2)))
    law = f"of the device at rest at {stored.frequency_hz:g} Hz, with banks and fringes"
    return charge, law + (f"; {failed} voltages of it were not solved" if failed else "")
