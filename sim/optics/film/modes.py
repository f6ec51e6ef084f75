"""Guided modes and surface plasmons of a layered medium.

A mode is a lateral index nu at which psi decays into both half-spaces. With psi and
chi = psi' / m (m = 1 for s, eps for p) carried from the substrate to the superstrate by layer
matrices, its condition is an entire function of the layers' parameters:

    W(nu) = chi + (q / m) psi = 0 at the last interface,   q = sqrt(nu^2 - eps).

For real eps and nu beyond both light lines W is real, so that its sign changes find every mode;
with loss they are the starting points of Newton's method in the complex plane. The list serves two
purposes: the residues are the powers of guided modes in lossless stacks, and quadratures on the
real axis put their panels where the resonances are.

Source: matrix method as in P. Yeh, Optical Waves in Layered Media, Wiley 1988, chapter 11.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from geometry.arrays import ComplexArray, FloatArray
from sim.optics.film.multilayer import PlanarStack, Polarisation

SEARCH_DENSITY = 30
"""Points of the mode search per half wave in the stack."""

_BEYOND = 1.001
"""The TEM mode between two perfect conductors sits exactly at the layer's index."""

_NEWTON_STEPS = 12
_NEWTON_TOLERANCE = 1e-11
_SETTLED = 1e-8
"""Relative last steps: the first stops the iteration, the second is accepted as a root."""
_PLASMON_SEARCH = 3.0
"""Stacks with metal are searched up to this multiple of their largest dielectric index: plasmons
of thin metal films exceed every dielectric index."""

_TUNNEL = 1.0
"""Least exponent of the field's decay in a layer through which a resonance leaks."""


@dataclass(frozen=True)
class GuidedMode:
    """A mode of the stack.

    Attributes:
        polarisation: s (TE) or p (TM).
        index: complex effective index; the imaginary part is its attenuation.
    """

    polarisation: Polarisation
    index: complex


@dataclass(frozen=True)
class _Scalars:
    """A stack as plain permittivities."""

    substrate: complex | None
    layers: tuple[complex, ...]
    phase_lengths: tuple[float, ...]
    """k0 times thickness."""
    superstrate: complex | None

    def real(self) -> _Scalars:
        """The stack without the imaginary parts."""
        return _Scalars(
            None if self.substrate is None else complex(self.substrate.real),
            tuple(complex(eps.real) for eps in self.layers),
            self.phase_lengths,
            None if self.superstrate is None else complex(self.superstrate.real),
        )


def _scalars(stack: PlanarStack, wavelength_um: float) -> _Scalars:
    k0 = 2.0 * math.pi / wavelength_um

    def square(index: complex | None) -> complex | None:
        return None if index is None else complex(index) ** 2

    return _Scalars(
        square(stack.substrate_index),
        tuple(complex(n) ** 2 for n in stack.layer_index),
        tuple(k0 * d for d in stack.thickness_um),
        square(stack.superstrate_index),
    )


def _mismatch(medium: _Scalars, lateral: ComplexArray, polarisation: Polarisation) -> ComplexArray:
    """W(nu), each layer scaled by a positive factor so that nothing overflows."""
    s = polarisation is Polarisation.S
    one, zero = np.ones_like(lateral), np.zeros_like(lateral)
    if medium.substrate is None:
        psi, chi = (zero, one) if s else (one, zero)
    else:
        psi = one
        chi = np.sqrt(lateral**2 - medium.substrate) / (1.0 if s else medium.substrate)
    for eps, length in zip(medium.layers, medium.phase_lengths, strict=True):
        m = 1.0 if s else eps
        kz = np.sqrt(eps - lateral**2)
        kz = np.where(np.abs(kz) < 1e-9, 1e-9 + 0j, kz)
        turn = 1j * kz * length
        scale = np.abs(turn.real)
        forward, backward = np.exp(turn - scale), np.exp(-turn - scale)
        cos, sin_over_kz = 0.5 * (forward + backward), (forward - backward) / (2j * kz)
        psi, chi = cos * psi + m * sin_over_kz * chi, cos * chi - kz**2 * sin_over_kz / m * psi
    if medium.superstrate is None:
        return psi if s else chi
    q = np.sqrt(lateral**2 - medium.superstrate)
    return np.asarray(chi + q / (1.0 if s else medium.superstrate) * psi)


def _search_range(medium: _Scalars) -> tuple[float, float] | None:
    """Lateral indices between the light lines of the half-spaces and the largest index."""
    half_spaces = [e.real for e in (medium.substrate, medium.superstrate) if e is not None]
    every = [e.real for e in medium.layers] + half_spaces
    low = math.sqrt(max([0.0, *half_spaces]))
    high = _BEYOND * math.sqrt(max(0.0, *every))
    if min(every) < 0.0:
        high *= _PLASMON_SEARCH
    return (low, high) if high > low else None


