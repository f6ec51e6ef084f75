"""Where the waves of dipoles end: powers over the power in the unbounded emitter.

In the half-spaces every order travels by itself. With s and p its components across and along its
lateral wavevector, what enters a half-space of permittivity eps is, for waves that travel there,

    S_s = |E_s|^2 Re(q) / 2,      S_p = |E_p|^2 Re(eps / q) / 2,                    (1)

and what becomes of it on the exit side says sim.optics.film.glass_air. What slice j absorbs is the
net power through its two faces; where several media of it absorb, it is shared out as their
integrals of Im(eps) |E|^2 are. In slices of which nothing absorbs the same difference is an error
of the solution and is counted as lost, which opens the budget.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geometry.arrays import ComplexArray, FloatArray
from sim.optics.film.glass_air import cross, leave
from sim.optics.film.multilayer import Polarisation
from sim.optics.film.outside import Outside
from sim.optics.methods.fmm.products import overlap
from sim.optics.methods.fmm.waves.emission import bulk_power
from sim.optics.methods.fmm.waves.inside import fields_in_slice
from sim.optics.methods.fmm.waves.problem import Emission

TOTAL, AIR, SUBSTRATE, SUPERSTRATE, PLATES, LOST, PARTS = range(7)
"""Rows of powers: at the source, to the observer, what else enters the half-spaces below and
above, absorbed by plates outside, absorbed where nothing absorbs; the first of the device's parts.
"""

_HEIGHTS = 3
"""Heights of the integral that shares a slice's absorption out."""


@dataclass(frozen=True)
class Ends:
    """What is counted.

    Attributes:
        parts: names in whose order absorbed power is given.
        outside: beyond the half-space on the exit side.
        upwards: whether that is the upper one.
    """

    parts: tuple[str, ...]
    outside: Outside
    upwards: bool


@dataclass(frozen=True)
class Radiated:
    """Waves in the half-space on the exit side.

    Attributes:
        lateral: (2, N) over k0.
        s, p: (N, S) amplitudes of E across and along the lateral wavevector.
        into_s, into_p: (N,) power per |amplitude|^2, 0 where a wave does not travel.
        to_air_s, to_air_p: (N,) share of it that reaches the observer.
    """

    lateral: FloatArray
    s: ComplexArray
    p: ComplexArray
    into_s: FloatArray
    into_p: FloatArray
    to_air_s: FloatArray
    to_air_p: FloatArray


def powers(emission: Emission, ends: Ends) -> FloatArray:
    """Powers of all dipoles, (PARTS + P, S).

    Args:
        emission: their waves.
        ends: what is counted.
    """
    around = emission.around
    given = around.solved.problem
    faces = emission.face_powers()
    result = np.zeros((PARTS + len(ends.parts), faces.shape[1]))
    result[TOTAL] = emission.source_power()
    result[SUBSTRATE], result[SUPERSTRATE] = faces[0], faces[-1]
    exit_row = SUPERSTRATE if ends.upwards else SUBSTRATE
    waves = radiated(emission, ends)
    weight = around.solved.weight
    in_s = waves.into_s[:, None] * np.abs(waves.s) ** 2
    in_p = waves.into_p[:, None] * np.abs(waves.p) ** 2
    result[AIR] = (weight * waves.to_air_s) @ in_s + (weight * waves.to_air_p) @ in_p
    result[PLATES] = _to_plates(waves, ends, (in_s, in_p), weight, _exit_index(emission, ends))
    result[exit_row] -= result[AIR] + result[PLATES]
    for number in range(1, len(given.slices.slices) - 1):
        _book(
            emission, ends, number, _absorbed(result[TOTAL], faces, number, around.number), result
        )
    return np.asarray(result * given.area / bulk_power(given.emitter_index))


