"""From the thick exit half-space (the glass) to the observer: one function for all that need it.

The glass is far thicker than the coherence length, and so is every plate outside it: powers add.
Between two faces with power reflections r and R and one crossing of transmittance tau,

    T = t tau T' / (1 - r tau^2 R'),   R = r + t^2 tau^2 R' / (1 - r tau^2 R'),   t = 1 - r,

with T', R' of all that follows; what neither passes nor returns is absorbed in the plates. Light
that comes back to the device, single pass: is counted as trapped; incoherent: meets it at a random
place, is reflected there and tries again, so that with R_a, A_a,i, T_a what the array reflects, its
parts absorb and it lets through to the other side, 1 / D with D = 1 - R R_a multiplies all of

    out T,   plates 1 - T - R,   parts R A_a,i,   other side R T_a,

whose sum is 1. Light outside the observer's cone (T = 0) never gets out: it stays trapped however
it ends, in either mode.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from geometry.arrays import FloatArray
from sim.optics.film.multilayer import (
    PlanarStack,
    Polarisation,
    Side,
    admittance,
    normal_index,
    respond,
    transmission,
)
from sim.optics.film.outside import Outside
from sim.study import Glass


@dataclass(frozen=True)
class Crossing:
    """One attempt to get out, per unit power that reaches the glass's outer face; shape (X,).

    Attributes:
        transmitted: to the observer, reflections between the outer faces summed.
        reflected: back to the device.
        absorbed: in the plates.
        direct: the part of ``transmitted`` that is reflected nowhere.
    """

    transmitted: FloatArray
    reflected: FloatArray
    absorbed: FloatArray
    direct: FloatArray


@dataclass(frozen=True)
class Answer:
    """What a device does with light from the glass, per unit power; sums to 1 over all.

    Attributes:
        reflected, through: (X,) back into the glass, out on the other side.
        absorbed: (P, X) by its parts.
    """

    reflected: FloatArray
    through: FloatArray
    absorbed: FloatArray


@dataclass(frozen=True)
class Leaving:
    """The end of light in the glass, per unit power; sums to 1 with ``trapped``.

    Attributes:
        air: (X,) to the observer.
        direct: (X,) the part of it that is reflected nowhere.
        plates: (X,) absorbed outside the glass.
        through: (X,) returned to the device and let through to its other side.
        absorbed: (P, X) returned to the device and absorbed by its parts.
    """

    air: FloatArray
    direct: FloatArray
    plates: FloatArray
    through: FloatArray
    absorbed: FloatArray

    @property
    def trapped(self) -> FloatArray:
        """Never leaves the glass, (X,)."""
        return np.asarray(1.0 - self.air - self.plates - self.through - self.absorbed.sum(axis=0))


def cross(
    index: float, outside: Outside, lateral: FloatArray, polarisation: Polarisation
) -> Crossing:
    """One attempt of light in a medium of real ``index`` to reach the observer.

    Args:
        lateral: (X,) k_par / k0.
    """
    media = [index, *(slab.index for slab in outside.slabs), outside.index]
    t = [
        transmission(lateral, inner, outer, polarisation)
        for inner, outer in zip(media[:-1], media[1:], strict=True)
    ]
    crossing = Crossing(t[-1], 1.0 - t[-1], np.zeros_like(t[-1]), t[-1])
    for slab, face in zip(outside.slabs[::-1], t[-2::-1], strict=True):
        crossing = _behind(crossing, face, _transmittance(slab.index, slab.absorption, lateral))
    return crossing


def _behind(beyond: Crossing, t: FloatArray, tau: FloatArray) -> Crossing:
    """Put a face and the plate behind it in front of what follows."""
    back = tau**2 * beyond.reflected
    # No light gets behind a face that reflects all, where the sum of reflections has no limit.
    once = np.where(t > 0.0, t / np.where(t > 0.0, 1.0 - (1.0 - t) * back, 1.0), 0.0)
    transmitted = once * tau * beyond.transmitted
    reflected = 1.0 - t + t * once * back
    absorbed = once * (1.0 - tau * beyond.transmitted - back)
    direct = np.asarray(t * tau * beyond.direct)
    return Crossing(transmitted, np.asarray(reflected), np.asarray(absorbed), direct)


def _transmittance(index: float, absorption: float, lateral: FloatArray) -> FloatArray:
    """One crossing of a plate: (1 - absorption)^(1 / cos theta)."""
    if absorption == 0.0:
        return np.ones_like(lateral)
    cosine = np.sqrt(np.maximum(1.0 - (lateral / index) ** 2, 1e-12))
    return np.asarray(np.exp(math.log1p(-absorption) / cosine))


def leave(crossing: Crossing, answer: Answer | None) -> Leaving:
    """Where light in the glass ends.

    Args:
        crossing: one attempt.
        answer: of the device to what comes back, (X,) alike; None counts that as trapped.
    """
    if answer is None:
        zero = np.zeros_like(crossing.transmitted)
        return Leaving(
            crossing.transmitted, crossing.direct, crossing.absorbed, zero, np.zeros((0, 1))
        )
    in_cone = crossing.transmitted > 0.0
    tries = 1.0 / np.where(in_cone, 1.0 - crossing.reflected * answer.reflected, 1.0)
    returned = np.where(in_cone, crossing.reflected * tries, 0.0)
    return Leaving(
        air=crossing.transmitted * tries,
        direct=crossing.direct,
        plates=crossing.absorbed * tries,
        through=returned * answer.through,
        absorbed=returned * answer.absorbed,
    )


def side_answer(
    side: Side, lateral: FloatArray, polarisation: Polarisation, wavelength_um: float
) -> Answer:
    """What layers do with light that comes from the medium in front of them.

    Args:
        side: its ``emitter_index`` is the medium's real index, its gap is 0; parts are its layers.
        lateral: (X,), below that index.
    """
    wave = lateral.astype(complex)
    response = respond(side, wave, polarisation, wavelength_um)
    n = side.emitter_index
    incident = admittance(n, normal_index(n, wave), polarisation).real
    flux = response.flux / np.where(incident > 0.0, incident, 1.0)
    reflected = np.asarray(np.abs(response.reflection) ** 2)
    return Answer(reflected, np.asarray(flux[-1]), np.asarray(flux[:-1] - flux[1:]))


def stack_leaving(
    stack: PlanarStack,
    lateral: FloatArray,
    polarisation: Polarisation,
    wavelength_um: float,
    glass: Glass,
) -> Leaving:
    """Where light in a film's substrate ends; parts are the stack's layers from the substrate up.

    Nothing leaves a substrate that conducts or absorbs.
    """
    index = stack.substrate_index
    if index is None or complex(index).imag != 0.0:
        zero = np.zeros_like(lateral)
        return Leaving(zero, zero, zero, zero, np.zeros((0, 1)))
    n = complex(index).real
    crossing = cross(n, stack.outside, lateral, polarisation)
    if glass is Glass.SINGLE_PASS:
        return leave(crossing, None)
    film = Side(n, 0.0, stack.layer_index, stack.thickness_um, stack.superstrate_index)
    return leave(crossing, side_answer(film, lateral, polarisation, wavelength_um))


def air_transmission(
    stack: PlanarStack,
    lateral: FloatArray,
    polarisation: Polarisation,
    wavelength_um: float,
    glass: Glass,
) -> FloatArray:
    """Share of the light in the substrate that reaches the observer, shape of ``lateral``."""
    return stack_leaving(stack, lateral, polarisation, wavelength_um, glass).air
