"""Whether the solids of a device can be drawn: wells that its films close on their way up.

Not part of ``device_issues``: it needs the built device.
"""

from __future__ import annotations

from collections.abc import Iterator

from geometry.checks.issue import ARRAY, Issue
from geometry.device import Device
from geometry.solids import build_solids


def well_issues(device: Device) -> Iterator[Issue]:
    """Films that close the wells; nothing for an unpatterned film."""
    if device.array is None:
        return
    try:
        build_solids(device, (device.array.pitch, device.array.pitch))
    except ValueError as error:
        yield Issue(ARRAY, str(error))
