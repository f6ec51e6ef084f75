"""What a user writes about mobile ions, as a frozen pydantic model (SI once parsed)."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from geometry.spec import Spec
from sim.electrical.quantities import Assumed, Density, Mobility, Voltage


class IonState(StrEnum):
    """Which limit of a measurement: slower than the ions, or faster than they can follow."""

    STEADY = "steady"
    FROZEN = "frozen"


class IonSpec(Spec):
    """Halide vacancies of the emitter: mobile, singly positive, kept in by the emitter's faces."""

    density_1_m3: Annotated[
        Density,
        Assumed(
            1e22,
            1.6e25,
            "mobile vacancies of a nanocrystal film not measured; 1.6e25 1/m3: MAPbI3 in thermal "
            "equilibrium, Walsh et al., Angew. Chem. Int. Ed. 54, 1791 (2015)",
        ),
    ] = Field(default=1e24, alias="density", ge=0)
    """Mean over the emitter; an immobile negative charge of the same mean lies evenly in it."""
    mobility_m2_vs: Annotated[
        Mobility,
        Assumed(
            1e-15,
            1e-11,
            "not measured in a nanocrystal film; 4e-15 m2/Vs: iodide in MAPbI3 at 320 K, "
            "Eames et al., Nat. Commun. 6, 7497 (2015)",
        ),
    ] = Field(default=1e-13, alias="mobility", gt=0)
    """Says how fast the ions settle, not where they settle."""
    site_density_1_m3: Density | None = Field(default=None, alias="site_density", gt=0)
    """Sites that vacancies can occupy; without it they crowd without bound."""
    state: IonState = IonState.STEADY
    """Which state of the ions the sweep is taken in."""
    preset_voltage_v: Voltage = Field(default=0.0, alias="preset_voltage", ge=0, le=100)
    """Voltage at which frozen ions have settled before the scan."""

    @model_validator(mode="after")
    def _entries_fit_together(self) -> IonSpec:
        if self.state is IonState.STEADY and self.preset_voltage_v > 0.0:
            raise ValueError("preset_voltage belongs to state: frozen")
        if self.site_density_1_m3 is not None and self.site_density_1_m3 <= self.density_1_m3:
            raise ValueError(
                f"density {self.density_1_m3:g} 1/m3 must be below site_density "
                f"{self.site_density_1_m3:g} 1/m3"
            )
        return self
