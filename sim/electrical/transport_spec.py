"""What a user writes about one transport layer, as a frozen pydantic model."""

from __future__ import annotations

from pydantic import Field, model_validator

from geometry.spec import Spec
from sim.electrical.quantities import Density, Energy, Mobility


class TransportLayerSpec(Spec):
    """A transport layer's electronic data: levels in eV below vacuum."""

    lumo_ev: Energy = Field(alias="lumo", ge=0, le=10)
    """Electron affinity: depth of the lowest empty level below vacuum."""
    homo_ev: Energy = Field(alias="homo", ge=0, le=12)
    """Ionisation energy: depth of the highest filled level below vacuum."""
    electron_mobility_m2_vs: Mobility = Field(alias="electron_mobility", gt=0)
    """Of electrons in the layer."""
    hole_mobility_m2_vs: Mobility = Field(alias="hole_mobility", gt=0)
    """Of holes in the layer."""
    relative_permittivity: float = Field(default=3.0, gt=0)
    """Of the layer, static."""
    states_1_m3: Density = Field(default=1e27, alias="states", gt=0)
    """Density of states of either level."""

    @model_validator(mode="after")
    def _gap_is_positive(self) -> TransportLayerSpec:
        if self.homo_ev <= self.lumo_ev:
            raise ValueError(
                f"homo {self.homo_ev:g} eV must lie deeper below vacuum than lumo "
                f"{self.lumo_ev:g} eV"
            )
        return self
