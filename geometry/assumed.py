"""Values of a device that are marked as assumed, with the range each may lie in.

A mark is a dotted path in ``device.assumed`` (``layers.htl.thickness``, ``array.gap``) with a range
and a reason. Lengths are in micrometres, angles in degrees, everything else as written.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from geometry.materials.library import Assumption
from geometry.parts import DeviceError
from geometry.spec.device import DeviceSpec
from geometry.units import parse_angle_deg, parse_length_um


def marked_assumptions(spec: DeviceSpec) -> tuple[Assumption, ...]:
    """Marks whose value lies in its range; a value set outside it is the user's own choice.

    Raises:
        DeviceError: a path that leads to no number, or a bound that is none.
    """
    found = []
    for path, mark in spec.assumed.items():
        if spec.array is None and path.startswith("array."):
            continue
        value = _value_at(spec, path)
        low, high = _bound(path, mark.low), _bound(path, mark.high)
        if low > high:
            raise DeviceError(f"device.assumed.{path}", f"low {mark.low} is above high {mark.high}")
        if low <= value <= high:
            found.append(Assumption(f"device.{path}", value, low, high, mark.reason))
    return tuple(found)


def _value_at(spec: DeviceSpec, path: str) -> float:
    value: Any = spec
    for key in path.split("."):
        value = _step(value, key)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise DeviceError(f"device.assumed.{path}", f"no number is at device.{path}")
    return float(value)


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


def _bound(path: str, written: str | float) -> float:
    if not isinstance(written, str):
        return float(written)
    for parse in (parse_length_um, parse_angle_deg):
        try:
            return parse(written)
        except ValueError:
            continue
    raise DeviceError(f"device.assumed.{path}", f"{written!r} is neither a length nor an angle")
