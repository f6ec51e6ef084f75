"""What method edge cannot do with a study."""

from __future__ import annotations

from collections.abc import Iterator

from geometry.checks.issue import Issue
from geometry.materials.material import PERFECT_CONDUCTOR
from geometry.spec import ApertureShape, ArraySpec, DeviceSpec, ExitSide
from geometry.units import brief_length
from sim.optics.methods.edge.corners.small_pixel import CORNER_WIDTH
from sim.study import Glass, Study


def edge_refusal(device: DeviceSpec, glass: Glass) -> str:
    """Why a device cannot be solved by method edge; empty where it can."""
    refusal = wall_refusal(device, glass)
    if not refusal and device.encapsulation is not None:
        return "edge knows the bare glass alone; expected edge_modes, fdtd or planar"
    return refusal


def wall_refusal(device: DeviceSpec, glass: Glass) -> str:
    """Why a device cannot be solved from its straight wall; empty where it can."""
    if device.array is None:
        return "a film has no wall; expected planar, or a device.array"
    if device.array.sidewall.roughness.rms_um > 0.0:
        return "edge needs walls that are straight along their length, not rough; expected fdtd"
    if device.array.has_windows:
        return "edge needs an emitter that ends at a wall, not windows under it; expected fmm"
    if device.array.subpixels:
        return "edge knows one kind of neighbour, not three colours; expected fdtd"
    if glass is Glass.INCOHERENT:
        return "edge knows the glass in a single pass; expected fdtd or planar"
    if any(layer.material == PERFECT_CONDUCTOR for layer in device.layers):
        return "edge takes means at upright faces, which a perfect conductor has not; expected fdtd"
    if device.exit is ExitSide.SUPERSTRATE:
        return "edge counts light through the substrate, not through the top; expected fdtd"
    return ""


def edge_issues(study: Study) -> Iterator[Issue]:
    """Devices that have no straight wall, light that edge does not follow, and small pixels."""
    refusal = edge_refusal(study.device, study.optics.glass)
    if refusal:
        yield Issue(("optics", "method"), refusal)
    width, array = study.optics.corner_width_um, study.device.array
    if width is not None and array is not None:
        yield from _corner_issues(width, array)


def _corner_issues(width_um: float, array: ArraySpec) -> Iterator[Issue]:
    """Pixels without corners, and small pixels that are not smaller."""
    if array.aperture.shape is ApertureShape.STRIPE:
        yield Issue(CORNER_WIDTH, "stripes have no corners; expected no corner_width")
    elif width_um >= array.aperture.width_um:
        came, largest = brief_length(width_um), brief_length(array.aperture.width_um)
        text = f"{came} is not smaller than device.array.aperture.width; expected less than"
        yield Issue(CORNER_WIDTH, f"{text} {largest}")
