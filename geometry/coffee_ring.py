"""Rim of a dried drop: emitter that a drying drop carries to the wall of its well.

Above the flat centre, whose thickness is the layer's, the film rises towards the wall as
H cos^2(pi d / 2 w) with the distance d < w from it, drawn as steps of equal height. Each step lies
at its mean, so that the steps hold the volume of the profile along a straight wall, H w / 2.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class RimStep:
    """From ``inset_um`` inwards of the wall on, the film is ``rise_um`` above its flat centre."""

    inset_um: float
    rise_um: float


FLAT = (RimStep(0.0, 0.0),)
"""A film without a rim."""


def coffee_ring_steps(height_um: float, width_um: float, steps: int) -> tuple[RimStep, ...]:
    """Steps of the rim from the wall inwards; the last one is the flat centre.

    Args:
        height_um: rise at the wall.
        width_um: distance from the wall within which the film rises.
        steps: number of steps, the centre not counted.
    """
    if height_um == 0.0:
        return FLAT
    edges = [
        2.0 * width_um / math.pi * math.acos(math.sqrt((steps - number) / steps))
        for number in range(steps + 1)
    ]
    rises = [height_um * (steps - number - 0.5) / steps for number in range(steps)]
    return tuple(RimStep(d, rise) for d, rise in zip(edges, [*rises, 0.0], strict=True))


def levelled(rim: tuple[RimStep, ...], thickness_um: float) -> tuple[RimStep, ...]:
    """What of a rim still stands out above a liquid film that levels over it."""
    left: list[RimStep] = []
    for step in rim:
        rise = max(0.0, step.rise_um - thickness_um)
        if not left or rise < left[-1].rise_um:
            left.append(RimStep(step.inset_um, rise))
    return tuple(left)
