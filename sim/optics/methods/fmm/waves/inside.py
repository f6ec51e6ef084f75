"""Fields inside a slice, from the waves that leave the dipoles.

At a distance t beyond the inner face of a layer of length d, with a there and r at its outer face,

    out = exp(i q t) a,    returned = exp(i q (d - t)) r exp(i q (d - t)) out,      (1)
    E_t = W (out + returned),   +-H_t = V (out - returned),                         (2)
    E_z = -[[eps]]^-1 (k_x H_y - k_y H_x).                                          (3)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import roots_legendre

from geometry.arrays import ComplexArray
from sim.optics.methods.fmm.waves.blocks import apply, scaled
from sim.optics.methods.fmm.waves.problem import Emission


@dataclass(frozen=True)
class FieldAt:
    """E of all orders at one height of a slice.

    Attributes:
        weight: of the height in an integral over the slice, over 1 / k0.
        electric: x, y and z components, (N, S) each.
    """

    weight: float
    electric: tuple[ComplexArray, ComplexArray, ComplexArray]


def fields_in_slice(emission: Emission, number: int, count: int) -> list[FieldAt]:
    """E at ``count`` Gauss nodes of a slice's height, or of both parts of the dipoles' own slice.

    Args:
        emission: waves of dipoles.
        number: of the slice.
        count: of heights.
    """
    result = []
    for stretch in _stretches(emission, number):
        for node, weight in zip(*roots_legendre(count), strict=True):
            behind = 0.5 * stretch.length * (1.0 + float(node))
            electric = _field(emission, number, stretch, behind)
            result.append(FieldAt(0.5 * stretch.length * float(weight), electric))
    return result


def field_beside(
    emission: Emission, distance: float, above: bool
) -> tuple[ComplexArray, ComplexArray, ComplexArray]:
    """E of all orders at a distance from the dipoles' height, over 1 / k0, in their slice."""
    number = emission.around.number
    return _field(emission, number, _stretches(emission, number)[int(above)], distance)


@dataclass(frozen=True)
class _Stretch:
    """Part of a slice that waves cross away from the dipoles.

    Attributes:
        wave: at its inner end, (2N, S).
        end: r at its outer end.
        length: over 1 / k0.
        sign: 1 above the dipoles, -1 below.
    """

    wave: ComplexArray
    end: ComplexArray
    length: float
    sign: float


def _stretches(emission: Emission, number: int) -> tuple[_Stretch, ...]:
    around = emission.around
    if number == around.number:
        waves, gaps = emission.waves, emission.gaps
        return (
            _Stretch(waves.down, around.below.returned, gaps[0], -1.0),
            _Stretch(waves.up, around.above.returned, gaps[1], 1.0),
        )
    upwards = number > around.number
    side = around.above if upwards else around.below
    waves_there = emission.above if upwards else emission.below
    place = abs(number - around.number) - 1
    length, sign = side.layers[place].length, 1.0 if upwards else -1.0
    return (_Stretch(waves_there[place], side.bare[place], length, sign),)


def _field(
    emission: Emission, number: int, stretch: _Stretch, behind: float
) -> tuple[ComplexArray, ComplexArray, ComplexArray]:
    solved = emission.around.solved
    modes = solved.modes[number]
    kx, ky = solved.lateral[0][:, None], solved.lateral[1][:, None]
    n, z = kx.size, modes.z_inverse
    ahead = modes.phase(stretch.length - behind)
    out = scaled(modes.phase(behind), stretch.wave)
    returned = scaled(ahead, apply(stretch.end, scaled(ahead, out)))  # (1)
    electric = apply(modes.electric, out + returned)  # (2)
    magnetic = stretch.sign * apply(modes.magnetic, out - returned)
    curl = kx * magnetic[n:] - ky * magnetic[:n]
    vertical = -(z @ curl if z.ndim == 2 else z * curl)  # (3)
    return electric[:n], electric[n:], np.asarray(vertical)
