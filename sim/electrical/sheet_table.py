"""The state of every sheet of dots against voltage: what a compact twin keeps of its device.

Numbers only, SI, as they are read off a drift-diffusion solution; a twin's file carries them.
"""

from __future__ import annotations

import numpy as np
from pydantic import Field, model_validator

from geometry.spec import Spec

_ROUNDING = 1e-6


class TransportRecord(Spec):
    """What transport depends on and a twin therefore cannot change.

    Attributes:
        temperature_k, mobility_m2_vs, nanocrystal_pitch_m, relative_permittivity: of the dots.
        thickness_m: the emitter and the transport layers by name.
    """

    temperature_k: float = Field(gt=0)
    """Of the device that was read off."""
    mobility_m2_vs: float = Field(gt=0)
    """Of its dots."""
    nanocrystal_pitch_m: float = Field(gt=0)
    """Distance of its dots."""
    relative_permittivity: float = Field(gt=0)
    """Of its film."""
    thickness_m: dict[str, float]
    """Of its film."""

    def differences(self, other: TransportRecord) -> tuple[str, ...]:
        """Names of the entries that ``other`` lacks or has otherwise; it may have more layers."""
        mine, theirs = self._numbers(), other._numbers()
        return tuple(
            name
            for name in mine
            if abs(mine[name] - theirs.get(name, 0.0)) > _ROUNDING * mine[name]
        )

    def _numbers(self) -> dict[str, float]:
        return {**self.model_dump(exclude={"thickness_m"}), **self.thickness_m}


class SheetTable(Spec):
    """Sheets of dots at rising voltages, V rows of M sheets from below.

    Attributes:
        voltage_v: terminal voltages, rising.
        current_a_m2: current through the device without shunts.
        electrons, holes: carriers per dot.
        share: of that current, what recombines in the sheet; the rest passes the emitter by.
        meeting_rate_1_s: k_meet, at which carriers find each other in a dot.
        transport: of the device they were read from.
    """

    voltage_v: tuple[float, ...] = Field(min_length=4)
    """Voltages that were read off."""
    current_a_m2: tuple[float, ...]
    """Terminal current at each voltage."""
    electrons: tuple[tuple[float, ...], ...]
    """Electrons per dot, by voltage and sheet."""
    holes: tuple[tuple[float, ...], ...]
    """Holes per dot, by voltage and sheet."""
    share: tuple[tuple[float, ...], ...]
    """Share of the recombination in each sheet."""
    meeting_rate_1_s: float = Field(gt=0)
    """Rate at which carriers meet in a dot."""
    transport: TransportRecord
    """Inputs of the device that was read off."""

    @model_validator(mode="after")
    def _rows_fit(self) -> SheetTable:
        rows = len(self.voltage_v)
        tables = self.electrons, self.holes, self.share
        widths = {len(row) for table in tables for row in table}
        if len(self.current_a_m2) != rows or any(len(table) != rows for table in tables):
            raise ValueError(f"every table of the sheets needs {rows} rows, one per voltage")
        if len(widths) != 1 or 0 in widths:
            raise ValueError("every row of the sheets' tables needs one number per sheet")
        if np.any(np.diff(self.voltage_v) <= 0.0):
            raise ValueError("voltage_v of the sheets must rise")
        positive = self.current_a_m2, self.electrons, self.holes
        if any(np.any(np.array(table) <= 0.0) for table in positive):
            raise ValueError("current_a_m2, electrons and holes of the sheets must be positive")
        shares = np.array(self.share)
        if np.any(shares < 0.0) or np.any(shares.sum(axis=1) > 1.0 + 1e-3):
            raise ValueError("the sheets' shares of the current lie between 0 and 1 in sum")
        return self

    @property
    def sheets(self) -> int:
        """M."""
        return len(self.share[0])
