"""What leaves through the terminals: shunts, and the shares of the current by channel.

J = J_device + sum of J_shunt          (1)
shares of J over all channels = 1      (2)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from geometry.arrays import FloatArray
from sim.electrical.channels.table import CHANNELS, OVERSHOOT, RADIATIVE, RIM, SHUNT_LAWS
from sim.electrical.pixel import Pixel
from sim.electrical.spec import ElectricalBase


@dataclass(frozen=True)
class Shunts:
    """Leakage currents by channel, A/m2, shape (V,)."""

    by_name: Mapping[str, FloatArray]

    @property
    def total(self) -> FloatArray:
        """All of them together."""
        return np.asarray(sum(self.by_name.values()))


def shunt_currents(spec: ElectricalBase, pixel: Pixel, voltage_v: FloatArray) -> Shunts:
    """Leakage at terminal voltages of shape (V,)."""
    return Shunts({name: law(spec, pixel, voltage_v) for name, law in SHUNT_LAWS.items()})


@dataclass(frozen=True)
class CurrentShares:
    """Shares of the terminal current, each of shape (V,).

    Attributes:
        light: leaves the emitter for good.
        dark: recombination without light by channel.
        rim: light that the damaged rim does not give.
        shunts: current beside the emitter by channel.
        past: current that crosses the emitter without recombining.
    """

    light: FloatArray
    dark: Mapping[str, FloatArray]
    rim: FloatArray
    shunts: Mapping[str, FloatArray]
    past: FloatArray

    def by_name(self) -> dict[str, FloatArray]:
        """As an electrical result stores them, in the table's order; their sum is (2)."""
        shares = {
            RADIATIVE.name: self.light,
            **self.dark,
            RIM.name: self.rim,
            **self.shunts,
            OVERSHOOT.name: self.past,
        }
        listed = [channel.name for channel in CHANNELS if channel.name in shares]
        return {name: shares[name] for name in (*listed, *shares)}
