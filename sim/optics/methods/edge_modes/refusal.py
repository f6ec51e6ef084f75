"""What method edge_modes cannot do with a study."""

from __future__ import annotations

import math
from collections.abc import Iterator

from geometry.checks.issue import Issue
from geometry.spec import ArraySpec, DeviceSpec
from geometry.units import brief_length
from sim.optics.methods.edge.refusal import wall_refusal
from sim.optics.methods.edge_modes.setup import INSIDE_UM
from sim.study import Glass, Study

UPRIGHT_DEG = 90.0


def edge_modes_refusal(device: DeviceSpec, glass: Glass) -> str:
    """Why a device cannot be solved from its wall's modes; empty where it can."""
    refusal = wall_refusal(device, glass)
    if refusal or device.array is None:
        return refusal
    if device.array.opening_growth_um < 0.0:
        return "edge_modes needs a black matrix that leaves the well open; expected edge"
    plate = device.encapsulation
    if plate is not None and plate.absorption > 0.0:
        return "edge_modes knows clear plates alone; expected an absorption of 0, or fdtd"
    ring = device.array.coffee_ring
    if ring.height_um > 0.0 and ring.width_um > INSIDE_UM:
        return (
            f"edge_modes needs films that go on as they are up to {brief_length(INSIDE_UM)} before "
            f"the wall, not a coffee ring {brief_length(ring.width_um)} wide; expected edge"
        )
    across = _across_um(device.array)
    if across > INSIDE_UM:
        came, most = brief_length(round(across, 3)), brief_length(INSIDE_UM)
        return f"edge_modes needs walls that lean by at most {most}, not {came}; expected edge"
    return ""


def _across_um(array: ArraySpec) -> float:
    """Way across that an inclined wall takes from the bank's foot to its top."""
    bank = array.bank
    if bank.sidewall_angle_deg == UPRIGHT_DEG:
        return 0.0
    return bank.height_um / abs(math.tan(math.radians(bank.sidewall_angle_deg)))


def edge_modes_issues(study: Study) -> Iterator[Issue]:
    """Devices that have no straight wall."""
    refusal = edge_modes_refusal(study.device, study.optics.glass)
    if refusal:
        yield Issue(("optics", "method"), refusal)
