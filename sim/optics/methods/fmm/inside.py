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
from sim.optics.methods.fmm.blocks import apply, scaled
from sim.optics.methods.fmm.problem import Emission


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
    """E at ``count`` Gauss nodes of a slice's height; as many below and above the dipoles in theirs.

    Args:
        emission: waves of dipoles.
        number: of the slice.
        count: of heights.
    """
    around = emission.around
    if number == around.number:
        waves, sides = emission.waves, (around.below, around.above)
        result = []
        for wave, gap, side, sign in zip(
            (waves.down, waves.up), emission.gaps, sides, (-1.0, 1.0), strict=True
        ):
            result += _fields(emission, number, (wave, side.returned), gap, sign, count)
        return result
    upwards = number > around.number
    side, waves_there = (around.above, emission.above) if upwards else (
        around.below,
        emission.below,
    )
    place = abs(number - around.number) - 1
    layer = side.layers[place]
    wave_and_end = (waves_there[place], side.bare[place])
    return _fields(emission, number, wave_and_end, layer.length, 1.0 if upwards else -1.0, count)


def _fields(
    emission: Emission,
    number: int,
    wave_and_end: tuple[ComplexArray, ComplexArray],
    length: float,
    sign: float,
    count: int,
) -> list[FieldAt]:
    solved = emission.around.solved
    modes = solved.modes[number]
    wave, end = wave_and_end
    kx, ky = solved.lateral[0][:, None], solved.lateral[1][:, None]
    n, z = kx.size, modes.z_inverse
    result = []
    for node, weight in zip(*roots_legendre(count), strict=True):
        behind = 0.5 * length * (1.0 + float(node))
        ahead = modes.phase(length - behind)
        out = scaled(modes.phase(behind), wave)
        returned = scaled(ahead, apply(end, scaled(ahead, out)))  # (1)
        electric = apply(modes.electric, out + returned)  # (2)
        magnetic = sign * apply(modes.magnetic, out - returned)
        curl = kx * magnetic[n:] - ky * magnetic[:n]
        vertical = -(z @ curl if z.ndim == 2 else z * curl)  # (3)
        parts = (electric[:n], electric[n:], np.asarray(vertical))
        result.append(FieldAt(0.5 * length * float(weight), parts))
    return result
