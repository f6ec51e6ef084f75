"""Which side of a device a case's light is counted on, and in which medium: for captions."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import ValidationError

from geometry.spec.exit import EncapsulationSpec, ExitSide
from sim.config.errors import ConfigError
from sim.config.yaml_tree import parse_yaml
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
    """Exit side of a case; that of the default device where its configuration has another form.

    Only these keys are read: building the device of each of many results would take minutes.
    """
    try:
        device = parse_yaml(case.config_yaml, case.name).plain["device"]
        plate = device.get("encapsulation")
        immersed = plate is not None and EncapsulationSpec.model_validate(plate).immersed
        return Exit(ExitSide(device.get("exit", ExitSide.SUBSTRATE.value)), immersed)
    except (ConfigError, ValidationError, LookupError, TypeError, AttributeError, ValueError):
        return Exit()
