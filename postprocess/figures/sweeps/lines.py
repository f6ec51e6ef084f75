"""A study's devices as lines along a numeric axis."""

from __future__ import annotations

from dataclasses import dataclass

from geometry.arrays import FloatArray
from postprocess.studies.devices import ComparedDevice, DeviceStudy
from postprocess.studies.numeric_axes import NumericAxis
from sim.batch.study.axes import case_labels


@dataclass(frozen=True)
class Line:
    """Devices that differ in one numeric axis alone, in its order.

    Attributes:
        label: what they share; "" where nothing else varies.
        devices: in rising order of the axis.
        x: their values on it.
    """

    label: str
    devices: tuple[ComparedDevice, ...]
    x: FloatArray


def lines_along(axis: NumericAxis, study: DeviceStudy) -> list[Line]:
    """The study's devices as lines along an axis, one for each setting of all others."""
    others = [path for path in study.axes if path != axis.path]
    cases = [device.case.values for device in study.devices]
    labels = case_labels(others, cases) if others else ("",) * len(cases)
    lines = []
    for label in dict.fromkeys(labels):
        places = [place for place, text in enumerate(labels) if text == label]
        order = sorted(places, key=lambda place: axis.values[place])
        devices = tuple(study.devices[place] for place in order)
        lines.append(Line(label, devices, axis.values[order]))
    return lines
