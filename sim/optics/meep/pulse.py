"""The source's pulse, and when a run is looked at: what fixes the number of time steps.

Meep-free, so that a prediction counts the steps that a run takes.
"""

from __future__ import annotations

import math

import numpy as np

from geometry.arrays import FloatArray

CHECK_UM = 1.5
"""Time times c between two looks at convergence: about three periods of green light."""

LOOKS = 3
"""Fewest looks after the pulse: the first has nothing to compare with, two more must be calm."""

PULSE_WIDTH = 0.5
"""Spectral width of the pulse over its centre frequency."""

PULSE_CUTOFF = 4.0
"""Half-length of the pulse in its standard deviations: it starts at 3e-4 of its maximum."""


BODY = 2.5
"""Standard deviations of the pulse after its middle at which all but 1 % of its power has left."""

SLOWEST_INDEX = 2.0
"""Index of the slowest light that carries much power sideways: guided, in emitter and ITO."""


def pulse_width_per_um(frequency_per_um: FloatArray) -> float:
    """Spectral width of the pulse: that of light of one colour, or twice the band if wider."""
    centre = float(np.mean(frequency_per_um))
    return max(PULSE_WIDTH * centre, 2.0 * float(np.ptp(frequency_per_um)))


def pulse_length_um(frequency_per_um: FloatArray) -> float:
    """Time times c from the start of the pulse to its end."""
    return 2.0 * PULSE_CUTOFF / pulse_width_per_um(frequency_per_um)


def steps_between_looks(time_step_um: float) -> int:
    """Time steps between two looks."""
    return max(1, round(CHECK_UM / time_step_um))


def crossing_um(frequency_per_um: FloatArray, farthest_um: float) -> float:
    """Time times c until guided light has reached the farthest corner of the cell.

    Power at the source and into the glass may be calm before: what walls, sides and absorbing parts
    on the way take would be missing.
    """
    sigma = pulse_length_um(frequency_per_um) / (2.0 * PULSE_CUTOFF)
    return (PULSE_CUTOFF + BODY) * sigma + SLOWEST_INDEX * farthest_um


def settled_steps(
    frequency_per_um: FloatArray, time_step_um: float, farthest_um: float = 0.0
) -> int:
    """Time steps of a run that is calm from the pulse's end on: looks are at whole intervals."""
    interval = steps_between_looks(time_step_um)
    until_pulse_ends = math.ceil(pulse_length_um(frequency_per_um) / (interval * time_step_um))
    across = math.ceil(crossing_um(frequency_per_um, farthest_um) / (interval * time_step_um))
    return interval * max(until_pulse_ends + LOOKS - 1, across)
