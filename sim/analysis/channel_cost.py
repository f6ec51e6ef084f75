"""What a loss channel costs, as a record."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ChannelCost:
    """What one loss channel costs.

    Attributes:
        channel: as in the losses of an electrical result.
        eqe_peak: with it.
        eqe_peak_without: with this one switched off, all others as they are.
    """

    channel: str
    eqe_peak: float
    eqe_peak_without: float

    @property
    def cost(self) -> float:
        """EQE that would be gained; channels overlap, so costs do not add up."""
        return self.eqe_peak_without - self.eqe_peak
