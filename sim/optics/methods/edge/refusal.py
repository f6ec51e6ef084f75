"""What method edge cannot do with a study."""

from __future__ import annotations

from collections.abc import Iterator

from geometry.spec.device import DeviceSpec
from geometry.spec.exit import ExitSide
from sim.config.errors import Issue
from sim.study import Glass, Study


def edge_refusal(device: DeviceSpec, glass: Glass) -> str:
    """Why a device cannot be solved from its straight wall; empty where it can."""
    if device.array is None:
        return "a film has no wall; expected planar, or a device.array"
    if device.array.sidewall.roughness.rms_um > 0.0:
        return "edge needs walls that are straight along their length, not rough; expected fdtd"
    if device.array.subpixels:
        return "edge knows one kind of neighbour, not three colours; expected fdtd"
    if glass is Glass.INCOHERENT or device.encapsulation is not None:
        return "edge knows the bare glass in a single pass; expected fdtd or planar"
    if device.exit is ExitSide.SUPERSTRATE:
        return "edge counts light through the substrate, not through the top; expected fdtd"
    return ""


def edge_issues(study: Study) -> Iterator[Issue]:
    """Devices that have no straight wall, and light that edge does not follow."""
    refusal = edge_refusal(study.device, study.optics.glass)
    if refusal:
        yield Issue(("optics", "method"), refusal)
