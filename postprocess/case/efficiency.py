"""How the external quantum efficiency comes about: a chain of factors at the peak."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.results.averages import lee
from sim.results.records import LIT_CD_M2, ElectricalResult, OpticalResult


@dataclass(frozen=True)
class EfficiencyChain:
    """EQE = injection x IQE x LEE x recycling, at the voltage of the peak.

    Attributes:
        voltage_v: where the EQE of what is lit is largest.
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


def peak_eqe(electrical: ElectricalResult | None) -> float | None:
    """EQE at the peak of what is lit; None without an electrical result or a finite point.

    Where nothing is lit it is the largest of all, and :func:`peak_warnings` says so.
    """
    if electrical is None or not np.isfinite(electrical.eqe).any():
        return None
    return electrical.eqe_peak


def peak_warnings(electrical: ElectricalResult | None) -> tuple[str, ...]:
    """A sentence where the peak is one of light that nobody sees."""
    if electrical is None or electrical.is_lit or electrical.peak_index is None:
        return ()
    return (
        f"no voltage of the sweep reaches {LIT_CD_M2:g} cd/m2: the peak EQE is the largest of all "
        "points instead of the largest of what is lit; raise voltage_stop",
    )
