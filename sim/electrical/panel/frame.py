"""A frame of every pixel of a panel, from the transients of few.

Pixels differ by their data voltage, by the drop of their supply and by their transistor. The frame
of every grey level is followed in time; what a small difference x changes is taken from two more
frames per level and difference, as

    ln L(V, x) = ln L(V, 0) + c1(V) x + c2(V) x^2                                  (1)

and added up: differences of second order in each, none between them. Drops of the supply depend on
the currents, so that (1) and the rails are gone through until the drop stands.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from geometry.arrays import FloatArray
from sim.electrical.panel.pixel_circuit import Phase, PixelCircuit, Pixels
from sim.electrical.panel.transient import Trace, trace

Timing = Callable[[FloatArray], Sequence[Phase]]
"""The phases of one frame at data voltages."""
_DARK = 1e-6
"""Added to luminances in cd/m2 before their logarithm."""
_IDLE_A = 1e-15
"""Added to currents before theirs."""


@dataclass(frozen=True)
class FrameLaw:
    """Means over a frame of pixels of these data voltages, (K,), and how differences change them.

    Attributes:
        data_v: rising.
        luminance_cd_m2: of the emitting area, (K,).
        supply_a: (K,).
        by_drop, by_shift, by_gain: coefficients c1 and c2 of (1) for both, (2, 2, K): first axis
            luminance and current; zeros where a difference was not asked for.
        first: the first frame after black, pixels without differences, (T, K).
        unsolved: steps without a solution, of any pixel.
    """

    data_v: FloatArray
    luminance_cd_m2: FloatArray
    supply_a: FloatArray
    by_drop: FloatArray
    by_shift: FloatArray
    by_gain: FloatArray
    first: Trace
    unsolved: int

    def luminance(
        self, data_v: FloatArray, drop: FloatArray, shift: FloatArray, gain: FloatArray
    ) -> FloatArray:
        """Of pixels of any shape; ``gain`` as a difference from 1."""
        return self._value(0, self.luminance_cd_m2, data_v, drop, shift, gain)

    def supply(
        self, data_v: FloatArray, drop: FloatArray, shift: FloatArray, gain: FloatArray
    ) -> FloatArray:
        """Mean supply current of pixels of any shape."""
        return self._value(1, self.supply_a, data_v, drop, shift, gain)

    def _value(
        self, row: int, base: FloatArray, data: FloatArray, *differences: FloatArray
    ) -> FloatArray:
        exponent: FloatArray = np.zeros_like(data)
        tables = (self.by_drop, self.by_shift, self.by_gain)
        for table, x in zip(tables, differences, strict=True):
            if table.any():
                first, second = (np.interp(data, self.data_v, c) for c in table[row])
                exponent = exponent + x * (first + x * second)
        return np.asarray(np.interp(data, self.data_v, base) * np.exp(exponent))


@dataclass(frozen=True)
class Spreads:
    """Sizes of the differences that (1) is fitted with; 0 leaves a difference out."""

    drop_v: float
    shift_v: float
    gain: float


def frames(
    circuit: PixelCircuit,
    pixels: Pixels,
    timing: Timing,
    data_v: FloatArray,
    black_v: float,
    count: int,
    per_decade: int,
) -> tuple[Trace, ...]:
    """Frames of one image after a black one, each from where the last one ended.

    Args:
        circuit, pixels, timing: what is followed.
        data_v: (N,).
        black_v: data voltage of the image before.
        count: frames.
        per_decade: time steps.
    """
    gate = np.full_like(data_v, black_v)
    anode = np.full_like(data_v, circuit.initial_v)
    followed = []
    for _ in range(count):
        one = trace(circuit, pixels, timing(data_v), gate, anode, per_decade)
        gate, anode = one.gate_v[-1], one.anode_v[-1]
        followed.append(one)
    return tuple(followed)


def frame_law(
    circuit: PixelCircuit,
    timing: Timing,
    data_v: FloatArray,
    black_v: float,
    spreads: Spreads,
    numerics: tuple[int, int],
) -> FrameLaw:
    """The law of the last of several frames.

    Args:
        circuit, timing: what is followed.
        data_v: rising, (K,).
        black_v: data voltage of the image before.
        spreads: of the differences.
        numerics: number of frames, time steps per decade.
    """
    sizes = (spreads.drop_v, spreads.shift_v, spreads.gain)
    asked = [place for place, size in enumerate(sizes) if size > 0.0]
    units = np.diag(sizes)[asked]
    sets = np.concatenate((np.zeros((1, 3)), np.stack((units, -units), axis=1).reshape(-1, 3)))
    # All sets at once: a step costs the calls it makes before it costs their pixels.
    drop, shift, gain = np.repeat(sets.T, data_v.size, axis=1)
    everyone = np.tile(data_v, len(sets))
    pixels = Pixels(drop, shift, 1.0 + gain)
    followed = frames(circuit, pixels, timing, everyone, black_v, *numerics)
    last = followed[-1]
    light, current = (
        last.mean(values).reshape(len(sets), data_v.size)
        for values in (last.luminance_cd_m2, last.supply_a)
    )
    tables = np.zeros((3, 2, 2, data_v.size))
    for row, place in enumerate(asked):
        pair = slice(1 + 2 * row, 3 + 2 * row)
        for part, means, floor in ((0, light, _DARK), (1, current, _IDLE_A)):
            tables[place, part] = _coefficients(means[pair], means[0], sizes[place], floor)
    by_drop, by_shift, by_gain = tables
    return FrameLaw(
        data_v=data_v,
        luminance_cd_m2=light[0],
        supply_a=current[0],
        by_drop=by_drop,
        by_shift=by_shift,
        by_gain=by_gain,
        first=followed[0].of(slice(data_v.size)),
        unsolved=sum(one.unsolved for one in followed),
    )


def _coefficients(
    pair: FloatArray, base: FloatArray, size: float, floor: float
) -> tuple[FloatArray, FloatArray]:
    """c1 and c2 of (1) from means with the difference added and taken away, (2, K)."""
    up, down = (_log_ratio(one, base, floor) for one in pair)
    return (up - down) / (2.0 * size), (up + down) / (2.0 * size**2)


def _log_ratio(one: FloatArray, base: FloatArray, floor: float) -> FloatArray:
    return np.asarray(np.log((np.maximum(one, 0.0) + floor) / (np.maximum(base, 0.0) + floor)))