def radiated(emission: Emission, ends: Ends) -> Radiated:
    """(1) for the half-space on the exit side."""
    solved = emission.around.solved
    modes = solved.modes[-1 if ends.upwards else 0]
    wave = (emission.above if ends.upwards else emission.below)[-1]
    lateral = np.hypot(*solved.lateral)
    s, p = components(solved.lateral, wave)
    q = modes.q[:, 0]
    index = _exit_index(emission, ends)
    travels = lateral < index
    assert modes.permittivity is not None  # half-spaces are uniform
    inside = np.where(travels, lateral, 0.0)
    to_air = [
        np.where(travels, leave(cross(index, ends.outside, inside, pol), None).air, 0.0)
        for pol in (Polarisation.S, Polarisation.P)
    ]
    return Radiated(
        solved.lateral,
        s,
        p,
        np.where(travels, 0.5 * q.real, 0.0),
        np.where(travels, 0.5 * (modes.permittivity / q).real, 0.0),
        to_air[0],
        to_air[1],
    )


def components(lateral: FloatArray, wave: ComplexArray) -> tuple[ComplexArray, ComplexArray]:
    """Parts of tangential fields (2N, S) across and along the lateral wavevector, (N, S) each."""
    kx, ky = lateral
    length = np.hypot(kx, ky)
    safe = np.where(length > 0.0, length, 1.0)
    cosine, sine = np.where(length > 0.0, kx / safe, 1.0)[:, None], (ky / safe)[:, None]
    x, y = wave[: kx.size], wave[kx.size :]
    return np.asarray(cosine * y - sine * x), np.asarray(cosine * x + sine * y)


def _exit_index(emission: Emission, ends: Ends) -> float:
    given = emission.around.solved.problem
    one = given.slices.slices[-1 if ends.upwards else 0]
    return float(np.sqrt(given.by_medium[one.media[0]]).real)


def _to_plates(
    waves: Radiated,
    ends: Ends,
    entering: tuple[FloatArray, FloatArray],
    weight: FloatArray,
    index: float,
) -> FloatArray:
    """Absorbed by plates outside, (S,)."""
    lateral = np.hypot(*waves.lateral)
    inside = np.where(lateral < index, lateral, 0.0)
    total = np.zeros(entering[0].shape[1])
    for power, polarisation in zip(entering, (Polarisation.S, Polarisation.P), strict=True):
        share = leave(cross(index, ends.outside, inside, polarisation), None).plates
        total += (weight * share) @ power
    return total


def _absorbed(source: FloatArray, faces: FloatArray, number: int, emitter: int) -> FloatArray:
    """Net power into a slice, (S,)."""
    if number == emitter:
        return np.asarray(source - faces[number - 1] - faces[number + 1])
    outwards = number + (1 if number > emitter else -1)
    return np.asarray(faces[number] - faces[outwards])


def _book(
    emission: Emission, ends: Ends, number: int, power: FloatArray, result: FloatArray
) -> None:
    """Add what a slice absorbs to its parts' rows."""
    given = emission.around.solved.problem
    one = given.slices.slices[number]
    lossy = [medium for medium in one.media if given.by_medium[medium].imag > 0.0]
    if not lossy:
        result[LOST] += power
        return
    shares = [np.ones(power.size)] if len(lossy) == 1 else _shares(emission, number, lossy)
    for medium, share in zip(lossy, shares, strict=True):
        result[PARTS + ends.parts.index(given.slices.media[medium].part)] += share * power


def _shares(emission: Emission, number: int, lossy: list[int]) -> list[FloatArray]:
    """Shares of the media of a slice in its absorption, (S,) each."""
    given = emission.around.solved.problem
    one = given.slices.slices[number]
    assert one.raster is not None  # one medium alone needs no shares
    fields = fields_in_slice(emission, number, _HEIGHTS)
    rows = []
    for medium in lossy:
        inside = overlap(one.raster, medium, given.orders)
        taken = sum(
            at.weight * (np.conj(part) * (inside @ part)).sum(axis=0).real
            for at in fields
            for part in at.electric
        )
        rows.append(given.by_medium[medium].imag * np.maximum(taken, 0.0))
    total = sum(rows)
    return [row / np.where(total > 0.0, total, 1.0) for row in rows]
