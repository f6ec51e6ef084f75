"""Values of a device that are marked as assumed, with the range each may lie in.

A mark is a dotted path in ``device.assumed`` (``layers.htl.thickness``, ``array.gap``) with a range
and a reason. Lengths are in micrometres, angles in degrees, everything else as written.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from geometry.materials.library import Assumption
from geometry.spec.device import DeviceSpec
from geometry.units import parse_angle_deg, parse_length_um


def marked_assumptions(spec: DeviceSpec) -> tuple[Assumption, ...]:
    """Marks whose value lies in its range; a value set outside it is the user's own choice.

    Args:
        spec: a device whose marks are sound (``geometry.checks.assumed``).
    """
    marked = []
    for path, mark in spec.assumed.items():
        value, low, high = value_at(spec, path), bound(mark.low), bound(mark.high)
        if value is None or low is None or high is None:
            continue
        if low <= value <= high:
            marked.append(Assumption(f"device.{path}", value, low, high, mark.reason))
    return tuple(marked)


def value_at(spec: DeviceSpec, path: str) -> float | None:
    """The number under a dotted path below ``device``; None where none is."""
    value: Any = spec
    for key in path.split("."):
        value = _step(value, key)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value)


def bound(written: str | float) -> float | None:
    """One end of a range, lengths in micrometres and angles in degrees; None if it is neither."""
    if not isinstance(written, str):
        return float(written)
    for parse in (parse_length_um, parse_angle_deg):
        try:
            return parse(written)
        except ValueError:
            continue
    return None


def _step(value: Any, key: str) -> Any:
    if isinstance(value, tuple):
        named = [item for item in value if getattr(item, "name", None) == key]
        if named:
            return named[0]
        return value[int(key)] if key.isdigit() and int(key) < len(value) else None
    if not isinstance(value, BaseModel):
        return None
    if key == "gap":
        return getattr(value, "gap_um", None)  # written as a gap, held as a width
    fields = type(value).model_fields
    for name, field in fields.items():
        if key in (name, field.alias):
            return getattr(value, name)
    return None
