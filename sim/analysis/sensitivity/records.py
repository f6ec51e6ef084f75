"""Results of a sensitivity run, for tables and figures."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sim.analysis.channel_cost import ChannelCost


@dataclass(frozen=True)
class Outcome:
    """What a case came to; nan where it has no such number."""

    lee: float
    eqe_peak: float
    turn_on_v: float


@dataclass(frozen=True)
class SensitivityRow:
    """One assumed input at both ends of its range, all else held still.

    Attributes:
        path: dotted path of the input.
        value, low, high: as assumed, in the unit of the model (um, deg, SI, eV).
        reason: why it is assumed.
        at_low, at_high: outcomes; None where such a device cannot be built.
        problem: why not, or "".
    """

    path: str
    value: float
    low: float
    high: float
    reason: str
    at_low: Outcome | None
    at_high: Outcome | None
    problem: str = ""


@dataclass(frozen=True)
class Sensitivity:
    """Rows in falling order of how far they move the quantity.

    Attributes:
        name: of the case.
        quantity: "eqe_peak", or "lee" for a case without an electrical model.
        base: outcome of the case as it stands.
        rows: one per assumed input.
        notes: what the numbers leave out.
        channels: what each loss channel costs, the dearest first.
    """

    name: str
    quantity: str
    base: Outcome
    rows: tuple[SensitivityRow, ...]
    notes: tuple[str, ...] = ()
    channels: tuple[ChannelCost, ...] = ()

    def values(self, row: SensitivityRow) -> tuple[float, float]:
        """The quantity at the low and the high end; nan where there is none."""
        return tuple(  # type: ignore[return-value]
            math.nan if end is None else float(getattr(end, self.quantity))
            for end in (row.at_low, row.at_high)
        )

    def swing(self, row: SensitivityRow) -> float:
        """Largest difference between either end, or the case as it stands, and the other end."""
        ends = [value for value in self.values(row) if math.isfinite(value)]
        ends.append(float(getattr(self.base, self.quantity)))
        return max(ends) - min(ends)
