"""What the excitons emit, as a user writes it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from pydantic import (
    Field,
    SerializerFunctionWrapHandler,
    field_validator,
    model_serializer,
    model_validator,
)

from geometry.arrays import FloatArray
from geometry.spec.base import Spec, rows_of
from geometry.units import (
    Length,
    Share,
    brief_length,
    format_length,
    parse_length_um,
    unit_field,
)

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
    """The face of the emitter at which most pairs recombine."""
    decay_um: Length = Field(alias="decay", gt=0)
    """Distance over which the density of pairs falls to 1/e."""


class SpectrumSpec(Spec):
    """A measured emission spectrum, as it was read from a user's file."""

    table: str = Field(min_length=1)
    """Rows of wavelength in nm and photons per wavelength (any unit), between semicolons."""
    source: str = Field(min_length=1)
    """Where the numbers come from."""
    guesses: str = ""
    """What the file does not say and the reader took; parts between semicolons."""

    @field_validator("table")
    @classmethod
    def _is_a_spectrum(cls, text: str) -> str:
        rows = rows_of(text, 2)
        if rows.shape[0] < 3 or (np.diff(rows[:, 0]) <= 0).any() or (rows[:, 1] < 0).any():
            raise ValueError("expected three wavelengths at least that increase, and no negatives")
        if not rows[:, 1].max() > 0.0:
            raise ValueError("expected a number of photons that is not 0")
        return text

    @property
    def rows(self) -> FloatArray:
        """Shape (W, 2): wavelength in nm, photons per wavelength."""
        return rows_of(self.table, 2)

    @property
    def peak_nm(self) -> float:
        """Centre of what is higher than nine tenths of the largest: less noisy than that alone."""
        wavelength, photons = self.rows.T
        top = np.maximum(photons - 0.9 * photons.max(), 0.0)
        return float((wavelength * top).sum() / top.sum())

    @property
    def fwhm_nm(self) -> float:
        """Distance of the outermost wavelengths at half of the largest."""
        wavelength, photons = self.rows.T
        half = 0.5 * photons.max()
        above = np.flatnonzero(photons >= half)
        first, last = int(above[0]), int(above[-1])
        low = wavelength[first]
        if first > 0:
            rise = photons[first] - photons[first - 1]
            share = (photons[first] - half) / rise
            low -= share * (wavelength[first] - wavelength[first - 1])
        high = wavelength[last]
        if last < photons.size - 1:
            share = (photons[last] - half) / (photons[last] - photons[last + 1])
            high += share * (wavelength[last + 1] - wavelength[last])
        return float(high - low)


class EmissionSpec(Spec):
    """Spectrum and statistics of the emitting excitons.

    A measured ``spectrum`` gives ``peak`` and ``fwhm``: they are filled in.
    """

    peak_um: Length = Field(default=0.520, alias="peak", ge=0.38, le=0.78)
    """Wavelength of the largest number of photons."""
    fwhm_um: Length = Field(default=0.020, alias="fwhm", gt=0, le=0.1)
    """Full width of the emission at half of its maximum."""
    spectrum: SpectrumSpec | None = None
    """A measured spectrum in place of peak and fwhm: a file's name, or ``{file, columns, ...}``."""
    plqy: Share = Field(default=1.0, gt=0, le=1)
    """Quantum yield in the unbounded emitter medium."""
    horizontal_fraction: Share = Field(default=2.0 / 3.0, ge=0, le=1)
    """Share of the dipoles that lie in the plane of the film; 2/3 is isotropic."""
    zone: Literal["uniform"] | ExponentialZone = "uniform"
    """Where pairs recombine over the height of the emitter."""
    absorption_edge: AbsorptionEdge = AbsorptionEdge.MOVED
    """Where the absorption edge of an emitter lies whose table is a crystal's."""
    stokes_shift_ev: Energy = Field(default=STOKES_SHIFT_EV, alias="stokes_shift", ge=0, le=0.3)
    """Energy of the exciton's absorption over the emission's peak, where the edge is moved."""

    @model_validator(mode="before")
    @classmethod
    def _line_of_the_spectrum(cls, entry: Any) -> Any:
        return _with_line(entry)

    @model_serializer(mode="wrap")
    def _without_none(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Left out where there is none: keys of results without a spectrum stay what they were."""
        written: dict[str, Any] = handler(self)
        if written.get("spectrum") is None:
            written.pop("spectrum", None)
        return written


def _with_line(entry: Any) -> Any:
    """Peak and width of a measured spectrum, where an entry has one; mistakes are left to pydantic.

    Raises:
        ValueError: another peak or width beside the spectrum's.
    """
    written = entry.get("spectrum") if isinstance(entry, dict) else None
    if written is None or not isinstance(written, SpectrumSpec | dict):
        return entry
    try:
        spectrum = written if isinstance(written, SpectrumSpec) else SpectrumSpec(**written)
    except (TypeError, ValueError):
        return entry
    own = {"peak": spectrum.peak_nm, "fwhm": spectrum.fwhm_nm}
    filled = dict(entry)
    for key, value_nm in own.items():
        text = format_length(round(value_nm, 3) * 1e-3)
        if key in entry and parse_length_um(entry[key]) != parse_length_um(text):
            raise ValueError(
                f"{key} is {brief_length(value_nm * 1e-3)} by the spectrum; leave {key} out"
            )
        filled[key] = text
    return filled
