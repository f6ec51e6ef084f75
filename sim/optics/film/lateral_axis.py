"""The real axis of lateral indices, mapped so that quadrature sees smooth functions.

Between two branch points a and b (indices of half-spaces, emitter and air) the map
nu = a + (b - a) sin^2(pi t / 2) removes the square roots at both ends; beyond the last one
nu = a + L t^2 / (1 - t)^2 reaches infinity. Panels start graded around the guided modes, so that
narrow resonances are not stepped over.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geometry.arrays import BoolArray, FloatArray
from sim.optics.film.modes import GuidedMode
from sim.optics.film.multilayer import PlanarStack

_PANELS = 2
"""Initial panels per segment."""
_BROAD = 0.02
"""Resonances wider than this in lateral index need no panels of their own."""
_NARROWEST = 1e-13


@dataclass(frozen=True)
class RealAxis:
    """Map from t (one unit per segment) to lateral index.

    Attributes:
        breaks: (B,) increasing lateral indices; segment i lies between breaks[i] and breaks[i + 1].
        tail: scale of a last segment from breaks[-1] to infinity; None for no such segment.
        edges: (K + 1,) initial panels in t.
        is_guided: (K,) panels evanescent in both half-spaces, propagating in the emitter.
        is_evanescent: (K,) panels evanescent in the emitter, too.
    """

    breaks: FloatArray
    tail: float | None
    edges: FloatArray
    is_guided: BoolArray
    is_evanescent: BoolArray

    def lateral(self, t: FloatArray) -> FloatArray:
        """Lateral index at ``t``."""
        return _lateral(self.breaks, self.tail, t)

    def slope(self, t: FloatArray) -> FloatArray:
        """d nu / d t."""
        segment, s = _split(self.breaks, self.tail, t)
        width = np.append(np.diff(self.breaks), 0.0)[segment]
        inside = width * 0.5 * math.pi * np.sin(math.pi * s)
        if self.tail is None:
            return np.asarray(inside)
        outside = self.tail * 2.0 * s / (1.0 - s) ** 3
        return np.where(segment == self.breaks.size - 1, outside, inside)


def _split(
    breaks: FloatArray, tail: float | None, t: FloatArray
) -> tuple[NDArray[np.int64], FloatArray]:
    """Segment number and position 0 to 1 inside it."""
    segments = breaks.size - 1 + (tail is not None)
    segment = np.minimum(np.floor(t).astype(np.int64), segments - 1)
    return segment, t - segment


def _lateral(breaks: FloatArray, tail: float | None, t: FloatArray) -> FloatArray:
    segment, s = _split(breaks, tail, t)
    start, width = breaks[segment], np.append(np.diff(breaks), 0.0)[segment]
    inside = start + width * np.sin(0.5 * math.pi * s) ** 2
    if tail is None:
        return np.asarray(inside)
    outside = start + tail * (s / (1.0 - s)) ** 2
    return np.where(segment == breaks.size - 1, outside, inside)


def _position(breaks: FloatArray, tail: float | None, lateral: float) -> float | None:
    """t of a lateral index; None beyond the axis."""
    if lateral <= breaks[0]:
        return 0.0
    segment = int(np.searchsorted(breaks, lateral, side="right")) - 1
    if segment >= breaks.size - 1:
        if tail is None:
            return None
        root = math.sqrt((lateral - breaks[-1]) / tail)
        return breaks.size - 1 + root / (1.0 + root)
    share = (lateral - breaks[segment]) / (breaks[segment + 1] - breaks[segment])
    return segment + 2.0 / math.pi * math.asin(math.sqrt(share))


def _graded(modes: tuple[GuidedMode, ...], cut: Mapping[GuidedMode, float]) -> list[float]:
    """Lateral indices on both sides of every narrow resonance, spacing growing by 4."""
    breaks = []
    for mode in modes:
        width = cut.get(mode, max(abs(mode.index.imag), _NARROWEST))
        breaks.append(mode.index.real)
        while width < _BROAD:
            breaks += [mode.index.real - width, mode.index.real + width]
            width *= 4.0
    return breaks


def real_axis(
    stack: PlanarStack,
    modes: tuple[GuidedMode, ...],
    limit: float | None = None,
    cut: Mapping[GuidedMode, float] | None = None,
) -> RealAxis:
    """The part of the real axis on which power arrives anywhere.

    Args:
        stack: without loss that is up to the light lines of the half-spaces, else all of it.
        modes: whose resonances the panels resolve.
        limit: fixes the end instead.
        cut: half widths of what is cut out around modes: panels end there.
    """
    half_spaces = [complex(n) for n in stack.half_spaces if n is not None]
    light_line = max([n.real for n in half_spaces if n.imag == 0.0], default=0.0)
    n = stack.emitter_index
    points = {0.0, 1.0, n, light_line, *(h.real for h in half_spaces)}
    bare = stack.is_lossless and limit is None
    # between two perfect conductors nothing arrives, wherever the axis ends
    end = (light_line or n) if bare else limit
    if end is not None:
        points = {p for p in points if p < end} | {end}
    breaks = np.array(sorted(points))
    breaks = breaks[np.concatenate([[True], np.diff(breaks) > 1e-12])]
    tail = None if end is not None else n
    segments = breaks.size - 1 + (tail is not None)
    edges = set(np.linspace(0.0, segments, _PANELS * segments + 1).tolist())
    if not bare:
        places = [_position(breaks, tail, nu) for nu in _graded(modes, cut or {})]
        edges |= {t for t in places if t is not None and 0.0 < t < segments}
    ordered = np.array(sorted(edges))
    ordered = ordered[np.concatenate([[True], np.diff(ordered) > 1e-14])]
    centre = _lateral(breaks, tail, 0.5 * (ordered[1:] + ordered[:-1]))
    bound = centre > light_line
    return RealAxis(breaks, tail, ordered, bound & (centre < n), bound & (centre > n))


def tail_axis(start: float, scale: float) -> RealAxis:
    """From ``start`` to infinity."""
    none = np.zeros(2, dtype=bool)
    return RealAxis(np.array([start]), scale, np.array([0.0, 0.5, 1.0]), none, ~none)
