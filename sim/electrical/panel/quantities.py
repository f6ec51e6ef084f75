"""Dimensional inputs that panels alone have: unit strings in, SI floats out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geometry.units import unit_field

if TYPE_CHECKING:
    Capacitance = float
    Conductivity = float
    Frequency = float
    Luminance = float
    Current = float
    Swing = float
    InverseVoltage = float
else:
    Capacitance = unit_field({"F": 1.0, "pF": 1e-12, "fF": 1e-15, "nF": 1e-9}, "capacitance", "F")
    Conductivity = unit_field({"S/m": 1.0, "S/cm": 1e2}, "conductivity", "S/m")
    Frequency = unit_field({"Hz": 1.0, "kHz": 1e3}, "frequency", "Hz")
    Luminance = unit_field({"cd/m2": 1.0}, "luminance", "cd/m2")
    Current = unit_field({"A": 1.0, "mA": 1e-3, "uA": 1e-6, "nA": 1e-9}, "current", "A")
    Swing = unit_field({"V": 1.0, "mV": 1e-3}, "voltage per decade", "V")
    InverseVoltage = unit_field({"1/V": 1.0}, "inverse voltage", "1/V")
