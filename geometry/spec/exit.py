"""Where light leaves a device and what lies between it and the observer, as a user writes it."""

from __future__ import annotations

from enum import Enum

from pydantic import Field, model_validator

from geometry.spec.base import Spec
from geometry.spec.layers import MaterialRef
from geometry.units import Share


class ExitSide(str, Enum):
    """The half-space whose light is what is wanted: it goes on to the observer."""

    SUBSTRATE = "substrate"
    SUPERSTRATE = "superstrate"


class EncapsulationSpec(Spec):
    """A thick plate on the exit side, outside the half-space that light leaves through.

    ``index`` or ``material`` (its real index), exactly one. With ``air_gap`` a thick gap of air
    lies before it. ``immersed``: the observer sits in it (a lens, a half-space of that index), so
    that "air" is what enters it; otherwise it is a plate with air behind it. ``absorption`` is the
    share that one crossing along the normal loses.
    """

    index: float | None = Field(default=None, ge=1, le=5)
    """Refractive index of the plate; or material."""
    material: MaterialRef | None = None
    """Of the plate; or index."""
    absorption: Share = Field(default=0.0, ge=0, lt=1)
    """Share of the light that one crossing along the normal loses."""
    air_gap: bool = False
    """Whether a thick gap of air lies before the plate."""
    immersed: bool = False
    """Whether the observer sits in the plate, which then has no far face."""

    @model_validator(mode="after")
    def _one_medium(self) -> EncapsulationSpec:
        if (self.index is None) == (self.material is None):
            raise ValueError("give exactly one of index and material")
        if self.immersed and self.absorption > 0.0:
            raise ValueError(
                f"immersed with absorption {self.absorption:g}: a half-space has no far face; "
                "expected absorption 0, or immersed false"
            )
        return self
