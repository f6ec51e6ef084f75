"""The stack as a user writes it: substrate, layers from it up, and what lies behind them."""

from __future__ import annotations

from enum import Enum

from pydantic import Field

from geometry.spec.base import Spec
from geometry.spec.emission import EmissionSpec
from geometry.units import Length


class Process(str, Enum):
    """How a layer is made, which decides how it covers a bank."""

    SOLUTION = "solution"
    EVAPORATED = "evaporated"


class InlineMaterial(Spec):
    """A material fixed by one complex index n + i k at every wavelength."""

    n: float = Field(gt=0, le=20)
    k: float = Field(default=0.0, ge=0, le=50)


MaterialRef = str | InlineMaterial

BLACK_MATRIX_RESIN = "black matrix resin"
"""Material whose n a black matrix has, and of an absorbing liner that names none."""


class SubstrateSpec(Spec):
    """Thick, incoherent plate below the layers; light leaves through it unless exit says else."""

    material: MaterialRef = "glass"
    thickness_um: Length = Field(default=700.0, alias="thickness", gt=0)


class HalfSpaceSpec(Spec):
    """The medium behind the last layer."""

    material: MaterialRef = "air"


class LayerSpec(Spec):
    """One layer of the stack, counted from the substrate up."""

    name: str = Field(min_length=1, max_length=40, pattern=r"^[A-Za-z][A-Za-z0-9_-]*$")
    material: MaterialRef
    thickness_um: Length = Field(alias="thickness", gt=0, le=100.0)
    emitter: bool = False
    process: Process | None = None
    emission: EmissionSpec | None = None
    """Of this layer when ``device.emitting`` names it."""