def _seeds(medium: _Scalars, polarisation: Polarisation, density: int) -> FloatArray:
    """Sign changes of W for the stack without loss.

    Points crowd towards both ends: modes near cutoff, and those of the densest layer.
    """
    bounds = _search_range(medium)
    if bounds is None:
        return np.empty(0)
    real = medium.real()
    phase = sum(
        length * math.sqrt(max(0.0, eps.real))
        for eps, length in zip(real.layers, real.phase_lengths, strict=True)
    )
    count = density * (8 + math.ceil(phase / math.pi))
    share = np.sin(0.5 * math.pi * np.arange(1, count) / count) ** 2
    share = np.concatenate([np.geomspace(1e-12, share[0], 10, endpoint=False), share])
    lateral = bounds[0] + (bounds[1] - bounds[0]) * share
    value = _mismatch(real, lateral.astype(complex), polarisation).real
    change = np.nonzero(np.sign(value[:-1]) != np.sign(value[1:]))[0]
    fraction = value[change] / (value[change] - value[change + 1])
    return np.asarray(lateral[change] + fraction * (lateral[change + 1] - lateral[change]))


def _newton(medium: _Scalars, seeds: FloatArray, polarisation: Polarisation) -> ComplexArray:
    """Zeros of W near ``seeds``; those whose iteration does not settle are left out."""
    at = seeds.astype(complex)
    change = np.full(at.shape, np.inf + 0j)
    for _ in range(_NEWTON_STEPS):
        step = 1e-7 * np.maximum(1.0, np.abs(at))
        around = np.concatenate([at, at + step, at - step])
        value, beside, before = _mismatch(medium, around, polarisation).reshape(3, -1)
        slope = (beside - before) / (2.0 * step)
        change = np.divide(value, slope, out=np.ones_like(value), where=slope != 0.0)
        shorten = np.minimum(1.0, 0.1 * np.abs(at) / np.maximum(np.abs(change), 1e-300))
        change = change * shorten
        at = at - change
        if np.all(np.abs(change) <= _NEWTON_TOLERANCE * np.abs(at)):
            break
    return np.asarray(at[np.abs(change) <= _SETTLED * np.abs(at)])


def guided_modes(
    stack: PlanarStack, wavelength_um: float, density: int = SEARCH_DENSITY
) -> tuple[GuidedMode, ...]:
    """Modes bound to the stack, by decreasing effective index.

    Args:
        density: points of the search per half wave in the stack; too few lose nearly degenerate
            pairs, as two distant guides have.

    In a stack with loss only modes that descend from those without loss are found; strongly
    absorbed waves have no sharp resonance and are not needed.
    """
    medium = _scalars(stack, wavelength_um)
    modes: list[GuidedMode] = []
    for polarisation in Polarisation:
        roots: list[complex] = []
        for root in _newton(medium, _seeds(medium, polarisation, density), polarisation):
            if not any(abs(root - other) < _SETTLED for other in roots):
                roots.append(complex(root))
        modes.extend(GuidedMode(polarisation, root) for root in roots if root.real > 0)
    return tuple(sorted(modes, key=lambda mode: -mode.index.real))


def leaky_modes(stack: PlanarStack, wavelength_um: float) -> tuple[GuidedMode, ...]:
    """Resonances that leak into a half-space through a layer in which they are evanescent.

    Modes of the stack that ends with that layer, between its index and the light line of the
    half-space behind it. Their attenuation contains exp(-2 kappa d), the size of the leak; what it
    moves of the index is as small.
    """
    k0 = 2.0 * math.pi / wavelength_um
    found: list[GuidedMode] = []
    for number, (index, thickness) in enumerate(
        zip(stack.layer_index, stack.thickness_um, strict=True)
    ):
        for lowest in (True, False):
            behind = stack.half_spaces[0 if lowest else 1]
            cut = _ending_with(stack, number, lowest)
            if cut is None or behind is None or complex(behind).imag != 0.0:
                continue
            reach = complex(behind).real
            if (
                reach <= index.real
                or k0 * thickness * math.sqrt(reach**2 - index.real**2) < _TUNNEL
            ):
                continue
            for mode in guided_modes(cut, wavelength_um):
                decay = math.sqrt(max(0.0, mode.index.real**2 - (index**2).real))
                leak = 1j * math.exp(-2.0 * k0 * thickness * decay)
                if mode.index.real < reach:
                    found.append(GuidedMode(mode.polarisation, mode.index + leak))
    kept: list[GuidedMode] = []
    for mode in sorted(found, key=lambda mode: mode.index.imag):
        if not any(_is_same(mode, other) for other in kept):
            kept.append(mode)
    return tuple(kept)


def _ending_with(stack: PlanarStack, number: int, lowest: bool) -> PlanarStack | None:
    """The stack that has layer ``number`` as half-space; None where nothing or no emitter is left.

    A conductor as half-space of a stack without loss has no modes of its own to add.
    """
    index = stack.layer_index[number]
    if complex(index).real <= complex(index).imag:
        return None
    if lowest and number < stack.emitter:
        return replace(
            stack,
            substrate_index=index,
            layer_index=stack.layer_index[number + 1 :],
            thickness_um=stack.thickness_um[number + 1 :],
            emitter=stack.emitter - number - 1,
        )
    if not lowest and number > stack.emitter:
        return replace(
            stack,
            superstrate_index=index,
            layer_index=stack.layer_index[:number],
            thickness_um=stack.thickness_um[:number],
        )
    return None


def _is_same(mode: GuidedMode, other: GuidedMode) -> bool:
    """Whether two resonances lie within their widths; several layers may cut off one mode."""
    width = mode.index.imag + other.index.imag + _SETTLED
    return mode.polarisation is other.polarisation and abs(mode.index - other.index) < width
