"""What the excitons emit, as a user writes it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from geometry.spec.base import Spec
from geometry.units import Length


class ExponentialZone(Spec):
    """Recombination zone decaying away from one face of the emitter."""

    toward: Literal["substrate", "superstrate"]
    decay_um: Length = Field(alias="decay", gt=0)


class EmissionSpec(Spec):
    """Spectrum and statistics of the emitting excitons."""

    peak_um: Length = Field(default=0.520, alias="peak", ge=0.38, le=0.78)
    fwhm_um: Length = Field(default=0.020, alias="fwhm", gt=0, le=0.1)
    plqy: float = Field(default=1.0, gt=0, le=1)
    horizontal_fraction: float = Field(default=2.0 / 3.0, ge=0, le=1)
    zone: Literal["uniform"] | ExponentialZone = "uniform"
