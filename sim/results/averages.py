"""Averages of raw optical results over orientation, emitter position and spectrum.

An exciton stays where it is long enough to sample all orientations, so power, not efficiency, is
averaged over orientations: with weights w_x = w_y = h/2, w_z = 1 - h (h the horizontal fraction),

    F(r)   = sum_o w_o F_o
    eta(r) = sum_o w_o F_o eta_o / sum_o w_o F_o
    yield(r) = q F / (1 - q + q F)
    LEE    = <yield eta> / <yield>       over positions and the photon spectrum.

With the absorbing emitter powers over bulk are averaged instead, and the closed form of their means
(sim.results.recycling) is what an exciton gives with recycling:

    P(r) = sum_o w_o P_o,   E = q <P_air> / (1 - q + q <P_away>).

Source: design notes of this project; Furno et al., Phys. Rev. B 85, 115205 (2012).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from geometry.arrays import FloatArray
from sim.results.electrical import RadiativeEnvironment
from sim.results.optical import ORIENTATIONS, OpticalResult
from sim.results.optical import orientation_weights as orientation_weights
from sim.results.recycling import with_recycling
from sim.results.status import Status

_PLANCK_LIGHTSPEED_J_NM = 1.986445857148968e-16
"""h c in J nm (CODATA 2018, exact constants)."""


def _given_weights(result: OpticalResult) -> FloatArray:
    """Weights of the orientations that were solved at each position, (N, O), rows sum to 1.

    An orientation that a case was not asked for has no power at all there; the average is over the
    others alone, as if the emitter had no such dipoles.
    """
    given = np.any(result.purcell != 0.0, axis=2)
    weight = np.where(given, orientation_weights(result.horizontal_fraction), 0.0)
    total = weight.sum(axis=1, keepdims=True)
    alone = given / np.maximum(1, given.sum(axis=1, keepdims=True))
    return np.where(total > 0.0, weight / np.where(total > 0.0, total, 1.0), alone)


@dataclass(frozen=True)
class Budget:
    """Shares of the total emitted power, averaged; sum to 1 - closure_error."""

    air: float
    substrate: float
    lateral: float
    superstrate: float
    absorbed: dict[str, float]
    closure_error: float


class Averager:
    """Averages any (N, O, W) share of an optical result.

    The weight of an entry is node weight x spectral weight x w_o F_o x yield / (q F): the photons
    lost or gained per exciton.
    """

    def __init__(self, result: OpticalResult) -> None:
        self._result = result
        # Numbers that cannot be true (sim.results.soundness) have no average.
        known = float("nan") if result.status is Status.INVALID else 1.0
        self._orientation = known * _given_weights(result)
        power = self._orientation[:, :, None] * result.purcell
        self.node_purcell: FloatArray = power.sum(axis=1)
        """F(r), shape (N, W)."""
        q = result.plqy
        self.node_yield: FloatArray = q * self.node_purcell / (1.0 - q + q * self.node_purcell)
        """yield(r), shape (N, W)."""
        self._share_of_node = power / self.node_purcell[:, None, :]
        photons = result.node_weight[:, None] * result.spectral_weight * self.node_yield
        self._photons = photons / photons.sum()

    def per_node(self, share: FloatArray) -> FloatArray:
        """Orientation average of a share, (N, O, W[, ...]) -> (N, W[, ...])."""
        extra = share.ndim - 3
        weights = self._share_of_node.reshape(self._share_of_node.shape + (1,) * extra)
        return np.asarray((weights * share).sum(axis=1))

    def mean(self, share: FloatArray) -> FloatArray:
        """Average over everything, (N, O, W[, ...]) -> (...)."""
        return np.asarray(np.tensordot(self._photons, self.per_node(share), axes=2))

    def spectrum_mean(self, share: FloatArray) -> FloatArray:
        """Average over orientation and spectrum, (N, O, W) -> (N,)."""
        photons = self._photons.sum(axis=1)
        return np.asarray((self._photons * self.per_node(share)).sum(axis=1) / photons)

    def node_power(self, power: FloatArray) -> FloatArray:
        """Orientation and spectrum average of powers over bulk, (N, O, W) -> (N,)."""
        weight = self._result.spectral_weight
        return np.asarray(np.einsum("no,now,w->n", self._orientation, power, weight))

    def mean_power(self, power: FloatArray) -> float:
        """Average of powers over bulk over everything, (N, O, W)."""
        return float(self._result.node_weight @ self.node_power(power))


def lee(result: OpticalResult) -> float:
    """Light-extraction efficiency to air of the transparent emitter, without photon recycling."""
    return float(Averager(result).mean(result.air))


def purcell(result: OpticalResult) -> float:
    """Purcell factor averaged over positions and spectrum."""
    factors = (Averager(result).node_purcell * result.spectral_weight).sum(axis=1)
    return float(result.node_weight @ factors)


def budget(result: OpticalResult) -> Budget:
    """Averaged power budget."""
    averager = Averager(result)
    absorbed = averager.mean(result.absorbed)
    return Budget(
        air=float(averager.mean(result.air)),
        substrate=float(averager.mean(result.substrate)),
        lateral=float(averager.mean(result.lateral)),
        superstrate=float(averager.mean(result.superstrate)),
        absorbed={
            name: float(value) for name, value in zip(result.absorbing_parts, absorbed, strict=True)
        },
        closure_error=float(averager.mean(result.closure_error)),
    )


def crosstalk(result: OpticalResult) -> float:
    """Share of the air light that leaves over other pixels."""
    averager = Averager(result)
    air = float(averager.mean(result.air))
    if air == 0.0:
        return 0.0
    own = float(averager.mean(result.air * result.own_pixel_share))
    return 1.0 - own / air


def reabsorbed(result: OpticalResult) -> float:
    """A_re: share reabsorbed in the emitter of the same pixel."""
    return float(Averager(result).mean(result.reabsorbed))


@dataclass(frozen=True)
class OrientationSummary:
    """One orientation's own shares of its own total power."""

    purcell: float
    air: float
    substrate: float


