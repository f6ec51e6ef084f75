"""Waves that dipoles in the emitter send up and down.

With e and h their jumps (sim.optics.methods.fmm.waves.jumps) in modes, W^-1 [E] and V^-1 [H], and
R_u, R_d what comes back to the dipoles' height, the waves that leave are

    (1 - R_d R_u) a = (e + h) / 2 - R_d (e - h) / 2,      b = R_u a - (e - h) / 2.  (1)

The power in the unbounded emitter of index n is n / (12 pi) in these units, for a unit moment.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from geometry.arrays import ComplexArray
from sim.optics.methods.fmm.waves.blocks import apply, between, dense, one_like, scaled, solve
from sim.optics.methods.fmm.waves.modes import Modes
from sim.optics.methods.fmm.waves.recursion import Beyond


@dataclass(frozen=True)
class Emitted:
    """Waves at the dipoles' height, (2N, S) each: up, down, and what comes back to it."""

    up: ComplexArray
    down: ComplexArray
    back_up: ComplexArray
    back_down: ComplexArray


def emitted(
    modes: Modes,
    sides: tuple[Beyond, Beyond],
    gaps: tuple[float, float],
    jump: tuple[ComplexArray, ComplexArray],
) -> Emitted:
    """(1) at the dipoles' height.

    Args:
        modes: of the emitter's slice.
        sides: what lies below and above it.
        gaps: distances from the dipoles to its lower and its upper face over 1 / k0.
        jump: of E and H.
    """
    loop = loop_of(modes, sides, gaps)
    below, above = loop.below, loop.above
    e, h = solve(modes.electric, jump[0]), solve(modes.magnetic, jump[1])
    half_sum, half_gap = 0.5 * (e + h), 0.5 * (e - h)
    up = solve(loop.matrix, half_sum - apply(below, half_gap))
    back_up = apply(above, up)
    down = back_up - half_gap
    return Emitted(up, down, back_up, apply(below, down))


@dataclass(frozen=True)
class Loop:
    """What comes back to the dipoles' height: R_d, R_u and 1 - R_d R_u."""

    below: ComplexArray
    above: ComplexArray
    matrix: ComplexArray


def loop_of(modes: Modes, sides: tuple[Beyond, Beyond], gaps: tuple[float, float]) -> Loop:
    """The left-hand side of (1); arguments as in :func:`emitted`."""
    below, above = (
        between(_flat(modes.phase(gap), side.returned), side.returned)
        for gap, side in zip(gaps, sides, strict=True)
    )
    if below.ndim != above.ndim:  # walls on one side of a flat emitter mix orders there alone
        below, above = dense(below), dense(above)
    return Loop(below, above, one_like(below) - below @ above)


def to_faces(
    modes: Modes, gaps: tuple[float, float], waves: Emitted
) -> tuple[ComplexArray, ComplexArray]:
    """Waves that arrive at the emitter's lower and upper face, (2N, S) each."""
    return scaled(modes.phase(gaps[0]), waves.down), scaled(modes.phase(gaps[1]), waves.up)


def bulk_power(index: float) -> float:
    """Power of a unit moment in the unbounded emitter."""
    return index / (12.0 * math.pi)


def _flat(phase: ComplexArray, matrix: ComplexArray) -> ComplexArray:
    """Factors per order or of all orders, as the matrix is."""
    return phase.T.ravel() if phase.ndim == 2 and matrix.ndim == 2 else phase
