"""Sheets of dots: how their recombination splits into channels, and the result that follows.

    light of sheet m   q N_dots X_m F_m k_r,    Auger   q N_dots X_m (e_m + h_m) / (16 tau_XX)

X_m is the number of pairs per dot that are free to recombine, N_dots the dots per area of a sheet.
Drift-diffusion and its compact twin share this file; they differ in where X, e and h come from.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.constants import elementary_charge

from sim.electrical.channels.recombination import NanocrystalRates
from sim.electrical.channels.shunts import Shunts
from sim.electrical.drift_diffusion.stack import SheetOptics, trion_rate_1_s
from sim.electrical.pixel import Pixel, share_of
from sim.results.peaks import peak_index
from sim.results.records import ElectricalResult, Status

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Emitter:
    """The emitting sheets: optics and rates, each of shape (M,)."""

    optics: SheetOptics
    rates: NanocrystalRates
    wall_1_s: FloatArray

    @property
    def dots_1_m2(self) -> float:
        """Dots per area of one sheet."""
        return float(self.rates.density_1_m3 ** (2.0 / 3.0))

    @property
    def pair_rate_1_s(self) -> FloatArray:
        """Decay of a pair alone in its dot; light absorbed again counts as not emitted, (M,)."""
        emitted = self.rates.radiative_1_s * self.optics.purcell * (1.0 - self.optics.returned)
        return np.asarray(self.rates.nonradiative_1_s + self.wall_1_s + emitted)


@dataclass(frozen=True)
class SheetStates:
    """Carriers per dot and pairs free to recombine per dot, each of shape (V, M)."""

    electrons: FloatArray
    holes: FloatArray
    pairs: FloatArray


@dataclass(frozen=True)
class EmitterCurrents:
    """Currents into the channels of the emitter, A/m2, shape (V,); nan where a voltage failed."""

    radiative: FloatArray
    returned: FloatArray
    extracted: FloatArray
    rim: FloatArray
    trap: FloatArray
    sidewall: FloatArray
    auger: FloatArray
    zone: FloatArray

    @property
    def net(self) -> FloatArray:
        """Injected current that recombines in the emitter."""
        lost = self.trap + self.sidewall + self.auger + self.rim
        return self.radiative - self.returned + lost


def emitter_currents(
    emitter: Emitter, pairs: FloatArray, carriers_per_dot: FloatArray
) -> EmitterCurrents:
    """Split the emitter's recombination by channel.

    Args:
        emitter: optics and rates.
        pairs: per dot and free to recombine, (V, M).
        carriers_per_dot: electrons plus holes, (V, M).
    """
    rates, optics = emitter.rates, emitter.optics
    flow = elementary_charge * emitter.dots_1_m2 * pairs
    light = flow * rates.radiative_1_s * optics.purcell
    auger = flow * trion_rate_1_s(rates) * carriers_per_dot / 4.0
    return EmitterCurrents(
        radiative=(light * (1.0 - optics.rim)).sum(axis=1),
        returned=(light * optics.returned).sum(axis=1),
        extracted=(light * optics.extracted).sum(axis=1),
        rim=(light * optics.rim).sum(axis=1),
        trap=(flow * rates.nonradiative_1_s).sum(axis=1),
        sidewall=(flow * emitter.wall_1_s).sum(axis=1),
        auger=auger.sum(axis=1),
        zone=light,
    )


def emission_zone(
    inner: EmitterCurrents, eqe: FloatArray, luminance_cd_m2: FloatArray
) -> FloatArray | None:
    """Weights of the sheets, shape (M,), at the peak of the EQE; None where all is dark."""
    peak = peak_index(eqe, luminance_cd_m2)
    if peak is None:
        return None
    light = inner.zone[peak]
    return np.asarray(light / light.sum())


@dataclass(frozen=True)
class Terminal:
    """Currents at the terminals, A/m2, shape (V,), and where a voltage failed."""

    device: FloatArray
    shunts: Shunts
    failed: NDArray[np.bool_]

    @property
    def total(self) -> FloatArray:
        """What the supply delivers."""
        return self.device + self.shunts.total

    def share(self, part: FloatArray) -> FloatArray:
        """Part of the terminal current; nan where a voltage failed."""
        return np.where(self.failed, np.nan, share_of(part, self.total))

    def share_of_emitter(self, part: FloatArray) -> FloatArray:
        """The same for a current into the emitter, 0 where none is resolved."""
        return self.share(np.where(self.device > 0.0, part, 0.0))


def _losses(terminal: Terminal, inner: EmitterCurrents) -> dict[str, FloatArray]:
    return {
        "radiative": terminal.share_of_emitter(inner.radiative - inner.returned),
        "trap": terminal.share_of_emitter(inner.trap),
        "sidewall": terminal.share_of_emitter(inner.sidewall),
        "auger": terminal.share_of_emitter(inner.auger),
        "rim": terminal.share_of_emitter(inner.rim),
        "shunt_perimeter": terminal.share(terminal.shunts.perimeter),
        "shunt_gap": terminal.share(terminal.shunts.gap),
        "shunt_area": terminal.share(terminal.shunts.area),
        "overshoot": terminal.share_of_emitter(terminal.device - inner.net),
    }


def _internal_yield(terminal: Terminal, inner: EmitterCurrents) -> FloatArray:
    light = share_of(inner.radiative, inner.net + inner.returned)
    return np.where(terminal.failed, np.nan, np.where(terminal.device > 0.0, light, 0.0))


def sheet_result(
    model: str, pixel: Pixel, voltage_v: FloatArray, terminal: Terminal, inner: EmitterCurrents
) -> ElectricalResult:
    """The result at voltages of shape (V,); ``point_status`` is left to the caller."""
    eqe = terminal.share_of_emitter(inner.extracted)
    efficiency = eqe * pixel.candela_per_ampere
    luminance = efficiency * terminal.total
    return ElectricalResult(
        model=model,
        status=Status.NOT_CONVERGED if np.any(terminal.failed) else Status.OK,
        voltage_v=voltage_v,
        current_density_a_m2=terminal.total,
        luminance_cd_m2=luminance,
        eqe=eqe,
        current_efficiency_cd_a=efficiency,
        iqe=_internal_yield(terminal, inner),
        injection_efficiency=terminal.share_of_emitter(inner.net),
        losses=_losses(terminal, inner),
        photometry=pixel.photometry,
        emission_zone=emission_zone(inner, eqe, luminance),
    )