def by_orientation(result: OpticalResult) -> dict[str, OrientationSummary]:
    """Shares per orientation, averaged over positions and spectrum by dissipated power."""
    weight = result.node_weight[:, None] * result.spectral_weight
    known = float("nan") if result.status is Status.INVALID else 1.0
    summaries = {}
    for index, name in enumerate(ORIENTATIONS):
        power = weight * known * result.purcell[:, index, :]
        total = float(power.sum())
        if total == 0.0:
            # an orientation that the case was not asked for
            summaries[name] = OrientationSummary(0.0, 0.0, 0.0)
            continue
        solved = np.any(power != 0.0, axis=1)
        summaries[name] = OrientationSummary(
            purcell=total / float(weight[solved].sum()),
            air=float((power * result.air[:, index, :]).sum() / total),
            substrate=float((power * result.substrate[:, index, :]).sum() / total),
        )
    return summaries


@dataclass(frozen=True)
class Recycling:
    """Light with the absorbing emitter, averaged over orientations, positions and spectrum.

    Attributes:
        air: P_air, power over bulk that reaches the observer.
        away: P_away, power over bulk that leaves the own emitter for good.
        with_recycling: photons to the observer per exciton, q air / (1 - q + q away).
        to_neighbours: part of ``away`` that other pixels' emitters take; None where not known.
        crosstalk: excitons that this light makes in other pixels per exciton of the own pixel,
            q to_neighbours / (1 - q + q away). Each gives light like one of the own, so that it is
            also the light that neighbours emit again over the own pixel's. It is not in ``lee``,
            ``with_recycling`` or the crosstalk of light that escapes over other pixels.
    """

    air: float
    away: float
    with_recycling: float
    to_neighbours: float | None = None
    crosstalk: float | None = None


def recycling(result: OpticalResult, plqy: float | None = None) -> Recycling | None:
    """What an exciton gives with recycling; None where a result lacks the powers.

    Args:
        result: of any method.
        plqy: q, the quantum yield in the unbounded emitter; the result's own where None.

    Raises:
        ValueError: q outside 0 to 1.
    """
    if result.lossy_air is None or result.away is None:
        return None
    averager = Averager(result)
    air, away = averager.mean_power(result.lossy_air), averager.mean_power(result.away)
    q = result.plqy if plqy is None else plqy
    mean = Recycling(air, away, float(with_recycling(q, air, away)))
    if result.to_neighbours is None:
        return mean
    others = averager.mean_power(result.to_neighbours)
    crosstalk = float(with_recycling(q, others, away))
    return replace(mean, to_neighbours=others, crosstalk=crosstalk)


def recycled_lee(result: OpticalResult) -> float:
    """Photons to the observer per exciton with recycling; NaN where it is not known."""
    mean = recycling(result)
    return float("nan") if mean is None else mean.with_recycling


def positions_error(result: OpticalResult) -> float:
    """Distance of the closed form of mean powers from the mean of each position's own; absolute.

    Light that is taken back elsewhere spreads the excitons: with much of it the first holds, with
    none the second. 0 where a result lacks the powers.
    """
    mean = recycling(result)
    if mean is None or result.lossy_air is None or result.away is None:
        return 0.0
    averager = Averager(result)
    air, away = averager.node_power(result.lossy_air), averager.node_power(result.away)
    local = float(result.node_weight @ with_recycling(result.plqy, air, away))
    return abs(mean.with_recycling - local)


def recycling_errors(result: OpticalResult) -> dict[str, float]:
    """Contributions to the error of light per exciton with recycling, absolute."""
    return {**result.recycling_errors, "recycling_positions": positions_error(result)}


def light_error(result: OpticalResult) -> float:
    """Relative error of the light that excitons give, and with it of EQE and luminance.

    That of LEE, or of light per exciton with recycling where it is known, whichever is larger; an
    emitter below its quantum yield, which recycles less, is off by less. NaN where LEE is 0.
    """
    value = lee(result)
    relative = result.lee_error / value if value > 0.0 else float("nan")
    mean = recycling(result)
    if mean is None or not mean.with_recycling > 0.0:
        return relative
    return max(relative, sum(recycling_errors(result).values()) / mean.with_recycling)


def radiative_environment(result: OpticalResult, recycling: bool = False) -> RadiativeEnvironment:
    """What the electrical side needs of the optics.

    Args:
        result: raw optics.
        recycling: take the powers of the absorbing emitter; where the result has none (it is older
            than they are), those of the transparent one.
    """
    averager = Averager(result)
    energy = _PLANCK_LIGHTSPEED_J_NM / result.wavelength_nm
    total = np.asarray(averager.node_purcell @ result.spectral_weight)
    air, away, taken_back = total * averager.spectrum_mean(result.air), total, np.zeros_like(total)
    mixed = False
    if recycling and result.lossy_air is not None and result.away is not None:
        air = averager.node_power(result.lossy_air)
        away = averager.node_power(result.away)
        taken_back = averager.node_power(result.purcell * result.reabsorbed)
        mixed = bool((taken_back > 0.0).any())  # without it pairs stay where they are made
    return RadiativeEnvironment(
        z_um=result.node_um[:, 2],
        wall_distance_um=result.wall_distance_um,
        weight=result.node_weight,
        air=air,
        away=away,
        taken_back=taken_back,
        photon_energy_j=float(result.spectral_weight @ energy),
        mixed=mixed,
    )
