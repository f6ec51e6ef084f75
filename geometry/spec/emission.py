"""What the excitons emit, as a user writes it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from geometry.spec.base import Spec
from geometry.units import Length, unit_field

if TYPE_CHECKING:
    Energy = float
else:
    Energy = unit_field({"eV": 1.0, "meV": 1e-3}, "energy", "eV")

STOKES_SHIFT_EV = 0.032
"""The CsPbBr3 crystal's own thermal Stokes shift: exciton at 517 nm, own emission at 523.9 nm."""

STOKES_SHIFT_RANGE_EV = (0.015, 0.060)
"""From the crystal's table as it is at 520 nm, to sigma^2 / kT of a line of 20 nm."""


class AbsorptionEdge(StrEnum):
    """Where the absorption edge of an emitter lies whose table is a crystal's.

    Only materials whose file says ``edge_moves`` are changed.
    """

    MOVED = "moved"
    """The table moved along the photon energy, its exciton one Stokes shift above the emission."""
    LINE = "line"
    """That, and k below the exciton from the emission line itself (Kennard-Stepanov)."""
    TABLE = "table"
    """As the table has it."""


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
    absorption_edge: AbsorptionEdge = AbsorptionEdge.MOVED
    stokes_shift_ev: Energy = Field(default=STOKES_SHIFT_EV, alias="stokes_shift", ge=0, le=0.3)
    """Energy of the exciton's absorption over the emission's peak, where the edge is moved."""
