"""Change of the total power of dipoles and of their light to the observer with a parameter.

Across a face, with F = W^-1 W', G = V^-1 V' and y = dR' a' of what lies beyond, the incident wave t
and the transmission T of sim.optics.methods.fmm.waves.recursion,

    dr t = [(F + G) y - r (F - G) y] / 2,                                           (1)
    da' = T dt - T (F - G) y / 2,                                                   (2)

so that changes are columns, one per dipole, and no matrix is multiplied by another. At the dipoles,
with A and B of what comes back from above and below, (1) of fmm.waves.emission gives

    (1 - B A) da = d(e + h) / 2 + dB b + B (dA a - d(e - h) / 2),                   (3)
    db = dA a + A da - d(e - h) / 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from geometry.arrays import ComplexArray, FloatArray
from sim.optics.methods.fmm.arriving import Ends, Radiated, components, radiated
from sim.optics.methods.fmm.gradient.basis import Basis, Solver, inverse_of
from sim.optics.methods.fmm.gradient.stretch import SliceChange, Stretch
from sim.optics.methods.fmm.waves.blocks import apply
from sim.optics.methods.fmm.waves.emission import loop_of
from sim.optics.methods.fmm.waves.problem import Emission
from sim.optics.methods.fmm.waves.recursion import Beyond


@dataclass(frozen=True)
class WaveChange:
    """Per unit of a parameter.

    Attributes:
        slices: of every slice.
        gaps: of the dipoles' distances to the lower and the upper face of their slice, over 1 / k0.
        jump: of E and H at the dipoles, (2N, S) each.
    """

    slices: tuple[SliceChange, ...]
    gaps: tuple[float, float]
    jump: tuple[ComplexArray, ComplexArray]


@dataclass(frozen=True)
class Tangent:
    """Waves of dipoles with what their changes need.

    Attributes:
        emission: the waves.
        bases: of all slices.
        ends: where light ends.
    """

    emission: Emission
    bases: tuple[Basis, ...]
    ends: Ends

    @cached_property
    def radiated(self) -> Radiated:
        """On the exit side."""
        return radiated(self.emission, self.ends)

    @property
    def powers(self) -> FloatArray:
        """(2, S): total, and to the observer, per unit area."""
        waves, weight = self.radiated, self.emission.around.solved.weight
        air = (weight * waves.into_s * waves.to_air_s) @ np.abs(waves.s) ** 2
        air = air + (weight * waves.into_p * waves.to_air_p) @ np.abs(waves.p) ** 2
        return np.stack([self.emission.source_power(), air])

    def change(self, given: WaveChange) -> FloatArray:
        """(2, S): of total and air."""
        side_changes = [
            self._side(side).inwards(given.slices)
            for side in (self.emission.around.below, self.emission.around.above)
        ]
        waves = self._at_dipoles(given, [one[0] for one in side_changes])
        exit_side = int(self.ends.upwards)
        stretch = self._gaps[exit_side]
        arriving = stretch.arriving_change(waves[exit_side][0], self._own(given, exit_side))
        side = self._side((self.emission.around.below, self.emission.around.above)[exit_side])
        last = side.outwards(arriving, given.slices, side_changes[exit_side][1])
        return np.stack([self._source_change(waves), self._air_change(last)])

    @cached_property
    def _gaps(self) -> tuple[Stretch, Stretch]:
        """From the dipoles down and up to the faces of their slice."""
        around, waves = self.emission.around, self.emission.waves
        modes = around.solved.modes[around.number]
        down, up = self.emission.gaps
        return (
            Stretch(modes, down, around.below.returned, waves.down),
            Stretch(modes, up, around.above.returned, waves.up),
        )

    @cached_property
    def _loop(self) -> Solver:
        around = self.emission.around
        modes = around.solved.modes[around.number]
        loop = loop_of(modes, (around.below, around.above), self.emission.gaps)
        return inverse_of(loop.matrix)

    def _own(self, given: WaveChange, side: int) -> SliceChange:
        walls = given.slices[self.emission.around.number].walls
        return SliceChange(given.gaps[side], walls)

    def _side(self, side: Beyond) -> _Side:
        around = self.emission.around
        upwards = side is around.above
        step = 1 if upwards else -1
        numbers = tuple(around.number + step * (i + 1) for i in range(len(side.layers)))
        return _Side(
            side,
            tuple(self.emission.above if upwards else self.emission.below),
            numbers,
            (self.bases[around.number], *(self.bases[n] for n in numbers)),
        )

    def _at_dipoles(
        self, given: WaveChange, ends: Sequence[ComplexArray]
    ) -> tuple[tuple[ComplexArray, ComplexArray], tuple[ComplexArray, ComplexArray]]:
        """(3): changes of the waves (away, back) on both sides."""
        below, above = self._gaps
        basis = self.bases[self.emission.around.number]
        e, h = basis.in_electric(given.jump[0]), basis.in_magnetic(given.jump[1])
        half_gap = 0.5 * (e - h)
        from_below = below.returned_change(ends[0], self._own(given, 0))
        from_above = above.returned_change(ends[1], self._own(given, 1))
        up = self._loop(0.5 * (e + h) + from_below + below.returned(from_above - half_gap))
        back_up = from_above + above.returned(up)
        down = back_up - half_gap
        return (down, from_below + below.returned(down)), (up, back_up)

    def _source_change(
        self, waves: tuple[tuple[ComplexArray, ComplexArray], tuple[ComplexArray, ComplexArray]]
    ) -> FloatArray:
        around, given = self.emission.around, self.emission.waves
        modes, weight = around.solved.modes[around.number], around.solved.weight
        total = np.zeros(given.up.shape[1])
        for away, back, (away_change, back_change) in (
            (given.down, given.back_down, waves[0]),
            (given.up, given.back_up, waves[1]),
        ):
            e, h = apply(modes.electric, away + back), apply(modes.magnetic, away - back)
            de = apply(modes.electric, away_change + back_change)
            dh = apply(modes.magnetic, away_change - back_change)
            total += _product(de, h, weight) + _product(e, dh, weight)
        return total

    def _air_change(self, wave: ComplexArray) -> FloatArray:
        waves, weight = self.radiated, self.emission.around.solved.weight
        s, p = components(waves.lateral, wave)
        by_s = (weight * waves.into_s * waves.to_air_s) @ (np.conj(waves.s) * s).real
        by_p = (weight * waves.into_p * waves.to_air_p) @ (np.conj(waves.p) * p).real
        return np.asarray(2.0 * (by_s + by_p))


@dataclass(frozen=True)
class _Side:
    """Everything beyond the dipoles' slice on one side.

    Attributes:
        side: reflections.
        waves: at the inner faces of its layers, (2N, S) each.
        numbers: of the slices.
        bases: of the dipoles' slice and of all layers.
    """

    side: Beyond
    waves: tuple[ComplexArray, ...]
    numbers: tuple[int, ...]
    bases: tuple[Basis, ...]

    def stretch(self, i: int) -> Stretch:
        """The way through layer i."""
        layer = self.side.layers[i]
        return Stretch(layer.modes, layer.length, self.side.bare[i], self.waves[i])

    def inwards(
        self, changes: tuple[SliceChange, ...]
    ) -> tuple[ComplexArray, tuple[ComplexArray, ...]]:
        """(1) from the half-space to the dipoles' slice.

        Returns:
            dr t at its outer face, and (F - G) y of every face from there on.
        """
        beyond = np.zeros_like(self.waves[-1])
        gaps = []
        for i in range(len(self.waves) - 1, -1, -1):
            inner, outer = self.bases[i], self.bases[i + 1].modes
            f = inner.in_electric(apply(outer.electric, beyond))
            g = inner.in_magnetic(apply(outer.magnetic, beyond))
            r = self.side.returned if i == 0 else self.side.bare[i - 1]
            at_face = 0.5 * (f + g - apply(r, f - g))
            gaps.append(f - g)
            if i == 0:
                break
            beyond = self.stretch(i - 1).returned_change(at_face, changes[self.numbers[i - 1]])
        return at_face, tuple(gaps[::-1])

    def outwards(
        self,
        arriving: ComplexArray,
        changes: tuple[SliceChange, ...],
        gaps: tuple[ComplexArray, ...],
    ) -> ComplexArray:
        """(2): da in the half-space, for the change of what arrives at the first face."""
        for i, gap in enumerate(gaps):
            wave = apply(self.side.passed[i], arriving - 0.5 * gap)
            if i < len(gaps) - 1:
                arriving = self.stretch(i).arriving_change(wave, changes[self.numbers[i]])
        return wave


def _product(electric: ComplexArray, magnetic: ComplexArray, weight: FloatArray) -> FloatArray:
    """Real part of half of E x H*, summed over orders, (S,)."""
    n = weight.size
    cross = electric[:n] * np.conj(magnetic[n:]) - electric[n:] * np.conj(magnetic[:n])
    return np.asarray(0.5 * weight @ cross.real)
