"""What the electrical half takes of the optics: powers that leave the emitter at each place.

Light that the own emitter takes back was never lost (:mod:`sim.results.recycling`). So an emitter
with recycling is one whose Purcell factor is P_away, all that leaves it for good, and whose share
to air is P_air / P_away; without recycling these are F and eta. A damaged rim, of which a place has
the part in which the share s of the light is lost, loses what it takes back, P_re, as well:

    F = P_away + s P_re                  what ends a pair by light, over bulk power    (1)
    extracted = (1 - s) P_air / F        of it, to air                                 (2)
    rim = s (P_away + P_re) / F          of it, to the rim                             (3)

and the rest of the light leaves the emitter without reaching air. If Phi is the share of
recombination by (1), gamma the current that recombines over the current, and <> the mean over the
places in which pairs are injected alike,

    EQE = gamma <Phi extracted>                                                        (4)

With Phi = q F / (1 - q + q F) and one place without a rim, (4) is
gamma q P_air / (1 - q + q P_away), and further losses of a pair only lengthen Phi's denominator.

Light that is taken back at another position than its own mixes the pairs of all positions: they
have one density, and (1) to (3) take the mean powers (``mixed``).

P_re is known with a cut alone (the own near field is no light): it is a diagnostic, and only a rim
uses it. Compact model, drift-diffusion, twin and waterfall take (1) to (3) from here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geometry.arrays import FloatArray
from sim.results.heights import levels_of
from sim.results.records import RadiativeEnvironment


@dataclass(frozen=True)
class PositionLight:
    """Light of emitter positions whose pairs are injected alike, each of shape (N,).

    Attributes:
        purcell: F by (1).
        extracted, rim: shares by (2) and (3).
        weight: share of the emitting volume, sum 1.
    """

    purcell: FloatArray
    extracted: FloatArray
    rim: FloatArray
    weight: FloatArray

    @property
    def mean_purcell(self) -> float:
        """<F>."""
        return float(self.weight @ self.purcell)

    def mean(self, values: FloatArray) -> FloatArray:
        """<values> over the last axis, (N,)."""
        return np.asarray(values @ self.weight)


@dataclass(frozen=True)
class _Powers:
    """Terms of (1) to (3) over bulk power, all of one shape."""

    air: FloatArray
    purcell: FloatArray
    rim: FloatArray

    def share(self, part: FloatArray) -> FloatArray:
        """Part of F, 0 where there is none."""
        return np.divide(part, self.purcell, out=np.zeros_like(part), where=self.purcell > 0.0)


def _powers(environment: RadiativeEnvironment, rim: FloatArray | float) -> _Powers:
    return _Powers(
        air=(1.0 - rim) * environment.air,
        purcell=environment.away + rim * environment.taken_back,  # (1)
        rim=rim * (environment.away + environment.taken_back),
    )


def light_of_positions(
    environment: RadiativeEnvironment, rim: FloatArray | float = 0.0
) -> PositionLight:
    """The light of a pixel position by position, or of all as one where they are mixed.

    Args:
        environment: optics per emitter position.
        rim: share of the light of each position that the damaged rim takes, shape (N,).
    """
    powers, weight = _powers(environment, rim), environment.weight
    if environment.mixed:
        powers = _Powers(
            *(np.array([weight @ p]) for p in (powers.air, powers.purcell, powers.rim))
        )
        weight = np.ones(1)
    return PositionLight(
        purcell=powers.purcell,
        extracted=powers.share(powers.air),  # (2)
        rim=powers.share(powers.rim),  # (3)
        weight=weight,
    )


@dataclass(frozen=True)
class SheetLight:
    """Light of sheets of dots, each of shape (M,); shares of F.

    Attributes:
        purcell: F by (1), mean over the pixel.
        extracted, rim: by (2) and (3).
    """

    purcell: FloatArray
    extracted: FloatArray
    rim: FloatArray


def light_of_sheets(
    environment: RadiativeEnvironment, rim: FloatArray, heights_um: FloatArray
) -> SheetLight:
    """The light of a pixel sheet by sheet, mean powers over the positions of a height.

    What a sheet's light makes in another sheet counts as its own.

    Args:
        environment: optics per emitter position.
        rim: share of the light of each position that the damaged rim takes, shape (N,).
        heights_um: of the sheets in the stack, shape (M,); optics are linear between positions.
    """
    levels = levels_of(environment.z_um)
    weight = environment.weight
    by_node = _powers(environment, rim)
    by_level = _Powers(
        *(levels.mean(p, weight) for p in (by_node.air, by_node.purcell, by_node.rim))
    )

    def at_sheets(value: FloatArray) -> FloatArray:
        return np.asarray(np.interp(heights_um, levels.z_um, value))

    return SheetLight(
        purcell=at_sheets(by_level.purcell),
        extracted=at_sheets(by_level.share(by_level.air)),
        rim=at_sheets(by_level.share(by_level.rim)),
    )
