"""Lengths and other dimensional inputs: strings with a unit become floats in the project's units.

Lengths are held in micrometres (Meep's unit, suffix ``_um``). A bare number is refused, because
"30" cannot tell nanometres from micrometres. Each ``parse_*`` raises ValueError with what was
found and what is allowed; the ``Length``-like aliases are for pydantic models.
"""

from __future__ import annotations

import math
import re
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

INCH_UM = 25_400.0

HAIR_UM = 1e-9
"""Lengths that differ by less are equal: far below an atom, far above rounding."""

_QUANTITY = re.compile(
    r"^\s*([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)\s*([A-Za-z/^0-9.µμ²³%-]*)\s*$"
)

_LENGTH_UM = {"nm": 1e-3, "um": 1.0, "µm": 1.0, "μm": 1.0, "mm": 1e3, "cm": 1e4, "m": 1e6}
_ANGLE_DEG = {"deg": 1.0, "rad": 180.0 / math.pi}


def parse_quantity(value: Any, scale: dict[str, float], kind: str) -> float:
    """Turn ``"30 nm"`` into a float in the unit whose factor is 1.

    Args:
        value: the YAML value, a string of number and unit.
        scale: factor of every allowed unit.
        kind: what the value is, for the message ("length").

    Raises:
        ValueError: not a string with one of the allowed units, or not finite.
    """
    allowed = ", ".join(scale)
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise ValueError(f"{value!r} has no unit; expected a number with one of: {allowed}")
    match = _QUANTITY.match(value) if isinstance(value, str) and len(value) <= 64 else None
    if match is None or match.group(2) not in scale:
        raise ValueError(
            f"found {_found(value)}; expected a number with one of: {allowed} ({kind})"
        )
    number = float(match.group(1)) * scale[match.group(2)]
    if not math.isfinite(number):
        raise ValueError(f"{value!r} is not finite")
    return number


def _found(value: Any) -> str:
    """The value as a user would name it, short enough for a message."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "a mapping"
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def parse_length_um(value: Any) -> float:
    """Length in micrometres from ``"2.8 um"``; raises ValueError."""
    return parse_quantity(value, _LENGTH_UM, "length")


def parse_angle_deg(value: Any) -> float:
    """Angle in degrees from ``"90 deg"``; raises ValueError."""
    return parse_quantity(value, _ANGLE_DEG, "angle")


def format_number(number: float) -> str:
    """Twelve digits where they are exact, else as many as it takes to read the same float."""
    short = f"{number:.12g}"
    return short if float(short) == number else repr(float(number))


def format_length(length_um: float) -> str:
    """A short unit string that parses back to exactly the same length."""
    if abs(length_um) < 1.0:
        text = f"{round(length_um * 1e3, 9):.12g} nm"
    elif abs(length_um) < 100.0:
        text = f"{length_um:.12g} um"
    else:
        text = f"{length_um * 1e-3:.12g} mm"
    return text if parse_length_um(text) == length_um else f"{format_number(length_um)} um"


def brief_length(length_um: float) -> str:
    """A length for messages: six digits, not meant to be parsed back exactly."""
    if abs(length_um) < 1.0:
        return f"{length_um * 1e3:.6g} nm"
    return f"{length_um:.6g} um" if abs(length_um) < 100.0 else f"{length_um * 1e-3:.6g} mm"


def pitch_from_ppi(ppi: float) -> float:
    """Pitch in micrometres along a row of ``ppi`` pixels per inch."""
    return INCH_UM / ppi


def unit_field(scale: dict[str, float], kind: str, canonical: str) -> Any:
    """Annotated float type for a pydantic field that takes unit strings.

    Floats already in the canonical unit are refused by validation from YAML but are what the
    model holds; serialisation writes the canonical unit string, so that a resolved config loads
    again.
    """
    return Annotated[
        float,
        BeforeValidator(lambda value: parse_quantity(value, scale, kind)),
        PlainSerializer(lambda number: f"{format_number(number)} {canonical}", return_type=str),
        WithJsonSchema(
            {"type": "string", "description": f"{kind}: a number with one of {', '.join(scale)}"}
        ),
    ]


Length = Annotated[
    float,
    BeforeValidator(parse_length_um),
    PlainSerializer(format_length, return_type=str),
    WithJsonSchema(
        {"type": "string", "description": f"length: a number with one of {', '.join(_LENGTH_UM)}"}
    ),
]
Angle = Annotated[
    float,
    BeforeValidator(parse_angle_deg),
    PlainSerializer(lambda degrees: f"{format_number(degrees)} deg", return_type=str),
    WithJsonSchema({"type": "string", "description": "angle: a number with deg or rad"}),
]
