"""Which side of a device a case's light is counted on, and in which medium: for captions."""

from __future__ import annotations

from dataclasses import dataclass

from geometry.spec import DeviceSpec, ExitSide
from sim.config.errors import ConfigError
from sim.config.stored import stored_study
from sim.results.records import CaseResult


@dataclass(frozen=True)
class Exit:
    """Side, and whether the observer sits in the encapsulation."""

    side: ExitSide = ExitSide.SUBSTRATE
    immersed: bool = False

    @property
    def observer(self) -> str:
        """Medium that the light is counted in."""
        return "encapsulation" if self.immersed else "air"

    @property
    def words(self) -> str:
        """For captions: "into air, below the substrate"."""
        where = "below the substrate" if self.side is ExitSide.SUBSTRATE else "above the device"
        return f"into {'the ' if self.immersed else ''}{self.observer}, {where}"


def exit_of(case: CaseResult) -> Exit:
    """Exit side of a case; that of the default device where its configuration has another form."""
    try:
        device = stored_study(case.config_yaml, case.name).device
    except ConfigError:
        return Exit()
    return exit_of_device(device)


def exit_of_device(device: DeviceSpec) -> Exit:
    """Exit side of a device."""
    plate = device.encapsulation
    return Exit(device.exit, plate is not None and plate.immersed)
