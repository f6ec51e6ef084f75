"""Plane waves in a stack of homogeneous layers: reflection, transmission, power per interface.

Time dependence exp(-i w t), indices n + i k with k >= 0. One scalar describes each polarisation:
psi = E (s) or psi = H (p), with admittance Y = kz (s) or kz / eps (p) in units of k0, so that an
interface reflects r = (Y1 - Y2) / (Y1 + Y2) and transmits t = 1 + r in both. Waves are followed
from the emitter outwards by reflection coefficients only; no growing exponential occurs.

Source: Abeles recursion as in P. Yeh, Optical Waves in Layered Media, Wiley 1988, chapter 5.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np

from geometry.arrays import ComplexArray, FloatArray
from sim.optics.film.outside import AIR, Outside

_GRAZING = 3e-6
"""Smallest kz / k0 over the index. A wave that grazes a layer (kz = 0) makes the recursion 0 / 0
although powers have a limit there. They differ from it by (kz d k0)^2 at a small kz, the
differences in the recursion lose 1e-16 / kz: both are below 1e-10."""


class Polarisation(Enum):
    """s: E parallel to the layers (TE); p: H parallel to the layers (TM)."""

    S = "s"
    P = "p"


@dataclass(frozen=True)
class PlanarStack:
    """Numbers of a layered medium at one wavelength, from the substrate up.

    Attributes:
        substrate_index, superstrate_index: complex index of the half-spaces; None stands for a
            perfect conductor.
        layer_index: complex index per layer.
        thickness_um: thickness per layer.
        emitter: position of the emitting layer. Its dipole radiates as in the real part of its
            index, because the power of a dipole inside an absorber is unbounded.
        outside: what light meets that leaves the substrate, seen from there outwards.
    """

    substrate_index: complex | None
    layer_index: tuple[complex, ...]
    thickness_um: tuple[float, ...]
    emitter: int
    superstrate_index: complex | None
    outside: Outside = AIR

    def __post_init__(self) -> None:
        if len(self.layer_index) != len(self.thickness_um):
            raise ValueError("a stack needs one thickness per layer")
        if not 0 <= self.emitter < len(self.layer_index):
            raise ValueError(f"no layer {self.emitter} in a stack of {len(self.layer_index)}")
        if any(not (math.isfinite(d) and d >= 0) for d in self.thickness_um):
            raise ValueError("layer thicknesses must be finite and not negative")
        known = [n for n in (*self.layer_index, *self.half_spaces) if n is not None]
        if any(not (np.isfinite(n) and n.imag >= 0 and n.real >= 0 and n != 0) for n in known):
            raise ValueError("indices must be n + i k with n, k >= 0")
        if self.emitter_index <= 0:
            raise ValueError("the emitter needs a positive real index")

    @property
    def half_spaces(self) -> tuple[complex | None, complex | None]:
        """Indices of substrate and superstrate."""
        return (self.substrate_index, self.superstrate_index)

    @property
    def emitter_index(self) -> float:
        """Real index in which the dipole radiates."""
        return float(np.real(self.layer_index[self.emitter]))

    @property
    def is_lossless(self) -> bool:
        """Whether nothing but the emitter absorbs (the emitter is taken lossless).

        A layer without thickness absorbs nothing, whatever its index.
        """
        layers = [
            n
            for i, (n, thickness) in enumerate(
                zip(self.layer_index, self.thickness_um, strict=True)
            )
            if i != self.emitter and thickness > 0.0
        ]
        every = [n for n in (*layers, *self.half_spaces) if n is not None]
        return all(complex(n).imag == 0.0 for n in every)

    def with_lossless_emitter(self) -> PlanarStack:
        """The stack with the emitter's k set to zero."""
        indices = list(self.layer_index)
        indices[self.emitter] = complex(self.emitter_index)
        return replace(self, layer_index=tuple(indices))


@dataclass(frozen=True)
class Side:
    """What lies on one side of the dipole, counted outwards.

    Attributes:
        emitter_index: real index at the dipole.
        gap_um: distance from the dipole to the first interface.
        index, thickness_um: layers between the first interface and the half-space.
        half_space: its index; None is a perfect conductor.
    """

    emitter_index: float
    gap_um: float
    index: tuple[complex, ...]
    thickness_um: tuple[float, ...]
    half_space: complex | None


@dataclass(frozen=True)
class SideResponse:
    """How a side answers a unit outgoing wave at the dipole, per lateral index (X,).

    Attributes:
        reflection: (X,) reflected over outgoing psi, both at the dipole.
        flux: (L + 1, X) power density through each interface outwards, first to last, for a unit
            outgoing amplitude at the dipole (unit: |psi|^2 times admittance).
    """

    reflection: ComplexArray
    flux: FloatArray


def normal_index(index: complex, lateral: ComplexArray) -> ComplexArray:
    """kz / k0 in a medium at lateral index k_par / k0; decaying or outgoing branch.

    On the real axis and in the fourth quadrant of ``lateral`` the principal root is the continuous
    physical branch. It is kept off 0, where a wave grazes the medium.
    """
    kz = np.sqrt(complex(index) ** 2 - lateral**2 + 0j)
    smallest, size = _GRAZING * abs(index), np.abs(kz)
    direction = np.divide(kz, size, out=np.ones_like(kz), where=size > 0.0)
    return np.asarray(np.where(size < smallest, smallest * direction, kz))


