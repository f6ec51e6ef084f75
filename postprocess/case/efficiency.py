"""How the external quantum efficiency comes about: a chain of factors at the peak."""

from __future__ import annotations

from dataclasses import dataclass

from sim.results.averages import lee
from sim.results.records import ElectricalResult, OpticalResult


@dataclass(frozen=True)
class EfficiencyChain:
    """EQE = injection x IQE x LEE x recycling, at the voltage of the peak.

    Attributes:
        voltage_v: where the EQE of what is lit is largest.
        injection: recombination current in the emitter over the total current.
        iqe: radiative share of that recombination.
        lee: share of the emitted light that reaches air without photon recycling.
        recycling: what remains, EQE / (injection IQE LEE): P_air / P_away over LEE, and the
            difference between the emission zones of the optical and the electrical average.
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
    peak = electrical.peak_index
    if peak is None:
        return None
    eqe = electrical.eqe
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
