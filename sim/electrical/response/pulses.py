r"""Voltage pulses of a generator with edges of finite length, and what is read off the light.

          ____________                ____________
         /            \              /            \
    ____/              \____________/              \____
        0  edge   width             period

A single pulse is watched for another width after its end. Read off the light, with L_1 the last
value before the pulse ends, as the device paper does ("time to 90 % of the steady intensity"):

    response  from the start of the edge to 90 % of L_1
    onset     to 10 %,    rise   from 10 % to 90 %
    fall      from the start of the falling edge to 10 % of L_1
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from geometry.arrays import FloatArray

LOW, HIGH = 0.1, 0.9


@dataclass(frozen=True)
class PulseTrain:
    """Rectangular pulses with straight edges.

    Attributes:
        low_v, high_v: levels.
        width_s: from the start of the rising edge to that of the falling one.
        edge_s: length of both edges, above 0 and at most the width.
        period_s: of the train; None for one pulse.
        periods: how many are followed.
    """

    low_v: float
    high_v: float
    width_s: float
    edge_s: float
    period_s: float | None = None
    periods: int = 1

    @property
    def starts_s(self) -> tuple[float, ...]:
        """Where the rising edges begin."""
        return tuple(number * (self.period_s or 0.0) for number in range(self.periods))

    @property
    def end_s(self) -> float:
        """Last time that is followed."""
        return 2.0 * self.width_s if self.period_s is None else self.periods * self.period_s

    @property
    def kinks_s(self) -> tuple[float, ...]:
        """Times at which the slope of the voltage changes, and the end."""
        bends = 0.0, self.edge_s, self.width_s, self.width_s + self.edge_s
        times = {start + bend for start in self.starts_s for bend in bends}
        return (*sorted(t for t in times if 0.0 < t < self.end_s), self.end_s)

    def voltage_v(self, time_s: float) -> float:
        """The generator's voltage."""
        since = time_s if self.period_s is None else math.fmod(time_s, self.period_s)
        up = min(1.0, max(0.0, since / self.edge_s))
        down = min(1.0, max(0.0, (since - self.width_s) / self.edge_s))
        return self.low_v + (self.high_v - self.low_v) * (up - down)


@dataclass(frozen=True)
class ResponseTimes:
    """Times of one pulse, s; nan where the light never comes or was not followed.

    Attributes:
        response_s, onset_s, rise_s, fall_s: see the file.
        response_error_s: what the errors of the steps, all of one sign, do to ``response_s``.
    """

    response_s: float
    onset_s: float
    rise_s: float
    fall_s: float
    response_error_s: float


NO_TIMES = ResponseTimes(*(math.nan,) * 5)


def response_times(
    pulse: PulseTrain, time_s: FloatArray, light: FloatArray, error: FloatArray
) -> ResponseTimes:
    """Times of the last pulse.

    Args:
        pulse: what was applied.
        time_s: rising, (T,).
        light: at these times, (T,).
        error: of each step, over the light, (T,).
    """
    start = pulse.starts_s[-1]
    on = (time_s >= start) & (time_s <= start + pulse.width_s * (1.0 + 1e-12))
    since, lit, errors = time_s[on] - start, light[on], error[on]
    reached = since.size > 1 and since[-1] >= pulse.width_s * (1.0 - 1e-9)
    if not reached or not lit[-1] > 0.0:
        return NO_TIMES
    onset, response = (_crossing(since, lit / lit[-1], level) for level in (LOW, HIGH))
    off = time_s >= start + pulse.width_s * (1.0 - 1e-12)
    fall = _crossing(time_s[off] - start - pulse.width_s, -light[off] / lit[-1], -LOW)
    return ResponseTimes(
        response_s=response,
        onset_s=onset,
        rise_s=response - onset,
        fall_s=fall,
        response_error_s=_error(since, lit / lit[-1], errors, response),
    )


def _crossing(time_s: FloatArray, rising: FloatArray, level: float) -> float:
    """First time at which a curve reaches a level, linear in between; nan if never."""
    above = np.flatnonzero(rising >= level)
    if above.size == 0:
        return math.nan
    first = int(above[0])
    if first == 0:
        return float(time_s[0])
    low, high = rising[first - 1], rising[first]
    part = (level - low) / (high - low)
    return float(time_s[first - 1] + part * (time_s[first] - time_s[first - 1]))


def _error(time_s: FloatArray, lit: FloatArray, error: FloatArray, response_s: float) -> float:
    if not math.isfinite(response_s):
        return math.nan
    past = int(np.searchsorted(time_s, response_s))
    slope = (lit[past] - lit[past - 1]) / (time_s[past] - time_s[past - 1])
    grown = float(np.sum((error * lit)[: past + 1]))
    # The crossing lies on a chord; half its length is the most that a bend can do.
    chord = 0.5 * float(time_s[past] - time_s[past - 1]) * 0.1
    return float(grown / slope + chord) if slope > 0.0 else math.nan
