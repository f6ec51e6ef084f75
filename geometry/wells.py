"""Whether films and wells fit: wells that films close on their way up, films that end at walls.

Not part of ``device_issues``: it needs the built device.
"""

from __future__ import annotations

from collections.abc import Iterator

from geometry.checks.issue import ARRAY, Issue
from geometry.coverage import torn_layers
from geometry.device import Device
from geometry.solids import build_solids
from geometry.units import brief_length


def well_warnings(device: Device) -> Iterator[str]:
    """Electrodes that end at every wall; the last layer is the one that all pixels share."""
    if device.array is None:
        return
    torn = torn_layers(device)
    if not torn or torn[-1].layer.name != device.stack.layers[-1].name:
        return
    last = torn[-1]
    step = abs(last.below.z_bank_um - last.below.z_floor_um)
    others = ", ".join(covering.layer.name for covering in torn[:-1])
    yield (
        f"layer '{last.layer.name}' ({brief_length(last.layer.thickness_um)}) ends at every wall "
        f"({brief_length(step)} high), so that no current reaches the pixels"
        + (f"; so do {others}" if others else "")
        + ": set device.array.bank.step_coverage above 0, or a lower bank"
    )


def well_issues(device: Device) -> Iterator[Issue]:
    """Films that close the wells; nothing for an unpatterned film."""
    if device.array is None:
        return
    try:
        build_solids(device, (device.array.pitch, device.array.pitch))
    except ValueError as error:
        yield Issue(ARRAY, str(error))
