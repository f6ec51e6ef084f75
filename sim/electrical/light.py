"""What the electrical half takes of the optics: F, A_re and eta at each place, and nothing else.

Optics are solved with a lossless emitter: their shares sum to 1 without A_re, what the own emitter
would absorb. It comes out of every other share alike. Of a photon that the rim lets out (share b),

    returned = b A_re                    makes a pair in the own emitter again       (1)
    extracted = b (1 - A_re) eta         reaches air; eta is the lossless share      (2)

If Phi is the share of recombination that is light, gamma the current that recombines over the
current, and <> the mean over the places in which pairs are injected alike,

    EQE = gamma <Phi extracted> / (1 - <Phi returned>)                               (3)

Compact model, drift-diffusion, twin and waterfall all take (1) to (3) from here: another law of
recycling changes this file and :func:`sim.coupling.radiative_input`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geometry.arrays import FloatArray
from sim.results.heights import levels_of
from sim.results.records import RadiativeEnvironment


def recycled_efficiency(
    injection: FloatArray | float, extracted: FloatArray | float, returned: FloatArray | float
) -> FloatArray:
    """EQE by (3), of any shape.

    Args:
        injection: gamma.
        extracted: <Phi extracted>, share of recombination whose light reaches air at once.
        returned: <Phi returned>, share of recombination that makes a pair again.
    """
    return np.asarray(injection * extracted / (1.0 - returned))  # (3)


@dataclass(frozen=True)
class _Fates:
    """Shares of a photon that the rim lets out, by (1) and (2), shape (N,)."""

    returned: FloatArray
    extracted: FloatArray


def _fates(environment: RadiativeEnvironment, bright: FloatArray | float) -> _Fates:
    absorbed = environment.reabsorbed
    return _Fates(
        returned=bright * absorbed,  # (1)
        extracted=bright * (1.0 - absorbed) * environment.outcoupling,  # (2)
    )


@dataclass(frozen=True)
class PositionLight:
    """Light of emitter positions whose pairs are injected alike, each of shape (N,).

    Attributes:
        purcell: F.
        weight: share of the emitting volume, sum 1.
        fates: of a photon that the rim lets out.
    """

    purcell: FloatArray
    weight: FloatArray
    fates: _Fates

    @property
    def mean_purcell(self) -> float:
        """<F>."""
        return float(self.weight @ self.purcell)

    def mean(self, values: FloatArray) -> FloatArray:
        """<values> over the last axis, (N,)."""
        return np.asarray(values @ self.weight)

    def returned(self, quantum_yield: FloatArray) -> FloatArray:
        """<Phi returned>; ``quantum_yield`` is Phi less the rim's part, shape (..., N)."""
        return self.mean(quantum_yield * self.fates.returned)

    def extracted(self, quantum_yield: FloatArray) -> FloatArray:
        """<Phi extracted>; ``quantum_yield`` is Phi less the rim's part, shape (..., N)."""
        return self.mean(quantum_yield * self.fates.extracted)


def light_of_positions(environment: RadiativeEnvironment) -> PositionLight:
    """The light of a pixel position by position."""
    return PositionLight(environment.purcell, environment.weight, _fates(environment, 1.0))


@dataclass(frozen=True)
class SheetLight:
    """Light of sheets of dots, each of shape (M,); shares of the light emitted there.

    Attributes:
        purcell: F, mean over the pixel.
        returned, extracted: by (1) and (2).
        rim: lost in the damaged rim.
    """

    purcell: FloatArray
    returned: FloatArray
    extracted: FloatArray
    rim: FloatArray


def light_of_sheets(
    environment: RadiativeEnvironment, rim: FloatArray, heights_um: FloatArray
) -> SheetLight:
    """The light of a pixel sheet by sheet, averaged over the pixel with what is emitted there.

    Args:
        environment: optics per emitter position.
        rim: share of the light of each position that the damaged rim takes, shape (N,).
        heights_um: of the sheets in the stack, shape (M,); optics are linear between positions.
    """
    levels = levels_of(environment.z_um)
    light = environment.weight * environment.purcell
    purcell = levels.total(light) / levels.total(environment.weight)

    def at_sheets(share: FloatArray) -> FloatArray:
        return np.asarray(np.interp(heights_um, levels.z_um, levels.mean(share, light)))

    fates = _fates(environment, 1.0 - rim)
    return SheetLight(
        purcell=np.interp(heights_um, levels.z_um, purcell),
        returned=at_sheets(fates.returned),
        extracted=at_sheets(fates.extracted),
        rim=at_sheets(rim),
    )
