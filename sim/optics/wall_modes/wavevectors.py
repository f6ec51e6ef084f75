"""Wavevectors along a wall: on a bent path for the power, on the real axis for where it ends.

Lines of dipoles exp(i k_y y) make up a point: its power is the integral over k_y / 2 pi of theirs.
That of the returned field is analytic and runs along

    k_y = s - 0.35 i n s / (n + s),    s from 0 to TAIL in k0,                          (1)

below the modes that the films guide along the wall. Powers that arrive somewhere are quadratic and
stay on the real axis, where 1 / sqrt(k_m - k_y) is integrable at every mode k_m: pieces end at the
light lines of air and glass and at the modes, with nodes dense at both ends of each,

    k_y = low + (high - low) sin^2(pi t / 2).                                           (2)
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from geometry.arrays import ComplexArray, FloatArray
from sim.optics.nested_rule import NestedRule, joined, nested_gauss
from sim.optics.wall_modes.lines import LineCells

TAIL = 8.0
"""Last wavevector, in k0: at 0.05 um from the wall what is left out is 1e-4 of what returns."""

BEYOND = 0.8
"""Width of the piece behind the last mode, in k0."""

_APART = 0.03
"""Modes nearer than this to one another share an end, in index."""


@dataclass(frozen=True)
class WallRule:
    """How finely a wall is solved.

    Attributes:
        cells: along z.
        along: wavevectors of the power, on (1).
        light_along: of light to air; split at the numerical aperture where one is given.
        light_across: across the wall, per wavevector along it, and more for distant dipoles:
            it has to follow exp(2 i k_x d).
        glass, mode, beyond: of (2), from air's to the glass's light line, per mode, and behind the
            last mode twice.
    """

    cells: LineCells = field(default_factory=LineCells)
    along: int = 24
    light_along: int = 12
    light_across: int = 24
    glass: int = 8
    mode: int = 6
    beyond: int = 6


@dataclass(frozen=True)
class BentPath:
    """Nodes of (1) in k0, (K,), and both weights, dk_y of the path included."""

    node: ComplexArray
    weight: ComplexArray
    coarse_weight: ComplexArray


def bent_path(index: float, count: int) -> BentPath:
    """(1), dense at 0.

    Args:
        index: of the emitter.
        count: of nodes.
    """
    rule = nested_gauss(count)
    s, slope = TAIL * rule.node**2, 2.0 * TAIL * rule.node
    bend = (1.0 - 0.35j * index**2 / (index + s) ** 2) * slope
    path = np.asarray(s - 0.35j * index * s / (index + s), complex)
    return BentPath(
        path,
        np.asarray(rule.weight * bend, complex),
        np.asarray(rule.coarse_weight * bend, complex),
    )


def to_air(count: int, numerical_aperture: float | None, cone: float = 1.0) -> NestedRule:
    """Wavevectors of light that reaches the observer, in k0, by equal angles.

    Args:
        count: of the rule.
        numerical_aperture: at which collected light ends, where one is given.
        cone: largest lateral index of that light, 1 in air.
    """
    ends = [0.0, 1.0]
    if numerical_aperture is not None and numerical_aperture < cone:
        ends.insert(1, numerical_aperture / cone)
    rule = nested_gauss(count)
    pieces = []
    for low, high in zip(np.arcsin(ends[:-1]), np.arcsin(ends[1:]), strict=True):
        angle = low + (high - low) * rule.node
        pieces.append(rule.mapped(cone * np.sin(angle), cone * (high - low) * np.cos(angle)))
    return joined(pieces)


def beyond_air(
    rule: WallRule, cone: float, glass_index: float, mode_index: Sequence[float]
) -> NestedRule:
    """(2) beyond the light that reaches the observer, in k0.

    Args:
        rule: how many nodes.
        cone: largest lateral index of that light.
        glass_index: real.
        mode_index: real indices of what the columns guide.
    """
    ends, counts = [cone], []
    if glass_index > cone + _APART:
        ends.append(glass_index)
        counts.append(rule.glass)
    for index in sorted(mode_index):
        if index > ends[-1] + _APART:
            ends.append(index)
            counts.append(rule.mode)
    last = ends[-1]
    ends += [last + BEYOND, max(TAIL, last + 2.0 * BEYOND)]
    counts += [rule.beyond, rule.beyond]
    pieces = []
    for low, high, count in zip(ends[:-1], ends[1:], counts, strict=True):
        gauss = nested_gauss(count)
        half = 0.5 * math.pi * gauss.node
        node = low + (high - low) * np.sin(half) ** 2
        pieces.append(gauss.mapped(node, (high - low) * 0.5 * math.pi * np.sin(2.0 * half)))
    return joined(pieces)


def across(
    count: int, reach_um: float, behind_um: float, k0: float
) -> tuple[FloatArray, FloatArray]:
    """Nodes and weights over k_x in the rest of the light cone, of -1 to 1, as sin: (K,) each.

    The largest step, k0 pi^2 / 2 K, has to follow exp(2 i k_x d), and to tell places apart that are
    as far from one another as dipoles and what lies behind the bank.

    Args:
        count: of the rule.
        reach_um: largest distance of a dipole from the wall.
        behind_um: how far behind the wall light is looked for.
        k0: largest wavevector of the cone, in 1/um.
    """
    more = k0 * max(2.2 * reach_um, reach_um + behind_um)
    nodes = nested_gauss(count + math.ceil(more))
    angle = math.pi * (nodes.node - 0.5)
    return np.sin(angle), math.pi * nodes.weight * np.cos(angle)
