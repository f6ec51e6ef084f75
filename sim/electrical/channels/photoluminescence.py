"""Photoluminescence of the emitter as a bare film: what the same parameters say without a device.

    on glass         1 / tau,            Phi                                            (1)
    on a layer       1 / tau + k_int,    Phi / (1 + k_int tau)                          (2)

tau and Phi are the measured lifetime and quantum yield, k_int the quenching of
:mod:`sim.electrical.channels.interface` at the faces that the device has. Traps of density N_t that
capture excitons at the rate c and hold what they took until it leaks out at 1 / tau_t fill up:

    dn/dt = -(1 / tau + k_int) n - c (N_t - n_t) n,   dn_t/dt = c (N_t - n_t) n - n_t / tau_t   (3)

Limit: low excitation but for the traps; the film's own optics (F) stay as on glass.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.integrate import solve_ivp, trapezoid

from geometry.arrays import FloatArray
from sim.electrical.channels.interface import interface_rate
from sim.electrical.channels.sidewall import Diffusion
from sim.electrical.spec import ElectricalBase


@dataclass(frozen=True)
class FilmLight:
    """Lifetime in s and quantum yield of a film on glass and beside its layers."""

    glass_lifetime_s: float
    glass_yield: float
    layer_lifetime_s: float
    layer_yield: float


@dataclass(frozen=True)
class FillingTraps:
    """Traps of (3): density in 1/m3, capture in m3/s, time in s until they are empty."""

    density_1_m3: float
    capture_m3_s: float
    release_s: float


def face_rates_1_s(spec: ElectricalBase, thickness_m: float) -> tuple[float, float]:
    """k_int of the lower and of the upper face of a film of this thickness."""
    diffusion = Diffusion(spec.exciton_diffusivity_m2_s, spec.lifetime_s)
    below, above = (
        interface_rate(thickness_m, face.recombination_velocity_m_s, diffusion)
        for face in spec.interfaces.faces
    )
    return below, above


def quenching_rate_1_s(spec: ElectricalBase, thickness_m: float) -> float:
    """k_int of both faces of a film of this thickness."""
    return sum(face_rates_1_s(spec, thickness_m))


def film_light(spec: ElectricalBase, plqy: float, thickness_m: float) -> FilmLight:
    """(1) and (2).

    Args:
        spec: lifetime, diffusivity and faces.
        plqy: quantum yield on glass.
        thickness_m: of the film.
    """
    kept = 1.0 / (1.0 + quenching_rate_1_s(spec, thickness_m) * spec.lifetime_s)
    return FilmLight(spec.lifetime_s, plqy, spec.lifetime_s * kept, plqy * kept)


def decay(
    rate_1_s: float, excited_1_m3: float, traps: FillingTraps, time_s: FloatArray
) -> FloatArray:
    """Excitons per m3 by (3) at times of shape (T,), rising from 0, after a short pulse.

    Args:
        rate_1_s: 1 / tau + k_int.
        excited_1_m3: excitons at time 0.
        traps: empty at time 0.
        time_s: when.
    """

    def slopes(_: float, state: FloatArray) -> list[float]:
        excitons, held = state
        caught = traps.capture_m3_s * (traps.density_1_m3 - held) * excitons
        return [-rate_1_s * excitons - caught, caught - held / traps.release_s]

    solved = solve_ivp(
        slopes,
        (0.0, float(time_s[-1])),
        [excited_1_m3, 0.0],
        t_eval=time_s,
        method="LSODA",
        rtol=1e-8,
        atol=1e-8 * max(excited_1_m3, traps.density_1_m3),
    )
    return np.asarray(solved.y[0])


@dataclass(frozen=True)
class Pulse:
    """Decay after a short pulse: times in s and excitons over those at time 0, both (T,).

    Attributes:
        time_s, share: the curve.
        one_over_e_s: when the light is down to 1 / e.
        mean_s: mean time of the emitted light, up to the last time.
        yield_: light over excitons, Phi integral(n) / (tau n_0), up to the last time.
    """

    time_s: FloatArray
    share: FloatArray
    one_over_e_s: float
    mean_s: float
    yield_: float


def pulse(
    rate_1_s: float,
    radiative_1_s: float,
    excited_1_m3: float,
    traps: FillingTraps | None,
    time_s: FloatArray,
) -> Pulse:
    """(3), or a single exponential without traps.

    Args:
        rate_1_s: 1 / tau + k_int.
        radiative_1_s: Phi / tau of the film on glass.
        excited_1_m3: excitons at time 0.
        traps: empty at time 0.
        time_s: from 0 on, rising, (T,).
    """
    if traps is None:
        share = np.exp(-rate_1_s * time_s)
    else:
        share = decay(rate_1_s, excited_1_m3, traps, time_s) / excited_1_m3
    emitted = float(trapezoid(share, time_s))
    falls = share[::-1]  # rising, as interpolation wants it
    return Pulse(
        time_s,
        share,
        float(np.interp(np.exp(-1.0), falls, time_s[::-1])),
        float(trapezoid(share * time_s, time_s)) / emitted,
        radiative_1_s * emitted,
    )
