"""Whether the marks of assumed values lead to numbers, with bounds in order."""

from __future__ import annotations

from collections.abc import Iterator

from geometry.assumed import bound, value_at
from geometry.checks.issue import Issue
from geometry.spec.device import DeviceSpec


def assumed_issues(device: DeviceSpec) -> Iterator[Issue]:
    """Paths without a number, bounds that are no quantity, and ranges upside down.

    Marks on the array of a film are left out: they come with its technique.
    """
    for path, mark in device.assumed.items():
        if device.array is None and path.startswith("array."):
            continue
        place = ("device", "assumed", path)
        if value_at(device, path) is None:
            yield Issue(place, f"no number is at device.{path}")
        low, high = bound(mark.low), bound(mark.high)
        for written, value in ((mark.low, low), (mark.high, high)):
            if value is None:
                yield Issue(place, f"{written!r} is neither a length nor an angle")
        if low is not None and high is not None and low > high:
            yield Issue(place, f"low {mark.low} is above high {mark.high}")
