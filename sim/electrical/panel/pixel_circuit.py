"""One pixel of an active matrix: charges on its two nodes and the currents into them.

                       V_dd
                        |
    data --[switch]--+--|drive        gate g, anode a
             |      === C_s  |
            scan     |       +-- a --[LED]-- 0 V
                (to a or V_dd)|
                              +--[sense]-- V_init        3T1C alone

    C_s d(g - s)/dt = I_switch(data -> g),     s = a or V_dd                       (1)
    dQ_led(a)/dt - C_s d(g - a)/dt = I_drive - A J(a) - I_sense                    (2)

with the second term of (2) for a storage capacitor at the anode only. Q_led is the integral of the
LED's C(V). Not in it: overlap capacitances of the transistors, and so the kick of the scan line.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geometry.arrays import FloatArray
from sim.electrical.led_table import LedTable
from sim.electrical.panel.drain_law import Transistor, drain_current
from sim.electrical.panel.led_charge import LedCharge


@dataclass(frozen=True)
class Led:
    """The pixel's light-emitting diode.

    Attributes:
        table: J(V) and luminance per emitting area.
        area_m2: emitting area.
        charge: Q(V) of the pixel, with its bank.
    """

    table: LedTable
    area_m2: float
    charge: LedCharge


@dataclass(frozen=True)
class PixelCircuit:
    """The pixel.

    Attributes:
        drive, switch, sense: transistors; ``sense`` is None in 2T1C.
        led: the LED.
        storage_f: C_s.
        storage_at_anode: whether it lies between gate and anode, else between gate and V_dd.
        supply_v: V_dd.
        initial_v: V_init.
        scan_on_v, scan_off_v: on the gates of switch and sense.
    """

    drive: Transistor
    switch: Transistor
    sense: Transistor | None
    led: Led
    storage_f: float
    storage_at_anode: bool
    supply_v: float
    initial_v: float
    scan_on_v: float
    scan_off_v: float


@dataclass(frozen=True)
class Phase:
    """A stretch of time with fixed controls.

    Attributes:
        name: for people.
        duration_s: its length.
        is_written: whether the switch is on.
        is_sensed: whether the sense transistor is on.
        data_v: on the data line, by pixel.
    """

    name: str
    duration_s: float
    is_written: bool
    is_sensed: bool
    data_v: FloatArray


@dataclass(frozen=True)
class Pixels:
    """What tells pixels of one circuit apart; shapes (N,), or numbers for all.

    Attributes:
        drop_v: of V_dd before the pixel.
        shift_v: of the drive transistor's threshold, in the direction of its size.
        gain: factor on its mobility.
    """

    drop_v: FloatArray | float = 0.0
    shift_v: FloatArray | float = 0.0
    gain: FloatArray | float = 1.0


@dataclass(frozen=True)
class Rates:
    """Currents into gate and anode, and their derivatives, shape (N,)."""

    gate: FloatArray
    anode: FloatArray
    gate_by_gate: FloatArray
    anode_by_gate: FloatArray
    anode_by_anode: FloatArray


def rates(
    circuit: PixelCircuit, pixels: Pixels, phase: Phase, gate_v: FloatArray, anode_v: FloatArray
) -> Rates:
    """Right-hand sides of (1) and (2); the latter without the storage capacitor's share."""
    scan = circuit.scan_on_v if phase.is_written else circuit.scan_off_v
    into = drain_current(circuit.switch, np.asarray(scan), phase.data_v, gate_v)
    supply = np.asarray(circuit.supply_v - pixels.drop_v)
    drive = drain_current(circuit.drive, gate_v, supply, anode_v, pixels.shift_v, pixels.gain)
    density, slope = circuit.led.table.current(anode_v)
    area = circuit.led.area_m2
    anode = drive.current - area * density
    by_anode = drive.by_source - area * slope
    if circuit.sense is not None:
        control = circuit.scan_on_v if phase.is_sensed else circuit.scan_off_v
        out = drain_current(
            circuit.sense, np.asarray(control), anode_v, np.asarray(circuit.initial_v)
        )
        anode = anode - out.current
        by_anode = by_anode - out.by_drain
    return Rates(into.current, anode, into.by_source, drive.by_gate, by_anode)


def supply_current_a(
    circuit: PixelCircuit, pixels: Pixels, gate_v: FloatArray, anode_v: FloatArray
) -> FloatArray:
    """Current out of V_dd, shape (N,)."""
    supply = np.asarray(circuit.supply_v - pixels.drop_v)
    return drain_current(
        circuit.drive, gate_v, supply, anode_v, pixels.shift_v, pixels.gain
    ).current
