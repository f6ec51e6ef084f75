"""One way through a slice, away from the dipoles: how a change of it alters what comes back.

With the wave a at the inner face, r at the outer one, X = exp(i q d) and R = X r X (fmm.waves.
recursion), a changed length, a changed r and moving walls (A and B of sim.optics.methods.fmm.
gradient.coupling, with its integrals A_2 and B_3) give

    dR a = X dr X a + i dd (q R + R q) a
           + B_3 a + A_2 r X a + X r A_2 a + X r B_3 r X a,                         (1)
    d(X a) = X da + i dd q X a + A_2 a + B_3 r X a.                                 (2)

The second line of (1) solves R' = -i (q R + R q) - B - A R - R A - R B R to first order.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from geometry.arrays import ComplexArray
from sim.optics.methods.fmm.gradient.coupling import Coupling, through
from sim.optics.methods.fmm.waves.blocks import apply, scaled
from sim.optics.methods.fmm.waves.modes import Modes


@dataclass(frozen=True)
class SliceChange:
    """Per unit of a parameter.

    Attributes:
        length: d(length), over 1 / k0.
        walls: coupling of the slice's modes; None where no wall moves.
    """

    length: float = 0.0
    walls: Coupling | None = None


@dataclass(frozen=True)
class Stretch:
    """A way of a wave.

    Attributes:
        modes: of the slice.
        length: over 1 / k0.
        end: r at its outer face.
        wave: a at its inner face, (2N, S).
    """

    modes: Modes
    length: float
    end: ComplexArray
    wave: ComplexArray

    @cached_property
    def phase(self) -> ComplexArray:
        """X."""
        return self.modes.phase(self.length)

    @cached_property
    def arriving(self) -> ComplexArray:
        """X a."""
        return scaled(self.phase, self.wave)

    @cached_property
    def turned(self) -> ComplexArray:
        """r X a."""
        return apply(self.end, self.arriving)

    def returned(self, wave: ComplexArray) -> ComplexArray:
        """R times columns."""
        return scaled(self.phase, apply(self.end, scaled(self.phase, wave)))

    def returned_change(self, end_change: ComplexArray, change: SliceChange) -> ComplexArray:
        """(1): dR a, for dr X a."""
        result = scaled(self.phase, end_change)
        if change.length != 0.0:
            there = scaled(self.modes.q, scaled(self.phase, self.turned))
            back = self.returned(scaled(self.modes.q, self.wave))
            result = result + 1j * change.length * (there + back)
        if change.walls is not None:
            same, other = through(change.walls, self.modes.q, self.length)
            result = result + other @ self.wave + same @ self.turned
            inner = same @ self.wave + other @ self.turned
            result = result + scaled(self.phase, apply(self.end, inner))
        return np.asarray(result)

    def arriving_change(self, wave_change: ComplexArray, change: SliceChange) -> ComplexArray:
        """(2): d(X a), for da."""
        result = scaled(self.phase, wave_change)
        if change.length != 0.0:
            result = result + 1j * change.length * scaled(self.modes.q, self.arriving)
        if change.walls is not None:
            same, other = through(change.walls, self.modes.q, self.length)
            result = result + same @ self.wave + other @ self.turned
        return np.asarray(result)
