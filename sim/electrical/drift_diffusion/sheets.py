"""Sheets of dots: how their recombination splits into channels, and the result that follows.

    light of sheet m      q N_dots X_m F_m k_r                                        (1)
    dark channel, sheet m q N_dots X_m [k_alone + k_crowded (e_m + h_m) / 4]          (2)
    J_net = light let out + dark channels + rim, summed over the sheets               (3)
    EQE = sum over sheets of light extracted / J                                      (4)

X_m is the number of pairs per dot that are free to recombine, N_dots the dots of a sheet per area
of the pixel (a column's sheets count by its area), P sheets in all.
Drift-diffusion and its compact twin share this file; they differ in where X, e and h come from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.constants import elementary_charge

from geometry.arrays import BoolArray, FloatArray
from sim.electrical.channels.law import DotRate
from sim.electrical.channels.table import TRAP_LEVEL
from sim.electrical.channels.terminal import CurrentShares, Shunts
from sim.electrical.drift_diffusion.emitter import Emitter
from sim.electrical.pixel import Pixel, share_of
from sim.results.peaks import peak_index
from sim.results.records import ElectricalResult, Status


@dataclass(frozen=True)
class SheetStates:
    """Carriers per dot and pairs free to recombine per dot, each of shape (V, P).

    ``trapped_1_m3s``: recombination through traps with a level.
    """

    electrons: FloatArray
    holes: FloatArray
    pairs: FloatArray
    trapped_1_m3s: FloatArray


@dataclass(frozen=True)
class EmitterCurrents:
    """Currents into the channels of the emitter, A/m2, shape (V,); nan where a voltage failed.

    Attributes:
        radiative: light that the rim lets out.
        extracted: of it, to air.
        rim: light that the rim does not give.
        dark: recombination without light by channel.
        zone: light of each sheet, shape (V, P).
        height: of the sheets' centres over the emitter's thickness, (P,).
    """

    radiative: FloatArray
    extracted: FloatArray
    rim: FloatArray
    dark: Mapping[str, FloatArray]
    zone: FloatArray
    height: FloatArray

    @property
    def net(self) -> FloatArray:
        """Injected current that recombines in the emitter."""
        return self.radiative + sum(self.dark.values()) + self.rim  # (3)


def emitter_currents(
    emitter: Emitter,
    pairs: FloatArray,
    carriers_per_dot: FloatArray,
    trapped_1_m3s: FloatArray | None = None,
) -> EmitterCurrents:
    """Split the emitter's recombination by channel.

    Args:
        emitter: light and rates.
        pairs: per dot and free to recombine, (V, M).
        carriers_per_dot: electrons plus holes, (V, P).
        trapped_1_m3s: recombination through traps with a level, (V, P); none if left out.
    """
    light = emitter.light
    flow = elementary_charge * emitter.dots_1_m2 * pairs
    emitted = flow * emitter.rates.radiative_1_s * light.purcell  # (1)

    def dark_current(rate: DotRate) -> FloatArray:
        crowded = flow * rate.crowded_1_s * carriers_per_dot / 4.0
        return np.asarray((flow * rate.alone_1_s + crowded).sum(axis=1))  # (2)

    by_traps = np.zeros_like(pairs) if trapped_1_m3s is None else trapped_1_m3s
    through = elementary_charge * emitter.dots_1_m2 / emitter.rates.density_1_m3 * by_traps
    dark = {name: dark_current(rate) for name, rate in emitter.dark.items()}
    return EmitterCurrents(
        radiative=(emitted * (1.0 - light.rim)).sum(axis=1),
        extracted=(emitted * light.extracted).sum(axis=1),
        rim=(emitted * light.rim).sum(axis=1),
        dark={**dark, TRAP_LEVEL.name: through.sum(axis=1)},
        zone=emitted,
        height=emitter.plan.height,
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
    failed: BoolArray

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
    into = terminal.share_of_emitter
    shares = CurrentShares(
        light=into(inner.radiative),
        dark={name: into(part) for name, part in inner.dark.items()},
        rim=into(inner.rim),
        shunts={name: terminal.share(part) for name, part in terminal.shunts.by_name.items()},
        past=into(terminal.device - inner.net),
    )
    return shares.by_name()


def _internal_yield(terminal: Terminal, inner: EmitterCurrents) -> FloatArray:
    light = share_of(inner.radiative, inner.net)
    return np.where(terminal.failed, np.nan, np.where(terminal.device > 0.0, light, 0.0))


def sheet_result(
    model: str, pixel: Pixel, voltage_v: FloatArray, terminal: Terminal, inner: EmitterCurrents
) -> ElectricalResult:
    """The result at voltages of shape (V,); ``point_status`` is left to the caller."""
    eqe = terminal.share_of_emitter(inner.extracted)  # (4)
    efficiency = eqe * pixel.candela_per_ampere
    luminance = efficiency * terminal.total
    zone = emission_zone(inner, eqe, luminance)
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
        emission_zone=zone,
        emission_height=None if zone is None else inner.height,
    )
