"""Measured curves as a case keeps them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from pydantic import Field, field_validator

from geometry.arrays import FloatArray
from geometry.spec import Spec

COLUMNS = 4


@dataclass(frozen=True)
class MeasuredCurves:
    """Measured points, in the order of the file; NaN where a point has no such number.

    Attributes:
        voltage_v: (M,).
        current_density_ma_cm2: (M,).
        luminance_cd_m2: (M,).
        eqe: (M,), shares.
        source: where they come from.
    """

    voltage_v: FloatArray
    current_density_ma_cm2: FloatArray
    luminance_cd_m2: FloatArray
    eqe: FloatArray
    source: str


class MeasuredSpec(Spec):
    """Measured J-V-L and EQE, as they were read from a user's file (``{jvl, area, columns}``)."""

    table: str = Field(min_length=1)
    """Rows of V, mA/cm2, cd/m2 and EQE (a share), between semicolons; nan where there is none."""
    source: str = Field(min_length=1)
    """Where the numbers come from."""
    guesses: str = ""
    """What was left out, and what the file does not say; parts between semicolons."""

    @field_validator("table")
    @classmethod
    def _has_four_columns(cls, text: str) -> str:
        rows = _rows(text)
        if not np.isfinite(rows[:, 0]).all():
            raise ValueError("every measured point needs a voltage")
        return text

    @property
    def curves(self) -> MeasuredCurves:
        """The points as arrays."""
        voltage, density, luminance, eqe = _rows(self.table).T
        return MeasuredCurves(voltage, density, luminance, eqe, self.source)


def _rows(text: str) -> FloatArray:
    lines = [row.split() for row in text.split(";") if row.strip()]
    if not lines or {len(line) for line in lines} != {COLUMNS}:
        raise ValueError(f"expected rows of {COLUMNS} numbers between semicolons")
    return np.array([[float(word) for word in line] for line in lines])
