"""The field of a dipole in a film, as far into both half-spaces as is asked for.

A dipole along y at the origin of x, its field E_y in the plane y = 0, with J_m = J_m(k0 nu x):

    E_y = i k0 / (8 pi) int [(J_0 - J_2) S(nu, z) + (J_0 + J_2) P(nu, z)] nu d nu          (1)

S and P are the transverse fields of s and p waves, 1 / kz and kz / n^2 where they leave the dipole
of an unbounded medium (kz in units of k0). From the dipole outwards waves are followed by the
reflection G at each face; with psi = E (s) or H (p) continuous,

    a (1 + G) = a' (1 + G' exp(2 i kz d)),                                                   (2)

a and a' being the outgoing amplitudes before and behind a face. The path runs below the real axis,
where resonances are wide. In an unbounded medium (1) is the known field
exp(i k r) / (4 pi r) [1 + i / (k r) - 1 / (k r)^2].

Source: W. C. Chew, Waves and Fields in Inhomogeneous Media, IEEE Press 1995, chapter 2.
"""

from __future__ import annotations

import math

import numpy as np
from scipy.special import jv

from geometry.arrays import ComplexArray, FloatArray
from sim.optics.film.multilayer import (
    PlanarStack,
    Polarisation,
    Side,
    admittance,
    normal_index,
    sides,
)

_POINTS = 1600
_BELOW_AXIS = 0.02
"""Depth of the path below the real axis: exp(0.02 k0 x) stays near 1 for some micrometres."""
_BEYOND = 2.0
"""End of the path over the emitter's index: waves of larger index end within 20 nm."""


def dipole_field(
    stack: PlanarStack, height_um: float, wavelength_um: float, x_um: FloatArray, z_um: FloatArray
) -> ComplexArray:
    """E_y of a dipole along y in the plane y = 0 by (1), (X, Z); exp(-i w t).

    Args:
        stack: whose emitter is taken without loss.
        height_um: of the dipole over the emitter's lower face.
        wavelength_um: vacuum wavelength.
        x_um: (X,) from the dipole.
        z_um: (Z,) over the lowest face of the layers; none at the dipole's own height.
    """
    clean, k0 = stack.with_lossless_emitter(), 2.0 * math.pi / wavelength_um
    end = _BEYOND * clean.emitter_index
    real = (np.arange(_POINTS) + 0.5) * end / _POINTS
    # down at once, back to the axis at the end
    down = _BELOW_AXIS * np.sin(math.pi * real / end)
    slope = 1.0 - 1j * _BELOW_AXIS * math.pi / end * np.cos(math.pi * real / end)
    nu = real - 1j * down
    place = sum(clean.thickness_um[: clean.emitter]) + height_um
    below, above = sides(clean, height_um)
    waves = {
        kind: _along(clean, (below, above), kind, nu, wavelength_um, np.asarray(z_um) - place)
        for kind in Polarisation
    }
    bessel = [np.asarray(jv(order, k0 * np.outer(np.abs(x_um), nu))) for order in (0, 2)]
    step = slope * nu * end / _POINTS
    s = ((bessel[0] - bessel[1]) * step) @ waves[Polarisation.S]
    p = ((bessel[0] + bessel[1]) * step) @ waves[Polarisation.P]
    return np.asarray(1j * k0 / (8.0 * math.pi) * (s + p))


def _along(
    stack: PlanarStack,
    beside: tuple[Side, Side],
    kind: Polarisation,
    nu: ComplexArray,
    wavelength_um: float,
    from_dipole_um: FloatArray,
) -> ComplexArray:
    """Transverse E of one polarisation at heights over the dipole, (K, Z)."""
    k0 = 2.0 * math.pi / wavelength_um
    kz = normal_index(stack.emitter_index, nu)
    faces = [_reflections(side, kind, nu, k0) for side in beside]
    phase = [np.exp(2j * kz * k0 * side.gap_um) for side in beside]
    # reflection of the transverse E at the dipole
    sign = 1.0 if kind is Polarisation.S else -1.0
    seen = [sign * own[0] * turn for own, turn in zip(faces, phase, strict=True)]
    source = 1.0 / kz if kind is Polarisation.S else kz / stack.emitter_index**2
    field = np.zeros((nu.size, from_dipole_um.size), dtype=complex)
    for number, (side, towards) in enumerate(zip(beside, (-1.0, 1.0), strict=True)):
        other = seen[1 - number]
        amplitude = source * (1.0 + other) / (1.0 - seen[0] * seen[1])
        chosen = towards * from_dipole_um > 0.0
        depth = np.abs(from_dipole_um[chosen])
        field[:, chosen] = _outwards(side, faces[number], kind, nu, k0, amplitude, depth)
    return field


