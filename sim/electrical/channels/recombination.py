"""Recombination in the emitter: rates per nanocrystal and the polynomial laws made of them.

Every law here has the form R(n) = r1 n + r2 n^2 + r3 n^3 (1/(m3 s)), split by channel.

excitonic (pairs are born and stay in one dot; N dots per volume, k_r and k_nr per dot):

    R = (k_nr + k_side + F k_r) n + k_2 n^2 / N,     1 / k_2 = 1 / k_f + 2 tau_XX,  k_f = 6 D / a^2

  k_2 is the annihilation of two excitons: they meet in one dot at k_f n / N per exciton and there
  either annihilate (1 / tau_XX) or part again (2 k_f). Slow annihilation gives the Poisson value
  n^2 / (2 N tau_XX), fast annihilation the encounter rate.

free_carrier (n = p, carriers have to meet in a dot):

    R = (k_nr + k_side) n + F B n^2 + C n^3,   B = k_r / N <= Langevin,   C = 1 / (8 N^2 tau_XX)

  C counts two states per dot and carrier: at n = 2 N every dot loses a pair in tau_XX.

The third kinetics, charged dots, is that of sim.electrical.twin.model.

k_r = plqy / lifetime, k_nr = (1 - plqy) / lifetime; F, the Purcell factor, multiplies k_r only.
Langevin's bound is q (mu_n + mu_p) / (eps0 eps_r).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.constants import elementary_charge, epsilon_0

FloatArray = NDArray[np.float64]

_NEWTON_STEPS = 60
_NEWTON_TOLERANCE = 1e-14


@dataclass(frozen=True)
class NanocrystalRates:
    """Rates of one nanocrystal in the unbounded emitter medium, and how densely they lie.

    Attributes:
        radiative_1_s: k_r.
        nonradiative_1_s: k_nr.
        biexciton_lifetime_s: tau_XX, Auger lifetime of two pairs in one dot.
        density_1_m3: nanocrystals per volume.
    """

    radiative_1_s: float
    nonradiative_1_s: float
    biexciton_lifetime_s: float
    density_1_m3: float


def nanocrystal_rates(
    plqy: float, lifetime_s: float, biexciton_lifetime_s: float, density_1_m3: float
) -> NanocrystalRates:
    """Rates from quantum yield and lifetime of the same film."""
    return NanocrystalRates(
        plqy / lifetime_s, (1.0 - plqy) / lifetime_s, biexciton_lifetime_s, density_1_m3
    )


def langevin_coefficient_m3_s(
    electron_mobility_m2_vs: float, hole_mobility_m2_vs: float, relative_permittivity: float
) -> float:
    """q (mu_n + mu_p) / (eps0 eps_r): the rate at which carriers find each other."""
    mobility = electron_mobility_m2_vs + hole_mobility_m2_vs
    return elementary_charge * mobility / (epsilon_0 * relative_permittivity)


def annihilation_rate_1_s(
    diffusion_m2_s: float, nanocrystal_pitch_m: float, biexciton_lifetime_s: float
) -> float:
    """k_2 of the excitonic law: encounter and Auger decay in series, in 1/s per (n/N)^2."""
    meeting = 6.0 * diffusion_m2_s / nanocrystal_pitch_m**2
    return 1.0 / (1.0 / meeting + 2.0 * biexciton_lifetime_s)


def auger_coefficient_m6_s(rates: NanocrystalRates) -> float:
    """C = 1 / (8 N^2 tau_XX) of free carriers with two states per dot."""
    return 1.0 / (8.0 * rates.density_1_m3**2 * rates.biexciton_lifetime_s)


@dataclass(frozen=True)
class RecombinationLaw:
    """Coefficients of R(n) by channel, each a scalar or of shape (N,) over emitter positions."""

    trap_1_s: FloatArray
    sidewall_1_s: FloatArray
    radiative_1_s: FloatArray
    radiative_m3_s: FloatArray
    auger_m3_s: FloatArray
    auger_m6_s: FloatArray

    def rates(self, density_1_m3: FloatArray) -> ChannelRates:
        """Rates per volume at a density."""
        n = density_1_m3
        return ChannelRates(
            trap=self.trap_1_s * n,
            sidewall=self.sidewall_1_s * n,
            radiative=(self.radiative_1_s + self.radiative_m3_s * n) * n,
            auger=(self.auger_m3_s + self.auger_m6_s * n) * n**2,
        )

    def density_at(self, generation_1_m3s: FloatArray) -> FloatArray:
        """Density at which R(n) = G, for G >= 0 of any shape that broadcasts.

        R is increasing and convex, so Newton's method falls monotonically onto the root from the
        upper bound min over the terms of what each alone would need.
        """
        g = np.asarray(generation_1_m3s, dtype=float)
        r1 = self.trap_1_s + self.sidewall_1_s + self.radiative_1_s
        r2 = self.radiative_m3_s + self.auger_m3_s
        r3 = self.auger_m6_s
        with np.errstate(divide="ignore", invalid="ignore"):
            bounds = [
                np.where(r > 0.0, (g / r) ** (1.0 / order), np.inf)
                for order, r in enumerate((r1, r2, r3), start=1)
            ]
        n = np.where(g > 0.0, np.minimum(np.minimum(bounds[0], bounds[1]), bounds[2]), 0.0)
        for _ in range(_NEWTON_STEPS):
            excess = ((r3 * n + r2) * n + r1) * n - g
            slope = (3.0 * r3 * n + 2.0 * r2) * n + r1
            step = np.divide(excess, slope, out=np.zeros_like(excess), where=slope > 0.0)
            n = np.maximum(n - step, 0.0)
            if np.all(np.abs(step) <= _NEWTON_TOLERANCE * n):
                break
        return np.asarray(n)


@dataclass(frozen=True)
class ChannelRates:
    """Recombination per volume and time by channel, 1/(m3 s)."""

    trap: FloatArray
    sidewall: FloatArray
    radiative: FloatArray
    auger: FloatArray

    @property
    def total(self) -> FloatArray:
        """Sum of the channels."""
        return self.trap + self.sidewall + self.radiative + self.auger


def excitonic_law(
    rates: NanocrystalRates,
    purcell: FloatArray,
    sidewall_1_s: float,
    annihilation_1_s: float,
) -> RecombinationLaw:
    """Law of pairs that are born in one dot; ``purcell`` of shape (N,)."""
    one = np.ones_like(purcell)
    return RecombinationLaw(
        trap_1_s=rates.nonradiative_1_s * one,
        sidewall_1_s=sidewall_1_s * one,
        radiative_1_s=rates.radiative_1_s * purcell,
        radiative_m3_s=0.0 * one,
        auger_m3_s=annihilation_1_s / rates.density_1_m3 * one,
        auger_m6_s=0.0 * one,
    )


def free_carrier_law(
    nonradiative_1_s: float,
    radiative_m3_s: FloatArray,
    sidewall_1_s: float,
    auger_m6_s: float,
) -> RecombinationLaw:
    """The ABC law; ``radiative_m3_s`` = F B of shape (N,)."""
    one = np.ones_like(radiative_m3_s)
    return RecombinationLaw(
        trap_1_s=nonradiative_1_s * one,
        sidewall_1_s=sidewall_1_s * one,
        radiative_1_s=0.0 * one,
        radiative_m3_s=radiative_m3_s,
        auger_m3_s=0.0 * one,
        auger_m6_s=auger_m6_s * one,
    )


def peak_free_carrier_yield(linear_1_s: float, b_m3_s: float, c_m6_s: float) -> float:
    """Largest IQE of the ABC law, B / (B + 2 sqrt(A C)), reached at n = sqrt(A / C)."""
    return b_m3_s / (b_m3_s + 2.0 * float(np.sqrt(linear_1_s * c_m6_s)))
