"""How the external quantum efficiency comes about: a chain of factors at the peak."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.averages import lee
from sim.results import ElectricalResult, OpticalResult


@dataclass(frozen=True)
class EfficiencyChain:
    """EQE = injection x IQE x LEE x recycling, at the voltage of the largest EQE.

    Attributes:
        voltage_v: where the EQE is largest.
        injection: recombination current in the emitter over the total current.
        iqe: radiative share of that recombination.
        lee: share of the emitted light that reaches air without photon recycling.
        recycling: what remains, EQE / (injection IQE LEE): photon recycling and the difference
            between the emission zones of the optical and the electrical average.
        eqe: photons to air over electrons.
    """

    voltage_v: float
    injection: float
    iqe: float
    lee: float
    recycling: float
    eqe: float


def efficiency_chain(electrical: ElectricalResult, optics: OpticalResult) -> EfficiencyChain | None:
    """The chain at the peak; None where no point has a positive EQE."""
    eqe = np.where(np.isfinite(electrical.eqe), electrical.eqe, 0.0)
    peak = int(np.argmax(eqe))
    if eqe[peak] <= 0.0:
        return None
    injection = float(electrical.injection_efficiency[peak])
    iqe = float(electrical.iqe[peak])
    extraction = lee(optics)
    return EfficiencyChain(
        voltage_v=float(electrical.voltage_v[peak]),
        injection=injection,
        iqe=iqe,
        lee=extraction,
        recycling=float(eqe[peak]) / (injection * iqe * extraction),
        eqe=float(eqe[peak]),
    )


def peak_eqe(electrical: ElectricalResult | None) -> float | None:
    """Largest finite EQE; None without an electrical result or without a finite point."""
    if electrical is None or not np.isfinite(electrical.eqe).any():
        return None
    return electrical.eqe_peak
