"""What reciprocity cannot do with a study."""

from __future__ import annotations

from collections.abc import Iterator

from geometry.checks.issue import Issue
from geometry.spec import ExitSide
from sim.study import Glass, Study

_HERE = "optics.method reciprocity"


def reciprocity_issues(study: Study) -> Iterator[Issue]:
    """Requests that need total powers, another exit side, or an array that repeats."""
    if study.electrical is not None:
        text = f"{_HERE} finds no LEE to turn into an EQE; expected none"
        yield Issue(("electrical",), text)
    if study.optics.glass is Glass.INCOHERENT:
        yield Issue(("optics", "glass"), f"{_HERE} is for a single pass; expected single_pass")
    if study.device.exit is ExitSide.SUPERSTRATE:
        text = f"{_HERE} lets light in through the substrate; expected substrate"
        yield Issue(("device", "exit"), text)
    plate = study.device.encapsulation
    if plate is not None and plate.immersed:
        text = f"{_HERE} takes directions in air; expected an observer outside the encapsulation"
        yield Issue(("device", "encapsulation", "immersed"), text)
    array = study.device.array
    if array is not None and array.sidewall.roughness.rms_um > 0.0:
        text = f"{_HERE} repeats one pixel, rough walls do not; expected rms 0"
        yield Issue(("device", "array", "sidewall", "roughness", "rms"), text)
