"""Recombination at the pixel's wall: a surface velocity, reached by diffusion.

Carriers or excitons that live for tau and diffuse with D reach a wall only from within

    L = sqrt(D tau)                                                          (1)

A straight wall of surface velocity S of a wide pixel therefore acts with

    S_eff = S / (1 + S L / D) <= D / L = sqrt(D / tau)                       (2)

and, in a pixel not much wider than L, the wall removes the share of the generated excitons that the
diffusion equation D laplace(n) - n/tau + G = 0, -D dn/dnormal = S n gives:

    strip of width w   (2 L / w) s t / (s + t),          t = tanh(w / 2L)    (3)
    disc of radius r   (2 L / r) s I1 / (s I0 + I1),     s = S L / D         (4)

with I0, I1 the modified Bessel functions of r / L. A square counts as the disc of its perimeter
over area; its own share lies up to 3 % below. Where densities have no gradients, the volume rate
that takes the same share is

    k_side = share / ((1 - share) tau)                                       (5)

1 / tau is the decay of a pair far from the wall: light with its Purcell factor, and traps.
(5) is the law in a dot and that of the compact model, R = k_side n. D is that of excitons, which
hop as bound pairs (``exciton_diffusivity``), not the carriers' mu kT/q. Limit: uniform generation,
and an L that Auger recombination does not shorten.

Source: Shockley's surface-recombination boundary condition; the size effect of narrow LEDs is
worked out the same way in Ryu and Geum, Opt. Express 34, 219 (2026). SI units throughout.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import ive

from geometry.arrays import FloatArray
from geometry.spec import Treatment
from sim.electrical.channels.law import DensityRate, DotRate, Law, Site
from sim.electrical.pixel import Outline, Perimeter
from sim.electrical.spec import CompactSpec, ElectricalBase


@dataclass(frozen=True)
class Diffusion:
    """Lateral motion of what recombines: diffusion constant and lifetime."""

    constant_m2_s: float
    lifetime_s: float

    @property
    def length_m(self) -> float:
        """L."""
        return math.sqrt(self.constant_m2_s * self.lifetime_s)  # (1)

    @property
    def velocity_cap_m_s(self) -> float:
        """sqrt(D / tau): the most that a wall can remove, however fast it is."""
        return math.sqrt(self.constant_m2_s / self.lifetime_s)


def effective_velocity(velocity_m_s: float, diffusion: Diffusion) -> float:
    """S_eff of one straight wall of a wide pixel, in m/s."""
    return velocity_m_s / (1.0 + velocity_m_s / diffusion.velocity_cap_m_s)  # (2)


def sidewall_loss_share(perimeter: Perimeter, velocity_m_s: float, diffusion: Diffusion) -> float:
    """Share of uniformly generated excitons that end at the wall, 0 to 1."""
    if (
        perimeter.outline is Outline.FILM
        or velocity_m_s == 0.0
        or perimeter.perimeter_per_area_1_m == 0.0
    ):
        return 0.0
    length = diffusion.length_m
    strength = velocity_m_s / diffusion.velocity_cap_m_s
    half = perimeter.width_m / (2.0 * length)
    if perimeter.outline is Outline.STRIP:
        profile = math.tanh(half)
        return strength * profile / ((strength + profile) * half)  # (3)
    ratio = float(ive(1, half) / ive(0, half))
    return 2.0 * strength * ratio / ((strength + ratio) * half)  # (4)


def sidewall_rate(perimeter: Perimeter, velocity_m_s: float, diffusion: Diffusion) -> float:
    """k_side in 1/s; for a wide pixel it tends to S_eff times perimeter over area."""
    share = sidewall_loss_share(perimeter, velocity_m_s, diffusion)
    return share / ((1.0 - share) * diffusion.lifetime_s)  # (5)


def _rates_1_s(spec: ElectricalBase, site: Site) -> FloatArray:
    """k_side, mean over the pixel, in the shape of the site's bulk decay."""
    constant = spec.exciton_diffusivity_m2_s
    velocity = site.pixel.sidewall_velocity_m_s
    return np.array(
        [
            sidewall_rate(site.pixel.perimeter, velocity, Diffusion(constant, 1.0 / float(decay)))
            for decay in site.bulk_decay_1_s
        ]
    )


def _density(spec: CompactSpec, site: Site) -> DensityRate:
    return DensityRate(1, bound=_rates_1_s(spec, site))


def _dot(spec: ElectricalBase, site: Site) -> DotRate:
    return DotRate(alone_1_s=_rates_1_s(spec, site))


def wall_acts(spec: ElectricalBase, treatment: Treatment) -> bool:
    """Whether pairs recombine at a wall with this treatment."""
    return spec.sidewall_velocity(treatment) > 0.0


SIDEWALL_LAW = Law(1, _density, _dot)
