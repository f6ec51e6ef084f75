"""Whether light can leave on the side that a device names as its exit."""

from __future__ import annotations

from collections.abc import Iterator

from geometry.device import Device
from geometry.units import brief_length
from sim.config.errors import Issue
from sim.optics.grid.layout import OPAQUE_TRANSMISSION, closing_metal


def exit_issues(device: Device) -> Iterator[Issue]:
    """An opaque metal over the emitter of a device that emits upwards."""
    if not device.exit.upwards:
        return
    metal = closing_metal(device)
    if metal is not None:
        yield Issue(
            ("device", "exit"),
            f"superstrate, yet layer {metal.name!r} ({brief_length(metal.thickness_um)} of "
            f"{metal.material.name}) lets less than {OPAQUE_TRANSMISSION:.1%} through; expected a "
            "thinner one, or substrate",
        )
