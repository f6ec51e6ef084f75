"""What a user writes about one transport layer, as a frozen pydantic model."""

from __future__ import annotations

from pydantic import Field, model_validator

from geometry.spec import Spec
from sim.electrical.quantities import Density, Energy, Mobility


class TransportLayerSpec(Spec):
    """What is said of a transport layer's electronic data: levels in eV below vacuum.

    Where its material is known, what is left out is the material's.
    """

    lumo_ev: Energy | None = Field(default=None, alias="lumo", ge=0, le=10)
    """Electron affinity: depth of the lowest empty level below vacuum. Left out, that of the
    material; needed where that is not known, as are homo and the mobilities."""
    homo_ev: Energy | None = Field(default=None, alias="homo", ge=0, le=12)
    """Ionisation energy: depth of the highest filled level below vacuum."""
    electron_mobility_m2_vs: Mobility | None = Field(default=None, alias="electron_mobility", gt=0)
    """Of electrons in the layer."""
    hole_mobility_m2_vs: Mobility | None = Field(default=None, alias="hole_mobility", gt=0)
    """Of holes in the layer."""
    relative_permittivity: float | None = Field(default=None, gt=0)
    """Of the layer, static; 3 where nothing says otherwise."""
    states_1_m3: Density | None = Field(default=None, alias="states", gt=0)
    """Density of states of either level; 1e27 m-3 where nothing says otherwise."""

    @model_validator(mode="after")
    def _gap_is_positive(self) -> TransportLayerSpec:
        if self.homo_ev is not None and self.lumo_ev is not None:
            check_gap(self.lumo_ev, self.homo_ev)
        return self


def check_gap(lumo_ev: float, homo_ev: float) -> None:
    """Refuse levels that leave no gap.

    Raises:
        ValueError: homo does not lie deeper than lumo.
    """
    if homo_ev <= lumo_ev:
        raise ValueError(
            f"homo {homo_ev:g} eV must lie deeper below vacuum than lumo {lumo_ev:g} eV"
        )
