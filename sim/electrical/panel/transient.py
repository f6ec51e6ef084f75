"""Many pixels of one circuit in time, all with the same steps.

    Q(x1) = Q(x0) + g h f(x1)                                                      (1)
    Q(x2) = Q(x0) + (1 - g) h f(x1) + g h f(x2),      g = 1 - 1 / sqrt 2           (2)

second order and L-stable: a pixel whose LED follows in nanoseconds takes no part in the choice of
the steps. In each phase steps grow by one factor from ``FIRST_S``, because what happens after a
switch happens over decades of time. Each stage is solved by Newton's method, two unknowns a pixel.
Source: R. Alexander, SIAM J. Numer. Anal. 14, 1006 (1977).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from geometry.arrays import FloatArray, IntArray
from sim.electrical.panel.pixel_circuit import (
    Phase,
    PixelCircuit,
    Pixels,
    rates,
    supply_current_a,
)

FIRST_S = 1e-9
_GAMMA = 1.0 - 1.0 / math.sqrt(2.0)
_MOST_NEWTON = 40
_CLIP_V = 0.3
"""Longest change of a node per Newton step: the LED is exponential below it."""
_TOLERANCE_V = 1e-7


@dataclass(frozen=True)
class Trace:
    """Pixels in time.

    Attributes:
        time_s: (T,) from 0.
        gate_v, anode_v, supply_a, luminance_cd_m2: (T, N); luminance of the emitting area.
        unsolved: steps of which a pixel's equations were not solved.
    """

    time_s: FloatArray
    gate_v: FloatArray
    anode_v: FloatArray
    supply_a: FloatArray
    luminance_cd_m2: FloatArray
    unsolved: int

    def mean(self, values: FloatArray, start_s: float = 0.0) -> FloatArray:
        """Time average of (T, N) from ``start_s`` on, by trapezoids: (N,)."""
        late = self.time_s >= start_s
        time = self.time_s[late]
        kept = values[late]
        middles = 0.5 * (kept[1:] + kept[:-1])
        return np.asarray(np.diff(time) @ middles / (time[-1] - time[0]))

    def of(self, pixels: slice | IntArray) -> Trace:
        """Some of the pixels."""
        return replace(
            self,
            gate_v=self.gate_v[:, pixels],
            anode_v=self.anode_v[:, pixels],
            supply_a=self.supply_a[:, pixels],
            luminance_cd_m2=self.luminance_cd_m2[:, pixels],
        )


def steps_of(duration_s: float, per_decade: int) -> FloatArray:
    """Lengths of the steps of a phase."""
    first = min(FIRST_S, 0.1 * duration_s)
    count = max(2, math.ceil(per_decade * math.log10(duration_s / first)) + 1)
    ends = np.concatenate(([0.0], np.geomspace(first, duration_s, count)))
    return np.diff(ends)


def trace(
    circuit: PixelCircuit,
    pixels: Pixels,
    phases: Sequence[Phase],
    gate_v: FloatArray,
    anode_v: FloatArray,
    per_decade: int,
) -> Trace:
    """Follow pixels through phases.

    Args:
        circuit, pixels: what they are.
        phases: one after the other.
        gate_v, anode_v: at the start, (N,).
        per_decade: steps per decade of time after each switch.
    """
    gate, anode = np.array(gate_v, dtype=float), np.array(anode_v, dtype=float)
    times, gates, anodes, unsolved = [0.0], [gate], [anode], 0
    for phase in phases:
        for step in steps_of(phase.duration_s, per_decade):
            gate, anode, is_solved = _step(circuit, pixels, phase, gate, anode, float(step))
            unsolved += not is_solved
            times.append(times[-1] + float(step))
            gates.append(gate)
            anodes.append(anode)
    all_gates, all_anodes = np.array(gates), np.array(anodes)
    density, _ = circuit.led.table.current(all_anodes)
    return Trace(
        np.array(times),
        all_gates,
        all_anodes,
        supply_current_a(circuit, pixels, all_gates, all_anodes),
        circuit.led.table.luminance(np.maximum(density, 0.0)),
        unsolved,
    )


def _step(
    circuit: PixelCircuit,
    pixels: Pixels,
    phase: Phase,
    gate: FloatArray,
    anode: FloatArray,
    step_s: float,
) -> tuple[FloatArray, FloatArray, bool]:
    """(1) and (2)."""
    start = _charges(circuit, gate, anode)[:2]
    inner = _GAMMA * step_s
    middle = _solve(circuit, pixels, phase, start, (gate, anode), inner)
    first = rates(circuit, pixels, phase, middle[0], middle[1])
    outer = (1.0 - _GAMMA) * step_s
    moved = (
        start[0] + outer * first.gate,
        start[1] + outer * first.anode,
    )
    end = _solve(circuit, pixels, phase, moved, (middle[0], middle[1]), inner)
    return end[0], end[1], middle[2] and end[2]


def _charges(
    circuit: PixelCircuit, gate: FloatArray, anode: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Charges whose rates are the currents into gate and anode, and the LED's capacitance."""
    held, capacitance = circuit.led.charge.at(anode)
    if not circuit.storage_at_anode:
        return circuit.storage_f * gate, held, capacitance
    at_gate = circuit.storage_f * (gate - anode)
    return at_gate, held - at_gate, capacitance


def _solve(
    circuit: PixelCircuit,
    pixels: Pixels,
    phase: Phase,
    start: tuple[FloatArray, FloatArray],
    guess: tuple[FloatArray, FloatArray],
    step_s: float,
) -> tuple[FloatArray, FloatArray, bool]:
    """Q(x) = start + step f(x) by Newton's method, a matrix of two by two for each pixel."""
    gate, anode = guess
    storage = circuit.storage_f
    shared = storage if circuit.storage_at_anode else 0.0
    for _ in range(_MOST_NEWTON):
        now = rates(circuit, pixels, phase, gate, anode)
        charges = _charges(circuit, gate, anode)
        miss_gate = charges[0] - start[0] - step_s * now.gate
        miss_anode = charges[1] - start[1] - step_s * now.anode
        a = storage - step_s * now.gate_by_gate
        b = -shared
        c = -shared - step_s * now.anode_by_gate
        d = charges[2] + shared - step_s * now.anode_by_anode
        determinant = a * d - b * c
        by_gate = np.clip((b * miss_anode - d * miss_gate) / determinant, -_CLIP_V, _CLIP_V)
        by_anode = np.clip((c * miss_gate - a * miss_anode) / determinant, -_CLIP_V, _CLIP_V)
        gate, anode = gate + by_gate, anode + by_anode
        if max(float(np.abs(by_gate).max()), float(np.abs(by_anode).max())) < _TOLERANCE_V:
            return gate, anode, True
    return gate, anode, False