def _media(side: Side) -> list[tuple[complex | None, float]]:
    """Index and thickness from the dipole outwards; the half-space's is infinite."""
    layers = list(zip(side.index, side.thickness_um, strict=True))
    return [(side.emitter_index, side.gap_um), *layers, (side.half_space, math.inf)]


def _reflections(side: Side, kind: Polarisation, nu: ComplexArray, k0: float) -> list[ComplexArray]:
    """Reflection of psi at every face as seen from the dipole, the first one first."""
    media = _media(side)
    known: list[ComplexArray] = []
    beyond = np.zeros(nu.size, dtype=complex)
    for (inner, _), (outer, depth) in zip(media[-2::-1], media[:0:-1], strict=True):
        if outer is None:  # a perfect conductor: E_t = 0
            beyond = np.full(nu.size, -1.0 if kind is Polarisation.S else 1.0, dtype=complex)
            known.insert(0, beyond)
            continue
        own = admittance(complex(inner or 1.0), normal_index(complex(inner or 1.0), nu), kind)
        kz = normal_index(complex(outer), nu)
        next_ = admittance(complex(outer), kz, kind)
        face = (own - next_) / (own + next_)
        back = beyond * np.exp(2j * kz * k0 * depth) if math.isfinite(depth) else beyond
        beyond = (face + back) / (1.0 + face * back)
        known.insert(0, beyond)
    return known


def _outwards(
    side: Side,
    faces: list[ComplexArray],
    kind: Polarisation,
    nu: ComplexArray,
    k0: float,
    amplitude: ComplexArray,
    depth_um: FloatArray,
) -> ComplexArray:
    """Transverse E at depths from the dipole outwards, (K, Z), by (2)."""
    field = np.zeros((nu.size, depth_um.size), dtype=complex)
    start, s = 0.0, kind is Polarisation.S
    emitter = complex(side.emitter_index)
    ratio = 1.0 if s else 1.0 / admittance(emitter, normal_index(emitter, nu), kind)
    psi = amplitude * ratio  # outgoing E or H at the layer's beginning
    media = _media(side)
    for number, (index, thickness) in enumerate(media):
        if index is None:
            break
        kz = normal_index(complex(index), nu)
        chosen = (depth_um > start) & (depth_um <= start + thickness)
        is_last = not math.isfinite(thickness)
        turn = np.zeros_like(kz) if is_last else np.exp(1j * kz * k0 * thickness)
        back = np.zeros_like(kz) if is_last else faces[number] * turn
        into = (depth_um[chosen] - start) * k0
        out = np.exp(1j * np.outer(kz, into))
        # exp(i kz (d - z)), which decays as well
        home = np.zeros_like(out) if is_last else np.exp(1j * np.outer(kz, k0 * thickness - into))
        scale = 1.0 if s else admittance(complex(index), kz, kind)
        sign = 1.0 if s else -1.0
        field[:, chosen] = (scale * psi)[:, None] * (out + sign * back[:, None] * home)
        if is_last:
            break
        arriving = psi * turn * (1.0 + faces[number])
        start += thickness
        after, deep = media[number + 1]
        if after is None:
            break
        if math.isfinite(deep):
            around = faces[number + 1] * np.exp(2j * normal_index(complex(after), nu) * k0 * deep)
            psi = arriving / (1.0 + around)
        else:
            psi = arriving
    return field
