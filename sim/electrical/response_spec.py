"""What a user writes about pulses and small signals, as frozen pydantic models (SI once parsed)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field, model_validator

from geometry.spec import Spec
from geometry.units import unit_field
from sim.electrical.quantities import Assumed, Resistance, Time, Voltage

if TYPE_CHECKING:
    Area = float
    AreaCapacitance = float
    Frequency = float
else:
    Area = unit_field({"m2": 1.0, "cm2": 1e-4, "mm2": 1e-6, "um2": 1e-12}, "area", "m2")
    AreaCapacitance = unit_field(
        {"F/m2": 1.0, "nF/mm2": 1e-3, "nF/cm2": 1e-5}, "capacitance per area", "F/m2"
    )
    Frequency = unit_field({"Hz": 1.0, "kHz": 1e3, "MHz": 1e6, "GHz": 1e9}, "frequency", "Hz")


class TransientSpec(Spec):
    """Voltage pulses of a generator on the device (drift-diffusion)."""

    on_v: Voltage = Field(default=5.0, alias="on", ge=-20, le=20)
    """The generator's high level."""
    off_v: Voltage = Field(default=0.0, alias="off", ge=-20, le=20)
    """Its low level, at which the device rests before the first pulse."""
    width_s: Time = Field(default=20e-6, alias="width", gt=0)
    """From the start of the rising edge to that of the falling one."""
    edge_s: Annotated[Time, Assumed(1e-9, 1e-7, "edges of the paper's generator not given")] = (
        Field(default=10e-9, alias="edge", gt=0)
    )
    """Length of both edges."""
    period_s: Time | None = Field(default=None, alias="period", gt=0)
    """Of a train of pulses; one pulse, watched for another width, where not given."""
    periods: int = Field(default=2, ge=1, le=1000)
    """Periods of a train that are followed; the last is the one read off."""
    area_m2: Area = Field(default=1e-6, alias="area", gt=0)
    """Emitting area, through which all of the current passes the generator."""
    resistance_ohm: Annotated[
        Resistance, Assumed(50.0, 1500.0, "generator and leads: 50 ohm at least")
    ] = Field(default=50.0, alias="resistance", ge=0)
    """Of generator and leads; times the area it adds to series_resistance, in pulses alone."""
    parallel_capacitance_f_m2: AreaCapacitance = Field(
        default=0.0, alias="parallel_capacitance", ge=0
    )
    """Beside the device, over the emitting area: the bank's, the wiring's."""
    tolerance: float = Field(default=1e-3, gt=0, le=0.1)
    """Of a step, relative for the light and in 0.25 V for the potential."""
    most_steps: int = Field(default=3000, ge=10, le=1_000_000)
    """Steps after which the march ends with what it has."""

    @model_validator(mode="after")
    def _edges_fit(self) -> TransientSpec:
        if self.edge_s > self.width_s:
            raise ValueError(
                f"edge {self.edge_s:g} s must not exceed width {self.width_s:g} s: shorten edge"
            )
        if self.period_s is not None and self.period_s <= self.width_s + self.edge_s:
            raise ValueError(
                f"period {self.period_s:g} s must exceed width plus edge, "
                f"{self.width_s + self.edge_s:g} s: raise period"
            )
        if self.on_v == self.off_v:
            raise ValueError(f"on and off are both {self.on_v:g} V: a pulse needs two levels")
        return self


class ImpedanceSpec(Spec):
    """Small signals over frequency and voltage (drift-diffusion)."""

    frequency_start_hz: Frequency = Field(default=20.0, alias="frequency_start", gt=0)
    """Lowest frequency."""
    frequency_stop_hz: Frequency = Field(default=1e7, alias="frequency_stop", gt=0)
    """Highest frequency."""
    frequencies: int = Field(default=50, ge=2, le=1000)
    """How many, evenly in the logarithm."""
    voltage_start_v: Voltage = Field(default=0.0, alias="voltage_start", ge=-20, le=20)
    """Lowest voltage on the terminals; below 0 V for reverse bias."""
    voltage_stop_v: Voltage = Field(default=3.0, alias="voltage_stop", ge=-20, le=20)
    """Highest voltage."""
    voltages: int = Field(default=31, ge=1, le=1000)
    """How many, evenly."""
    area_m2: Area = Field(default=1e-6, alias="area", gt=0)
    """Emitting area of the impedance that is shown in ohm."""

    @model_validator(mode="after")
    def _ranges_rise(self) -> ImpedanceSpec:
        if self.frequency_stop_hz <= self.frequency_start_hz:
            raise ValueError(
                f"frequency_stop {self.frequency_stop_hz:g} Hz must exceed frequency_start "
                f"{self.frequency_start_hz:g} Hz"
            )
        if self.voltages > 1 and self.voltage_stop_v <= self.voltage_start_v:
            raise ValueError(
                f"voltage_stop {self.voltage_stop_v:g} V must exceed voltage_start "
                f"{self.voltage_start_v:g} V, or voltages be 1"
            )
        return self
