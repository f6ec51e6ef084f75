"""What method edge_modes cannot do with a study."""

from __future__ import annotations

from collections.abc import Iterator

from geometry.checks.issue import Issue
from geometry.spec import DeviceSpec
from sim.optics.methods.edge.refusal import edge_refusal
from sim.study import Glass, Study

UPRIGHT_DEG = 90.0


def edge_modes_refusal(device: DeviceSpec, glass: Glass) -> str:
    """Why a device cannot be solved from its wall's modes; empty where it can."""
    refusal = edge_refusal(device, glass)
    if refusal or device.array is None:
        return refusal
    if device.array.opening_growth_um < 0.0:
        return "edge_modes needs a black matrix that leaves the well open; expected edge"
    if device.array.bank.sidewall_angle_deg != UPRIGHT_DEG:
        return "edge_modes needs upright walls; expected a sidewall_angle of 90 deg, or edge"
    return ""


def edge_modes_issues(study: Study) -> Iterator[Issue]:
    """Devices that have no straight upright wall."""
    refusal = edge_modes_refusal(study.device, study.optics.glass)
    if refusal:
        yield Issue(("optics", "method"), refusal)
