"""From the half-space inwards to the emitter: what a stack of slices reflects and lets through.

Waves that go away from the emitter have the amplitudes a at the inner face of a slice, those that
come back R a. Across a face into the next slice (W', V', R'),

    x = W^-1 W' (1 + R'),   y = V^-1 V' (1 - R'),                                   (1)
    r = (x - y) (x + y)^-1,   a' = 2 (x + y)^-1 a,   R = X r X,   X = exp(i q d)    (2)

at the slice's outer and its inner face. No growing exponential occurs. Below the emitter the same
holds with z turned round, where H has the other sign.

Source: reflection matrices as in L. Li, J. Opt. Soc. Am. A 13, 1024 (1996).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geometry.arrays import ComplexArray, FloatArray
from sim.optics.methods.fmm.waves.blocks import apply, between, dense, one_like, scaled
from sim.optics.methods.fmm.waves.modes import Modes


@dataclass(frozen=True)
class Layer:
    """Modes of a slice and its height over 1 / k0."""

    modes: Modes
    length: float


@dataclass(frozen=True)
class Beyond:
    """All that lies beyond the emitter on one side.

    Attributes:
        layers: from the emitter's neighbour to the half-space.
        reflected: [i] R at the inner face of layer i.
        passed: [i] a' of layer i per a at the outer face of the one before it; 0 is behind the
            emitter.
        bare: [i] r at the outer face of layer i, which R is made of; 0 for the half-space.
        returned: r at the emitter's outer face.
    """

    layers: tuple[Layer, ...]
    reflected: tuple[ComplexArray, ...]
    passed: tuple[ComplexArray, ...]
    bare: tuple[ComplexArray, ...]
    returned: ComplexArray

    def amplitudes(self, outgoing: ComplexArray) -> list[ComplexArray]:
        """a at the inner faces of all layers, (2N, S) each.

        Args:
            outgoing: (2N, S) a at the emitter's outer face.
        """
        result = []
        wave = outgoing
        for layer, passed in zip(self.layers, self.passed, strict=True):
            wave = apply(passed, wave)
            result.append(wave)
            wave = scaled(layer.modes.phase(layer.length), wave)
        return result


def beyond(emitter: Modes, layers: tuple[Layer, ...]) -> Beyond:
    """Reflection and transmission of everything beyond the emitter.

    Args:
        emitter: modes of the emitter's slice.
        layers: from the emitter's neighbour to the half-space, whose length is not used.
    """
    last = layers[-1].modes
    reflected = [np.zeros_like(last.electric)]
    bare = [reflected[0]]
    passed: list[ComplexArray] = []
    inner = [emitter, *(layer.modes for layer in layers)]
    for i in range(len(layers) - 1, -1, -1):
        r, through = _face(inner[i], layers[i].modes, reflected[-1])
        passed.append(through)
        if i > 0:
            bare.append(r)
            reflected.append(_to_inner_face(layers[i - 1], r))
    return Beyond(layers, tuple(reflected[::-1]), tuple(passed[::-1]), tuple(bare[::-1]), r)


def _to_inner_face(layer: Layer, r: ComplexArray) -> ComplexArray:
    phase = layer.modes.phase(layer.length)
    if r.ndim == 2 and phase.ndim == 2:
        phase = phase.T.ravel()
    return between(phase, r)


def _face(inner: Modes, outer: Modes, returned: ComplexArray) -> tuple[ComplexArray, ComplexArray]:
    """r and the transmission of a face, (2)."""
    one = one_like(returned)
    if inner.per_order and returned.ndim == 3:
        x = np.linalg.solve(inner.electric, outer.electric @ (one + returned))
        y = np.linalg.solve(inner.magnetic, outer.magnetic @ (one - returned))
    else:
        electric, magnetic = _fields(outer, dense(returned))
        x, y = _in_modes(inner, electric, magnetic)
    inverse = np.linalg.inv(x + y)
    return np.asarray((x - y) @ inverse), np.asarray(2.0 * inverse)


def _fields(modes: Modes, reflected: ComplexArray) -> tuple[ComplexArray, ComplexArray]:
    """E and H of all orders at an inner face for unit amplitudes, (2N, 2N)."""
    one = np.eye(reflected.shape[0])
    return apply(modes.electric, one + reflected), apply(modes.magnetic, one - reflected)


def _in_modes(
    modes: Modes, electric: ComplexArray, magnetic: ComplexArray
) -> tuple[ComplexArray, ComplexArray]:
    """W^-1 E and V^-1 H."""
    if modes.per_order:
        return electric, apply(np.linalg.inv(modes.magnetic), magnetic)
    return np.linalg.solve(modes.electric, electric), np.linalg.solve(modes.magnetic, magnetic)


def tangential(
    modes: Modes, reflected: ComplexArray, wave: ComplexArray
) -> tuple[ComplexArray, ComplexArray]:
    """E and H of all orders at the inner face of a layer, (2N, S) each."""
    back = apply(reflected, wave)
    return apply(modes.electric, wave + back), apply(modes.magnetic, wave - back)


def net_power(electric: ComplexArray, magnetic: ComplexArray, weight: FloatArray) -> FloatArray:
    """Power away from the emitter through a face, per column and unit area, (S,).

    Args:
        electric, magnetic: (2N, S).
        weight: (N,) of the orders: 1, or how many equal ones each stands for in a film.
    """
    n = weight.size
    cross = electric[:n] * np.conj(magnetic[n:]) - electric[n:] * np.conj(magnetic[:n])
    return np.asarray(0.5 * weight @ cross.real)
