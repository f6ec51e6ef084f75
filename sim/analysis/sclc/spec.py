"""The file of a single-carrier device, as ``pencsim sclc`` reads it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from geometry.spec import DeviceSpec, Spec
from sim.electrical.quantities import Density, Voltage
from sim.electrical.spec import DriftDiffusionSpec


class TrapFilledSpec(Spec):
    """What was read off a measured curve."""

    trap_filled_voltage_v: Voltage = Field(alias="trap_filled_voltage", gt=0)
    """Where the steep part of the measured curve ends, V_TFL."""
    trap_density_1_m3: Density | None = Field(default=None, alias="trap_density", gt=0)
    """What was made of it, where it is given."""
    source: str = Field(min_length=1, max_length=300)
    """Where the numbers come from."""


class SclcSpec(Spec):
    """Which carrier flows, from where to where the voltage goes, and what was measured."""

    carrier: Literal["electrons", "holes"]
    """Whose device it is: electrons come from the upper contact, holes from the lower one."""
    voltage_low_v: Voltage = Field(default=0.05, alias="voltage_low", gt=0)
    """First voltage of the lower contact against the upper one."""
    voltage_high_v: Voltage = Field(default=10.0, alias="voltage_high", gt=0, le=100)
    """Last voltage."""
    points: int = Field(default=60, ge=10, le=500)
    """Voltages, evenly spaced in their logarithm."""
    published: TrapFilledSpec | None = None
    """What was read off a measured curve of this device."""

    @model_validator(mode="after")
    def _voltages_rise(self) -> SclcSpec:
        if self.voltage_high_v <= self.voltage_low_v:
            raise ValueError(
                f"voltage_high {self.voltage_high_v:g} V must lie above voltage_low "
                f"{self.voltage_low_v:g} V"
            )
        return self


class SclcFile(Spec):
    """A single-carrier device: a stack around the dots, their traps, a range of voltages."""

    schema_version: Literal[1] = Field(alias="schema")
    """Version of this form: 1."""
    name: str = Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    """What results, folders and pictures call the device."""
    device: DeviceSpec
    """The stack; the dots are its emitter."""
    electrical: DriftDiffusionSpec
    """Levels, mobilities, contacts and the traps in the dots."""
    sclc: SclcSpec
    """What is computed."""
