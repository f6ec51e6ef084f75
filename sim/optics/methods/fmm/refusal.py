"""What fmm cannot do with a study."""

from __future__ import annotations

import math
from collections.abc import Iterator

from geometry.checks.issue import Issue
from geometry.coverage import Covering, coverings
from geometry.device import Device
from geometry.materials.library import Material
from geometry.materials.material import PERFECT_CONDUCTOR
from geometry.spec import ArraySpec
from geometry.units import HAIR_UM
from sim.optics.methods.fmm.slices import MOST_STEPS, STEP_UM
from sim.study import Glass, Study

_HERE = "optics.method fmm"
_ALL = ("x", "y", "z")


def fmm_issues(study: Study) -> Iterator[Issue]:
    """Films, arrays that do not repeat, light followed in the glass."""
    optics = study.optics
    if optics.glass is Glass.INCOHERENT:
        text = f"{_HERE} follows light once through the glass; expected single_pass"
        yield Issue(("optics", "glass"), text)
    if tuple(sorted(optics.dipoles.orientations)) != _ALL:
        text = f"{_HERE} solves all orientations at once; expected [x, y, z]"
        yield Issue(("optics", "dipoles", "orientations"), text)
    for number, layer in enumerate(study.device.layers):
        if layer.material == PERFECT_CONDUCTOR:
            text = f"{_HERE} takes metals with an index; expected one, or method planar"
            yield Issue(("device", "layers", number, "material"), text)
    array = study.device.array
    if array is None:
        text = f"{_HERE} is for pixels; a film is solved exactly by method planar"
        yield Issue(("device", "array"), text)
        return
    yield from _array_issues(array)


def metal_warnings(device: Device) -> Iterator[str]:
    """Metals beside something else in one slice, where sums over Fourier orders converge slowly."""
    metals = metals_at_walls(device)
    if metals:
        yield (
            f"walls of {', '.join(metals)}: in slices where a metal has a wall, "
            "results converge slowly with optics.fmm.terms, and the error part terms may miss "
            "what is left; compare a second number of terms, or method fdtd"
        )


def metals_at_walls(device: Device) -> tuple[str, ...]:
    """Names of metals that end at a wall."""
    if device.array is None:
        return ()
    pixel = device.pixel_materials
    at_walls = [c.layer.material for c in coverings(device) if _is_stepped(c)]
    at_walls += [] if pixel.liner is None else [pixel.liner.material]
    at_walls += [] if device.has_islands else [pixel.bank]
    metals = [m.name for m in at_walls if _is_metal(m, device.emission.peak_um)]
    return tuple(dict.fromkeys(metals))


def _is_stepped(covering: Covering) -> bool:
    """Whether a layer has walls: it lies in a well or over a step."""
    below, above = covering.below, covering.above
    return any(abs(s.z_bank_um - s.z_floor_um) > HAIR_UM for s in (below, above))


def _is_metal(material: Material, wavelength_um: float) -> bool:
    """Whether its permittivity is below 0."""
    return (complex(material.index(wavelength_um * 1e3)) ** 2).real < 0.0


def _array_issues(array: ArraySpec) -> Iterator[Issue]:
    if array.sidewall.is_rough:
        text = f"{_HERE} repeats one pixel, rough walls do not; expected rms 0"
        yield Issue(("device", "array", "sidewall", "roughness", "rms"), text)
    angle, height = array.bank.sidewall_angle_deg, array.bank.height_um
    moves_um = height * abs(1.0 / math.tan(math.radians(angle))) if angle != 90.0 else 0.0
    if moves_um > MOST_STEPS * STEP_UM:
        text = (
            f"{_HERE} cuts a sloped wall into at most {MOST_STEPS} slices, between which it moves "
            f"by {STEP_UM * 1e3:g} nm each; this one moves by {moves_um * 1e3:.0f} nm in all; "
            "expected a steeper wall, or method fdtd"
        )
        yield Issue(("device", "array", "bank", "sidewall_angle"), text)
