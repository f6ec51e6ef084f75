r"""The device under pulses: steps whose length follows their error, until the last pulse is over.

    h_new = h clip(0.9 (tolerance / error)^(1/3), 0.2, 4)                                  (1)

A step ends on every kink of the generator's voltage and begins small after it. A step that does not
converge, or whose error is too large, is halved or shortened; where it cannot be any shorter the
march ends, and what was reached is the result, with a sentence.

A train of pulses is followed for its periods. How far it is from periodic is the largest change of
light between the last two periods at equal times, over the largest light.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from geometry.arrays import FloatArray
from sim.electrical.response.pulses import PulseTrain
from sim.electrical.response.time_steps import GAMMA, Stepper, StepSettings

Told = Callable[[float, float], None]
"""Receives the time reached and the last time, s."""


@dataclass(frozen=True)
class Moment:
    """One stored time.

    Attributes:
        time_s: of the end of a step.
        generator_v, terminal_v, device_v: voltages along the circuit.
        current_a_m2: J through the device with displacement, over the emitting area.
        spread_a_m2: largest difference of it between edges.
        luminance_cd_m2: light.
        error: of the step's light, over the light.
    """

    time_s: float
    generator_v: float
    terminal_v: float
    device_v: float
    current_a_m2: float
    spread_a_m2: float
    luminance_cd_m2: float
    error: float


@dataclass(frozen=True)
class March:
    """What a march left: moments from time 0 on, and a sentence where it ended too early."""

    moments: tuple[Moment, ...]
    status: str

    def column(self, name: str) -> FloatArray:
        """One entry of all moments, (T,)."""
        return np.array([getattr(moment, name) for moment in self.moments])


def march(
    stepper: Stepper, pulse: PulseTrain, settings: StepSettings, most_steps: int, told: Told
) -> March:
    """Follow pulses from rest at their low level.

    Args:
        stepper: columns and circuit; need not be at rest yet.
        pulse: what the generator does.
        settings: as of the stepper.
        most_steps: steps after which the march ends.
        told: progress.
    """
    if not stepper.settle(pulse.low_v):
        return March((), f"no steady state at the low level, {pulse.low_v:g} V")
    moments = [_moment(stepper, pulse, 0.0, 0.0)]
    status = ""
    for moment in _steps(stepper, pulse, settings):
        if isinstance(moment, str):
            status = moment
            break
        moments.append(moment)
        told(moment.time_s, pulse.end_s)
        if len(moments) > most_steps and moment.time_s < pulse.end_s:
            status = f"{most_steps} steps end at {moment.time_s:.3g} s of {pulse.end_s:.3g} s"
            break
    return March(tuple(moments), status)


def _moment(stepper: Stepper, pulse: PulseTrain, time_s: float, error: float) -> Moment:
    current, spread = stepper.current()
    nodes = stepper.instant.nodes
    return Moment(
        time_s=time_s,
        generator_v=pulse.voltage_v(time_s),
        terminal_v=nodes.terminal_v,
        device_v=nodes.device_v,
        current_a_m2=current,
        spread_a_m2=spread,
        luminance_cd_m2=stepper.luminance(),
        error=error,
    )


def _steps(stepper: Stepper, pulse: PulseTrain, settings: StepSettings) -> Iterator[Moment | str]:
    """Moments one after another; a sentence ends them where a step failed."""
    time = 0.0
    for kink in pulse.kinks_s:
        length = settings.first_s
        stepper.bend()
        while time < kink:
            left = kink - time
            length = _cut(length, left)
            before = stepper.instant
            middle, end = (pulse.voltage_v(t) for t in (time + GAMMA * length, time + length))
            outcome = stepper.step(length, middle, end)
            error = math.inf if outcome is None else outcome.error / settings.tolerance
            if error > 1.0:
                stepper.restore(before)
                length *= 0.25 if outcome is None else max(0.2, 0.9 * error ** (-1.0 / 3.0))
                if length < settings.smallest_s:
                    yield f"no step of {settings.smallest_s:g} s or more converges at {time:.4g} s"
                    return
                continue
            time = kink if length == left else time + length
            yield _moment(stepper, pulse, time, outcome.light_error if outcome else math.nan)
            length *= min(4.0, 0.9 * max(error, 1e-6) ** (-1.0 / 3.0))


def _cut(length_s: float, left_s: float) -> float:
    """A step that ends on the kink, or leaves no sliver before it."""
    if length_s >= left_s:
        return left_s
    return min(length_s, 0.5 * left_s)


def change_of_period(pulse: PulseTrain, time_s: FloatArray, light: FloatArray) -> float:
    """Largest change of light between the last two periods over the largest light; nan without."""
    if pulse.period_s is None or pulse.periods < 2 or time_s[-1] < pulse.end_s * (1.0 - 1e-9):
        return math.nan
    last = time_s >= (pulse.periods - 1) * pulse.period_s
    now = light[last]
    before = np.interp(time_s[last] - pulse.period_s, time_s, light)
    return float(np.abs(now - before).max() / max(now.max(), 1e-300))
