"""What a user writes about a film that light excites, as frozen pydantic models."""

from __future__ import annotations

from pydantic import Field

from geometry.spec import Spec
from sim.electrical.quantities import BimolecularRate, Density, Time


class FillingTrapsSpec(Spec):
    """Traps that catch excitons until they are full; empty when the pulse comes."""

    density_1_m3: Density = Field(alias="density", gt=0)
    """Of the film."""
    capture_m3_s: BimolecularRate = Field(alias="capture", gt=0)
    """Rate at which an empty trap catches an exciton, per density."""
    release_s: Time = Field(default=1e-3, alias="release", gt=0)
    """Time until a full trap is empty."""


class PhotoluminescenceSpec(Spec):
    """A short pulse on the emitter's film, and how long its light is followed."""

    excited_1_m3: Density = Field(default=1e21, alias="excited", gt=0)
    """Excitons just after the pulse."""
    stop_s: Time | None = Field(default=None, alias="stop", gt=0)
    """Last time; ten lifetimes on glass where not given."""
    traps: FillingTrapsSpec | None = None
    """Traps that fill; none: every decay is a single exponential."""
