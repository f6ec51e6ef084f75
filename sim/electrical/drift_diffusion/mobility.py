"""Mobility, diffusion and hopping: one number seen three ways.

Einstein: D = mu kT/q. Nearest-neighbour hopping over a pitch a at rate k per direction gives
D = k a^2, hence k = mu (kT/q) / a^2.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.electrical.thermal import diffusion_constant_m2_s


@dataclass(frozen=True)
class CarrierMobilities:
    """Mobilities of both carriers in one material."""

    electron_m2_vs: float
    hole_m2_vs: float


def hopping_rate_1_s(mobility_m2_vs: float, pitch_m: float, temperature_k: float) -> float:
    """Rate of hops to one neighbour at distance ``pitch_m``."""
    return diffusion_constant_m2_s(mobility_m2_vs, temperature_k) / pitch_m**2


def series_mobility_m2_vs(first_m2_vs: float, second_m2_vs: float) -> float:
    """Mobility of an edge that lies half in each of two materials (harmonic mean)."""
    return 2.0 * first_m2_vs * second_m2_vs / (first_m2_vs + second_m2_vs)