def admittance(index: complex, kz: ComplexArray, polarisation: Polarisation) -> ComplexArray:
    """kz (s) or kz / eps (p), in units of k0."""
    if polarisation is Polarisation.S:
        return kz
    return np.asarray(kz / complex(index) ** 2)


def sides(stack: PlanarStack, height_um: float) -> tuple[Side, Side]:
    """The sides below and above a dipole ``height_um`` over its layer's lower face.

    Raises:
        ValueError: the height is outside the emitter.
    """
    thickness = stack.thickness_um[stack.emitter]
    if not 0.0 <= height_um <= thickness:
        raise ValueError(f"dipole at {height_um:g} um in an emitter {thickness:g} um thick")
    at, n = stack.emitter, stack.emitter_index
    below = Side(
        n,
        height_um,
        stack.layer_index[:at][::-1],
        stack.thickness_um[:at][::-1],
        stack.substrate_index,
    )
    above = Side(
        n,
        thickness - height_um,
        stack.layer_index[at + 1 :],
        stack.thickness_um[at + 1 :],
        stack.superstrate_index,
    )
    return below, above


def with_absorbing_emitter(side: Side, index: complex) -> Side:
    """A side with the absorbing emitter as first layer: the lossless gap shrinks to zero."""
    return replace(
        side,
        gap_um=0.0,
        index=(index, *side.index),
        thickness_um=(side.gap_um, *side.thickness_um),
    )


@dataclass(frozen=True)
class _Interface:
    """Reflection and transmission of psi at one interface."""

    r: ComplexArray
    t: ComplexArray


def _interfaces(admittances: list[ComplexArray], perfect: ComplexArray | None) -> list[_Interface]:
    interfaces = []
    for inner, outer in zip(admittances[:-1], admittances[1:], strict=True):
        r = (inner - outer) / (inner + outer)
        interfaces.append(_Interface(r, np.asarray(1.0 + r)))
    if perfect is not None:
        interfaces.append(_Interface(perfect, np.asarray(0.0 * perfect)))
    return interfaces


def respond(
    side: Side, lateral: ComplexArray, polarisation: Polarisation, wavelength_um: float
) -> SideResponse:
    """Reflection at the dipole and power through every interface of ``side``.

    Args:
        lateral: (X,) lateral index k_par / k0, real or in the fourth quadrant.
    """
    k0 = 2.0 * math.pi / wavelength_um
    indices = [complex(side.emitter_index), *side.index]
    if side.half_space is not None:
        indices.append(complex(side.half_space))
    kz = [normal_index(n, lateral) for n in indices]
    y = [admittance(n, k, polarisation) for n, k in zip(indices, kz, strict=True)]
    sign = -1.0 if polarisation is Polarisation.S else 1.0
    perfect = np.full(lateral.shape, sign + 0j) if side.half_space is None else None
    faces = _interfaces(y, perfect)
    lengths = [side.gap_um, *side.thickness_um]
    phase = [np.exp(1j * k0 * k * d) for k, d in zip(kz, lengths, strict=False)]

    inwards = _inwards(faces, phase)
    flux = np.zeros((len(faces), lateral.size))
    amplitude = np.ones_like(phase[0])
    for i, face in enumerate(faces):
        # power through interface i is taken just outside it, where psi is continuous
        amplitude = amplitude * phase[i] * face.t
        if i + 1 < len(phase):
            amplitude = amplitude / inwards.denominator[i]
            back = inwards.returned[i + 1]
            density = (y[i + 1] * (1.0 - back) * np.conj(1.0 + back)).real
        elif side.half_space is not None:
            density = y[i + 1].real
        else:
            continue
        flux[i] = np.abs(amplitude) ** 2 * density
    return SideResponse(inwards.returned[0], flux)


@dataclass(frozen=True)
class _Inwards:
    """Reflections from the half-space back to the dipole.

    Attributes:
        returned: [i] reflection of everything beyond, at the start of layer i (the dipole for 0).
        denominator: [i] multiple reflection between interface i and what lies beyond layer i + 1.
    """

    returned: list[ComplexArray]
    denominator: list[ComplexArray]


def _inwards(faces: list[_Interface], phase: list[ComplexArray]) -> _Inwards:
    returned = [np.asarray(faces[-1].r * phase[-1] ** 2)]
    denominators: list[ComplexArray] = []
    for face, factor in zip(faces[-2::-1], phase[-2::-1], strict=True):
        denominators.append(np.asarray(1.0 + face.r * returned[-1]))
        gamma = (face.r + returned[-1]) / denominators[-1]
        returned.append(np.asarray(gamma * factor**2))
    return _Inwards(returned[::-1], denominators[::-1])


def transmission(
    lateral: FloatArray, inside: float, outside: float, polarisation: Polarisation
) -> FloatArray:
    """Fresnel power transmission of one interface between transparent media, shape of lateral.

    Zero where the wave is evanescent outside.
    """
    allowed = lateral < min(inside, outside)
    safe = np.where(allowed, lateral, 0.0).astype(complex)
    y_in = admittance(inside, normal_index(inside, safe), polarisation)
    y_out = admittance(outside, normal_index(outside, safe), polarisation)
    r = (y_in - y_out) / (y_in + y_out)
    return np.where(allowed, 1.0 - np.abs(r) ** 2, 0.0)
