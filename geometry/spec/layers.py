"""The stack as a user writes it: substrate, layers from it up, and what lies behind them."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag, field_validator

from geometry.arrays import FloatArray
from geometry.spec.base import Spec, rows_of
from geometry.spec.emission import EmissionSpec
from geometry.units import Length


class Process(str, Enum):
    """How a layer is made, which decides how it covers a bank."""

    SOLUTION = "solution"
    EVAPORATED = "evaporated"


class InlineMaterial(Spec):
    """A material fixed by one complex index n + i k at every wavelength."""

    n: float = Field(gt=0, le=20)
    """Refractive index."""
    k: float = Field(default=0.0, ge=0, le=1e6)
    """Extinction coefficient."""


class TableMaterial(Spec):
    """A material fixed by its table, as it was read from a user's file."""

    name: str = Field(min_length=1, max_length=80)
    """What results and pictures call it: the file's name."""
    table: str = Field(min_length=1)
    """Rows of wavelength in nm, n and k, between semicolons; a single row is a constant."""
    source: str = Field(min_length=1)
    """Where the numbers come from."""
    guesses: str = ""
    """What the file does not say and the reader took; parts between semicolons."""
    edge_moves: bool = False
    """Whether an emitter's table is moved to its emission (emission.absorption_edge)."""

    @field_validator("table")
    @classmethod
    def _has_three_columns(cls, text: str) -> str:
        rows = rows_of(text, 3)
        if (rows[1:, 0] <= rows[:-1, 0]).any() or (rows[:, 1] <= 0).any() or (rows[:, 2] < 0).any():
            raise ValueError("wavelengths must increase, n be positive, k not be negative")
        return text

    @property
    def rows(self) -> FloatArray:
        """Shape (W, 3): wavelength in nm, n, k."""
        return rows_of(self.table, 3)


# Tags stand in the places of pydantic's errors, where no key may have their names.
_CONSTANT, _TABLE = "a constant", "a table"


def _form(entry: Any) -> str:
    """Which kind of mapping fixes a material."""
    is_table = "table" in entry if isinstance(entry, dict) else isinstance(entry, TableMaterial)
    return _TABLE if is_table else _CONSTANT


FixedMaterial = Annotated[
    Annotated[InlineMaterial, Tag(_CONSTANT)] | Annotated[TableMaterial, Tag(_TABLE)],
    Discriminator(_form),
]
MaterialRef = str | FixedMaterial
"""A name of the library, or numbers; a file's name has become its numbers when it is loaded."""

BLACK_MATRIX_RESIN = "black matrix resin"
"""Material whose n a black matrix has, and of an absorbing liner that names none."""


class SubstrateSpec(Spec):
    """Thick, incoherent plate below the layers; light leaves through it unless exit says else."""

    material: MaterialRef = "glass"
    """Of the plate."""
    thickness_um: Length = Field(default=700.0, alias="thickness", gt=0)
    """Of the plate; it is far above the coherence length."""


class HalfSpaceSpec(Spec):
    """The medium behind the last layer."""

    material: MaterialRef = "air"
    """Of the half-space."""


class LayerSpec(Spec):
    """One layer of the stack, counted from the substrate up."""

    name: str = Field(min_length=1, max_length=40, pattern=r"^[A-Za-z][A-Za-z0-9_-]*$")
    """What results, paths and pictures call the layer."""
    material: MaterialRef
    """A name of the library, {n, k}, or a file of optical constants."""
    thickness_um: Length = Field(alias="thickness", gt=0, le=100.0)
    """Of the layer on the well's floor."""
    emitter: bool = False
    """Whether the excitons are in this layer."""
    process: Process | None = None
    """How the layer is made, where its material does not tell."""
    emission: EmissionSpec | None = None
    """Of this layer when ``device.emitting`` names it."""
