"""All that a device's file alone shows: every rule once, every issue of every rule."""

from __future__ import annotations

from collections.abc import Iterator

from geometry.checks.array import bank_issues, bank_warnings, plan_issues
from geometry.checks.assumed import assumed_issues
from geometry.checks.coffee_ring import coffee_ring_issues
from geometry.checks.issue import Issue
from geometry.checks.matrix import matrix_issues
from geometry.checks.sidewall import sidewall_issues, sidewall_warnings
from geometry.checks.stack import stack_issues
from geometry.spec.device import DeviceSpec


def device_issues(device: DeviceSpec) -> Iterator[Issue]:
    """What keeps a device from being built; no materials are looked up."""
    yield from stack_issues(device)
    array = device.array
    if array is not None and device.emitter_index is not None:
        yield from plan_issues(array)
        yield from bank_issues(device, array)
        yield from sidewall_issues(array)
        yield from coffee_ring_issues(device, array)
        yield from matrix_issues(device, array)
    yield from assumed_issues(device)


def device_warnings(device: DeviceSpec) -> Iterator[str]:
    """What is legal but probably not meant, of a device without issues."""
    if device.array is not None:
        yield from sidewall_warnings(device.array)
        yield from bank_warnings(device, device.array)
