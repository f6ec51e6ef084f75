"""Quenching of excitons at the emitter's faces: a recombination velocity, reached by diffusion.

A face of velocity S_i takes of the pairs of a film of thickness d, which diffuse with D for tau,

    share = (L / d) s t / (s + t),   s = S_i L / D,   t = tanh(d / L),   L = sqrt(D tau)      (1)
    k_int = share / ((1 - share) tau)  ->  S_i / d  where L is long against d                 (2)

which is the strip of :mod:`sim.electrical.channels.sidewall` with its mirror image. (2) is the law
of a dot and that of the compact model, R = k_int n, the same in every sheet: in the 0.15 cm2/s of
nanocrystal films L is twenty times a film of 30 nm. 1 / tau = k_nr + F k_r. S_i = c N_it of traps
at the face; what they do to carriers before these form a pair is the law of
:mod:`sim.electrical.channels.trap_level`.

Limit: uniform generation over the height; two faces add as rates.
"""

from __future__ import annotations

import numpy as np

from geometry.arrays import FloatArray
from sim.electrical.channels.law import DensityRate, DotRate, Law, Site
from sim.electrical.channels.sidewall import Diffusion, sidewall_rate
from sim.electrical.interface_spec import InterfacesSpec
from sim.electrical.pixel import Outline, Perimeter
from sim.electrical.spec import CompactSpec, ElectricalBase


def interface_rate(thickness_m: float, velocity_m_s: float, diffusion: Diffusion) -> float:
    """k_int of one face, 1/s."""
    mirrored = Perimeter(Outline.STRIP, 1.0 / thickness_m, 1.0)  # width 2 d: perimeter / area 1 / d
    return sidewall_rate(mirrored, velocity_m_s, diffusion)  # (1), (2)


def _rates_1_s(spec: ElectricalBase, site: Site) -> FloatArray:
    """Sum over the faces in the shape of the site's Purcell factors."""
    velocities = [face.recombination_velocity_m_s for face in spec.interfaces.faces]
    decay = site.rates.nonradiative_1_s + site.rates.radiative_1_s * site.purcell
    if not any(velocities):
        return np.zeros_like(decay)
    thickness = site.pixel.emitter_thickness_m
    rates = [
        sum(
            interface_rate(thickness, velocity, Diffusion(spec.exciton_diffusivity_m2_s, 1.0 / k))
            for velocity in velocities
        )
        for k in decay
    ]
    return np.asarray(rates, dtype=float)


def _density(spec: CompactSpec, site: Site) -> DensityRate:
    return DensityRate(1, bound=_rates_1_s(spec, site))


def _dot(spec: ElectricalBase, site: Site) -> DotRate:
    return DotRate(alone_1_s=_rates_1_s(spec, site))


def without_interfaces(spec: ElectricalBase) -> dict[str, object]:
    """The specification's entries with faces that quench nothing; none where none does."""
    if not any(face.recombination_velocity_m_s for face in spec.interfaces.faces):
        return {}
    quiet = {"recombination_velocity_m_s": 0.0}
    below, above = (face.model_copy(update=quiet) for face in spec.interfaces.faces)
    return {"interfaces": InterfacesSpec(below=below, above=above)}


INTERFACE_LAW = Law(1, _density, _dot)
