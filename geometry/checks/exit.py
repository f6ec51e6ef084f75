"""Whether light can leave a device on the side that it names as its exit."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from geometry.checks.issue import Issue, PathParts
from geometry.exit import DeviceExit
from geometry.materials.material import Material
from geometry.stack import OPAQUE_TRANSMISSION, Stack, closing_metal
from geometry.units import brief_length

TRANSPARENT_K = 1e-2
"""Largest k of a medium called transparent; a crossing's loss is given by ``absorption``."""


def exit_issues(stack: Stack, exit_side: DeviceExit, peak_um: float) -> Iterator[Issue]:
    """Media on the way to the observer that absorb, and an opaque metal in front of them.

    Args:
        stack: with its materials looked up.
        exit_side: the side whose light is wanted, and the plate on it.
        peak_um: vacuum wavelength at which a metal is opaque or not.
    """
    if exit_side.upwards:
        yield from _absorbing(("device", "superstrate", "material"), stack.superstrate)
        yield from _opaque(stack, peak_um)
    plate = exit_side.encapsulation
    if plate is not None:
        yield from _absorbing(("device", "encapsulation", "material"), plate.material)


def _absorbing(path: PathParts, material: Material) -> Iterator[Issue]:
    largest = float(np.max(material.k))
    if largest > TRANSPARENT_K:
        text = f"{material.name!r} has k up to {largest:.3g}; light leaves through it, expected k"
        yield Issue(path, f"{text} <= {TRANSPARENT_K:g}")


def _opaque(stack: Stack, peak_um: float) -> Iterator[Issue]:
    metal = closing_metal(stack, peak_um)
    if metal is not None:
        yield Issue(
            ("device", "exit"),
            f"superstrate, yet layer {metal.name!r} ({brief_length(metal.thickness_um)} of "
            f"{metal.material.name}) lets less than {OPAQUE_TRANSMISSION:.1%} through; expected a "
            "thinner one, or substrate",
        )
