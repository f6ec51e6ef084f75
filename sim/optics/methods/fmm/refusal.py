"""What fmm cannot do with a study."""

from __future__ import annotations

import math
from collections.abc import Iterator

from geometry.checks.issue import Issue
from geometry.materials.material import PERFECT_CONDUCTOR
from geometry.spec import ArraySpec
from geometry.spec.array import Lattice
from sim.optics.methods.fmm.slices import MOST_STEPS, STEP_UM
from sim.study import Glass, Study

_HERE = "optics.method fmm"
_LATTICES = (Lattice.SQUARE, Lattice.HEXAGONAL)
_ALL = ("x", "y", "z")


def fmm_issues(study: Study) -> Iterator[Issue]:
    """Films, arrays that do not repeat as one pixel on a lattice, light followed in the glass."""
    optics = study.optics
    if optics.glass is Glass.INCOHERENT:
        text = f"{_HERE} follows light once through the glass; expected single_pass"
        yield Issue(("optics", "glass"), text)
    if tuple(sorted(optics.dipoles.orientations)) != _ALL:
        text = f"{_HERE} solves all orientations at once; expected [x, y, z]"
        yield Issue(("optics", "dipoles", "orientations"), text)
    if optics.refine.rounds > 0:
        text = f"{_HERE} is refined by optics.fmm.terms and optics.fmm.brillouin; expected 0"
        yield Issue(("optics", "refine", "rounds"), text)
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


def _array_issues(array: ArraySpec) -> Iterator[Issue]:
    if array.lattice not in _LATTICES:
        names = " or ".join(lattice.value for lattice in _LATTICES)
        text = f"{_HERE} needs one pixel per cell of a lattice in two directions; expected {names}"
        yield Issue(("device", "array", "lattice"), f"{text}, or method fdtd")
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
